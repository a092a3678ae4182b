/**
 * Defines verbs. A verb is a value: its name and arguments can be sent to an agent in another
 * process, which has its `run`. The folders beside group verbs by subject. Other modules import
 * verbs through the index files and call them with `host.call`, or with `host.open` for streaming
 * verbs.
 */
import * as v from 'valibot';
import { BoxError } from '../../contract/errors.ts';
import { openLocally, type HostChannel, type StreamVerb } from './channel.ts';
import type { VerbContext } from './context.ts';
import type { HostNames, HostPaths } from './types.ts';
import { createLauncher, type Launcher, type Spawner } from './spawn.ts';

export type { VerbContext } from './context.ts';

/** A privileged operation: JSON in, JSON out. */
export interface Verb<Args, Result> {
	readonly name: string;
	readonly args: v.GenericSchema<unknown, Args>;
	readonly run: (args: Args, context: VerbContext) => Promise<Result>;
}

/** Declares a verb. Exists for type inference only. */
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

/**
 * Access to the host: through a socket to the agent, or in this process when there is no agent (no
 * root, tests).
 */
export interface Host {
	readonly paths: HostPaths;
	readonly names: HostNames;
	/**
	 * Carries out a verb.
	 * @throws BoxError `invalid-host-call` when the arguments do not fit the schema; the verb's own
	 *   errors otherwise
	 */
	call<Args, Result>(verb: Verb<Args, Result>, args: Args, options?: CallOptions): Promise<Result>;
	/** Carries out a streaming verb. An error in the arguments rejects the channel's result. */
	open<Args, Message, Result>(
		verb: StreamVerb<Args, Message, Result>,
		args: Args,
		options?: CallOptions
	): HostChannel<Message, Result>;
}

/** Validates untrusted input. @throws BoxError `invalid-host-call` */
export function checkedFor<T>(name: string, schema: v.GenericSchema<unknown, T>, value: unknown): T {
	const parsed = v.safeParse(schema, value);
	if (parsed.success) return parsed.output;
	const issue = parsed.issues[0];
	throw new BoxError({
		code: 'invalid-host-call',
		status: 500,
		message: `The host refused ${name}: ${issue.message} (${v.getDotPath(issue) ?? 'arguments'}).`
	});
}

/** A host whose verbs run in this process. */
export function createLocalHost(deps: {
	paths: HostPaths;
	names: HostNames;
	spawn: Spawner;
	launch?: Launcher;
	/** Folders of the host that may be mounted into boxes. */
	boxFolders?: readonly string[];
}): Host {
	const { paths, names, spawn } = deps;
	const launch = deps.launch ?? createLauncher();
	const contextOf = (signal: AbortSignal | undefined, onLine: CallOptions['onLine']): VerbContext => ({
		paths,
		names,
		spawn,
		launch,
		account: null,
		boxFolders: deps.boxFolders ?? [],
		signal,
		onLine: onLine ?? (() => {})
	});
	return {
		paths,
		names,
		call: async (verb, args, options = {}) =>
			verb.run(checkedFor(verb.name, verb.args, args), contextOf(options.signal, options.onLine)),
		open: (verb, args, options = {}) =>
			openLocally(
				verb,
				() => ({
					args: checkedFor(verb.name, verb.args, args),
					checkMessage: (message) => checkedFor(verb.name, verb.messages, message)
				}),
				(signal) => contextOf(signal, options.onLine),
				options.signal
			)
	};
}
