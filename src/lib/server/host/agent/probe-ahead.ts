/** The first look at the host, begun while dogeboxd still loads. */
import { hostProbe } from '../facts.ts';
import type { VerbContext } from '../verb.ts';
import type { AnyVerb } from './server.ts';

/** After this time a look is no longer new, ms. */
const NEW_FOR_MS = 10_000;

/**
 * Looks at the host at once, for whoever asks first. Who asks later gets a look of their own, as
 * does everybody when nobody asked in time.
 * @param verbs what may be called; the rest of it stays as it is
 * @param context of this agent, with pups' data at their own place
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
	// Whoever asks gets the error.
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
