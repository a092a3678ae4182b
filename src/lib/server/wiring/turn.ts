/** Decides whether a pup has to wait for its providers before it starts. Pure. */
import type { Failure } from '../../contract/jobs.ts';
import { listed } from '../../contract/listed.ts';
import type { KnownPup } from '../pups/index.ts';
import { needsOf } from './needs.ts';
import { serves } from './offers.ts';
import type { WiringFacts } from './policies.ts';

/** Why a provider will not start by itself. */
function stuck({ state, enabled }: KnownPup): string | null {
	if (state === 'broken') return 'is broken';
	if (state === 'crashed') return 'has crashed';
	return enabled ? null : 'is stopped';
}

/**
 * Why a pup has to wait for its required providers; null where it need not. It waits neither for a
 * pup that cannot provide the interface at all, nor for one that waits for it in turn: neither
 * would ever start.
 * @param ready whether a pup can serve now
 */
export function waitsFor(
	pup: KnownPup,
	{ pups, providers }: Pick<WiringFacts, 'pups' | 'providers'>,
	ready: (id: string) => boolean
): Failure | null {
	const byId = new Map(pups.map((one) => [one.id, one]));
	const neededBy = (one: KnownPup): KnownPup[] =>
		needsOf(one.manifest).flatMap((need) => {
			const row = providers.find((each) => each.dependantId === one.id && each.interface === need.interface);
			const provider = row && byId.get(row.providerId);
			const usable = provider && !need.optional && provider.state !== 'uninstalled' && serves(provider.manifest, need);
			return usable ? [provider] : [];
		});
	/** Whether `one` depends on the pup itself, directly or over others. */
	function needsIt(one: KnownPup): boolean {
		const seen = new Set<string>([one.id]);
		const left = [one];
		for (let at = left.pop(); at; at = left.pop()) {
			for (const next of neededBy(at)) {
				if (next.id === pup.id) return true;
				if (!seen.has(next.id)) left.push(next);
				seen.add(next.id);
			}
		}
		return false;
	}
	const missing = [...new Set(neededBy(pup))].filter((one) => !ready(one.id) && !needsIt(one));
	if (missing.length === 0) return null;
	const names = listed(missing.map(({ name }) => name));
	const why = missing.flatMap((one) => {
		const what = stuck(one);
		return what === null ? [] : [`${one.name} ${what}.`];
	});
	return {
		code: 'waits-for-provider',
		reason: [`Waits for ${names} to be ready.`, ...why].join(' '),
		hint: why.length > 0 ? 'Start it, or start this one anyway.' : 'It starts by itself then.'
	};
}
