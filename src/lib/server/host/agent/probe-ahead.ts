/** The first probe of the host, started while dogeboxd is still loading. */
import { hostProbe } from '../facts.ts';
import type { VerbContext } from '../verb.ts';
import type { AnyVerb } from './server.ts';

/** Age at which the result is not used any more, ms. */
const NEW_FOR_MS = 10_000;

/**
 * Probes the host at once. The first caller gets that result; later callers, and all callers after
 * the result is too old, get a new probe.
 * @param verbs the callable verbs; all except the probe stay unchanged
 * @param context of this agent, with pups' data in the default place
 * @returns the same verbs
 */
export function withProbeAhead(
	verbs: readonly AnyVerb[],
	context: Omit<VerbContext, 'signal' | 'onLine'>
): readonly AnyVerb[] {
	const at = performance.now();
	let ahead: ReturnType<typeof hostProbe.run> | null = hostProbe.run(
		{},
		{ ...context, signal: undefined, onLine() {} }
	);
	// The caller gets the error.
	ahead.catch(() => {});
	const probe: typeof hostProbe = {
		...hostProbe,
		run(args, asked) {
			const found = performance.now() - at < NEW_FOR_MS && asked.paths.storage === context.paths.storage ? ahead : null;
			ahead = null;
			return found ?? hostProbe.run(args, asked);
		}
	};
	return verbs.map((verb) => (verb === hostProbe ? probe : verb));
}
