/**
 * What a verb is. A verb is a value: its name and schema can be sent to an agent in another process, its `run` lives there.
 * Verbs stand by subject in `host/verbs/`; rooms import the ones they need through the door and call them with `host.call`.
 */
import * as v from 'valibot';
import { BoxError } from '../../contract/errors.ts';
import type { HostNames, HostPaths } from './types.ts';
import { createLauncher, type Launcher, type Spawner } from './spawn.ts';

/** What a verb may use: where things lie, what they are called, and the one way to start a program. */
export interface VerbContext {
	readonly paths: HostPaths;
	readonly names: HostNames;
	readonly spawn: Spawner;
	/** Starts what outlives this process (a container's monitor). */
	readonly launch: Launcher;
	readonly signal: AbortSignal | undefined;
	/** Lines of output, for verbs that run long. */
	readonly onLine: (line: string) => void;
}

/** A privileged operation: JSON in, JSON out. */
export interface Verb<Args, Result> {
	readonly name: string;
	readonly args: v.GenericSchema<unknown, Args>;
	readonly run: (args: Args, context: VerbContext) => Promise<Result>;
}

/** Declares a verb; only gives it its types. */
export function verb<Args, Result>(
	name: string,
	args: v.GenericSchema<unknown, Args>,
	run: (args: Args, context: VerbContext) => Promise<Result>
): Verb<Args, Result> {
	return { name, args, run };
}

export interface CallOptions {
	signal?: AbortSignal | undefined;
	onLine?: ((line: string) => void) | undefined;
}

/** The way to the host. In this process while dogeboxd is root; later over a socket to a small root agent. */
export interface Host {
	readonly paths: HostPaths;
	readonly names: HostNames;
	/**
	 * Carries out a verb.
	 * @throws BoxError `invalid-host-call` when the arguments do not fit the schema; the verb's own errors otherwise
	 */
	call<Args, Result>(verb: Verb<Args, Result>, args: Args, options?: CallOptions): Promise<Result>;
}

/** A host whose verbs run in this process. */
export function createLocalHost(deps: { paths: HostPaths; names: HostNames; spawn: Spawner; launch?: Launcher }): Host {
	const launch = deps.launch ?? createLauncher();
	return {
		paths: deps.paths,
		names: deps.names,
		async call(verb, args, options = {}) {
			const parsed = v.safeParse(verb.args, args);
			if (!parsed.success) {
				const issue = parsed.issues[0];
				throw new BoxError({
					code: 'invalid-host-call',
					status: 500,
					message: `The host refused ${verb.name}: ${issue?.message ?? 'arguments do not fit'} (${v.getDotPath(issue!) ?? 'arguments'}).`
				});
			}
			return verb.run(parsed.output, {
				paths: deps.paths,
				names: deps.names,
				spawn: deps.spawn,
				launch,
				signal: options.signal,
				onLine: options.onLine ?? (() => {})
			});
		}
	};
}
