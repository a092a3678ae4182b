/** Verbs common to all nginx of the box: prepare, watch, end. */
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { isAlive } from '../process-identity.ts';
import { verb, type VerbContext } from '../verb.ts';
import { endNginx, loadConfig, loadedGeneration, runningNginx, stampOf, type NginxConfig } from './process.ts';
import { nginxFolders, nginxPaths, type NginxPaths, type NginxRole } from './paths.ts';
import { portProblem, socketName, type NginxSocket } from './port-probe.ts';

/** Interval at which the end of nginx is detected, ms. */
const WATCH_EVERY = 400;
const nothing = v.strictObject({});

/** Returns the verbs of one nginx, except the one that configures it. */
export function nginxVerbs<Role extends NginxRole>(role: Role) {
	return {
		/**
		 * Creates the folders that nginx and dogeboxd share.
		 * @returns path of the socket at which dogeboxd answers
		 */
		prepare: verb(`${role}.prepare`, nothing, async (_args, context) => ({
			gate: (await nginxPaths(context, role)).gate
		})),
		/** Resolves when nginx has ended; at once when it is not running. */
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
 * Makes nginx use the configuration that `write` returns; starts nginx if needed. Idempotent.
 * @param sockets where it should listen
 * @param write returns the configuration; gets the ports that cannot be opened, with reasons
 * @returns those ports with reasons; and whether a running nginx used another configuration
 *   before
 * @throws BoxError `program-missing`; `…-refused`, and the previous configuration stays
 */
export async function applyConfig(
	role: NginxRole,
	context: VerbContext,
	sockets: readonly NginxSocket[],
	write: (place: NginxPaths, problems: ReadonlyMap<number, string>) => NginxConfig
): Promise<{ problems: ReadonlyMap<number, string>; exchanged: boolean }> {
	const folders = nginxFolders(context.paths, role);
	const running = await runningNginx(folders.record);
	// Workers of a killed nginx may still hold its ports.
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
