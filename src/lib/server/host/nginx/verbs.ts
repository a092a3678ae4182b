/** What all nginx of the box have in common as verbs: prepared, watched, ended. */
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { isAlive } from '../process-identity.ts';
import { verb, type VerbContext } from '../verb.ts';
import { endNginx, loadConfig, loadedGeneration, runningNginx, stampOf, type NginxConfig } from './process.ts';
import { nginxFolders, nginxPaths, type NginxPaths, type NginxRole } from './paths.ts';
import { portProblem, socketName, type NginxSocket } from './port-probe.ts';

/** How soon the end of nginx is seen, ms. */
const WATCH_EVERY = 400;
const nothing = v.strictObject({});

/** The verbs of one of them, but for the one that says what it does. */
export function nginxVerbs<Role extends NginxRole>(role: Role) {
	return {
		/**
		 * Makes what nginx and dogeboxd meet at.
		 * @returns path of the socket at which dogeboxd answers
		 */
		prepare: verb(`${role}.prepare`, nothing, async (_args, context) => ({
			gate: (await nginxPaths(context, role)).gate
		})),
		/** Ends when nginx has ended; at once where it does not run. */
		watch: verb(`${role}.watch`, nothing, async (_args, { paths, signal }) => {
			const { record } = nginxFolders(paths, role);
			for (const running = await runningNginx(record); running && isAlive(running);) {
				await delay(WATCH_EVERY, undefined, { signal });
			}
			return {};
		}),
		/** Ends nginx. */
		stop: verb(`${role}.stop`, nothing, async (_args, { paths }) => {
			await endNginx(nginxFolders(paths, role));
			return {};
		})
	};
}

/**
 * Has nginx work by what `write` says, and starts it where it does not run. Doing it twice changes
 * nothing.
 * @param sockets where it is to listen
 * @param write the configuration; it gets which of these cannot be opened and why
 * @returns which cannot be opened and why; and whether one that ran worked by something else before
 * @throws BoxError `program-missing`; `…-refused`, and the one before stays
 */
export async function applyConfig(
	role: NginxRole,
	context: VerbContext,
	sockets: readonly NginxSocket[],
	write: (place: NginxPaths, problems: ReadonlyMap<number, string>) => NginxConfig
): Promise<{ problems: ReadonlyMap<number, string>; exchanged: boolean }> {
	const folders = nginxFolders(context.paths, role);
	const running = await runningNginx(folders.record);
	// Workers of a killed one hold its ports.
	if (!running) await endNginx(folders);
	const place = await nginxPaths(context, role);
	const held = new Set(running?.sockets);
	const problems = new Map<number, string>();
	for (const socket of sockets) {
		const { port } = socket;
		if (problems.has(port) || held.has(socketName(socket))) continue;
		const reason = await portProblem(socket);
		if (reason !== null) problems.set(port, reason);
	}
	const config = write(place, problems);
	const stands =
		running?.stamp === stampOf(place, config.lowPorts) && (await loadedGeneration(place.control)) === config.generation;
	if (!stands) await loadConfig(place, config, context);
	return { problems, exchanged: running !== null && !stands };
}
