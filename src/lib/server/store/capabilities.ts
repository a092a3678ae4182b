/** What this host can build and run, and which of a pup's builds it can use. */
import { BUILD_KINDS, buildKinds, type BuildKind, type Manifest } from '../../contract/manifest.ts';
import type { Builder } from '../build/types.ts';
import type { HostFacts } from '../host/index.ts';
import type { Able, HostCapabilities } from './types.ts';

/** Explains why a host without a container engine cannot run pups. */
export function cannotRun(facts: HostFacts): { ok: false; reason: string; command: string | null } {
	const part = facts.runtime.missing.find((l) => l.command !== null) ?? facts.runtime.missing[0];
	return {
		ok: false,
		reason: part ? `${part.what} ${part.effect}`.trim() : 'This host cannot run containers.',
		command: part?.command ?? null
	};
}

/**
 * Creates the function that returns what this host can do; called again whenever sources are read.
 * @param deps.canRun whether there is a container engine
 */
export function createCapabilities(deps: {
	facts: () => HostFacts;
	canRun: boolean;
	builder: Pick<Builder, 'capabilities'> | null;
}): () => Promise<HostCapabilities> {
	return async () => {
		if (!deps.canRun) {
			const no = cannotRun(deps.facts());
			return { nix: no, flake: no, debian: no, image: no };
		}
		const no = cannotRun(deps.facts());
		return (await deps.builder?.capabilities()) ?? { nix: no, flake: no, debian: no, image: no };
	};
}

/** The first way of building that this host supports, or why there is none. */
export function chooseBuild(
	manifest: Manifest,
	capabilities: HostCapabilities
): { ok: true; kind: BuildKind } | (Able & { ok: false }) {
	const offered = buildKinds(manifest);
	for (const kind of offered) if (capabilities[kind].ok) return { ok: true, kind };
	// A refusal with a command that fixes it is more useful than one without.
	const refusals = BUILD_KINDS.filter((kind) => offered.includes(kind))
		.map((kind) => capabilities[kind])
		.filter((able): able is Able & { ok: false } => !able.ok);
	const best = refusals.find((r) => r.command !== null) ?? refusals[0];
	return best ?? { ok: false, reason: 'It does not say how it is built.', command: null };
}
