/**
 * The Doge Key Manager: a separate process with its own folder and one Unix socket. `routes.ts`
 * describes its requests.
 */
import { chmodSync, chownSync, existsSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { isDamage } from '../sqlite.js';
import { createAttempts } from './attempts.ts';
import { DATABASE, databaseFiles, moveAside, prepareFolder, prepareSocketPath } from './folder.ts';
import { createKdfGate } from './kdf.ts';
import { createKeyManager } from './manager.ts';
import { HELP, readOptions, type DkmOptions } from './options.ts';
import { createRoutes } from './routes.ts';
import { createDkmServer } from './server.ts';
import { createSessions } from './sessions.ts';
import { openStorage, type Storage } from './storage.ts';
import { becomeUser } from './user.ts';

/** Maximum number of concurrent Argon2 runs: 64 MiB each. */
const KDF_AT_ONCE = 2;
/** Maximum number of requests that wait for one. */
const KDF_WAITING = 8;
/** Milliseconds for a clean end; after that it exits anyway. */
const END_WITHIN = 800;

const log = (line: string) => void process.stderr.write(`${line}\n`);
/** Monotonic seconds, unaffected by NTP on a box without a clock battery. */
const now = () => performance.now() / 1000;

/** Opens folder, database and socket, and answers until it is stopped. */
async function run(options: DkmOptions): Promise<void> {
	process.umask(0o077);
	prepareFolder(options.folder, log);
	await prepareSocketPath(options.socket);

	const storage = openWhole(options.folder);
	const gate = createKdfGate({ atOnce: KDF_AT_ONCE, waiting: KDF_WAITING });
	const manager = createKeyManager({ storage, gate, sessions: createSessions(now), attempts: createAttempts(now) });
	const server = createDkmServer(createRoutes(manager), log, (error) => {
		if (!isDamage(error)) return;
		// The next start moves it out of the way.
		log('the database is damaged');
		process.exit(1);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.socket, resolve);
	});
	if (options.clientGroup !== null) giveToGroup(options.socket, options.clientGroup);
	chmodSync(options.socket, options.clientGroup === null ? 0o600 : 0o660);

	let ending = false;
	const end = (why: string) => {
		if (ending) return;
		ending = true;
		log(`ending: ${why}`);
		manager.close();
		// Requests that wait for an Argon2 run are dropped; SQLite guarantees that nothing is half
		// written.
		setTimeout(() => process.exit(0), END_WITHIN).unref();
		server.close(() => {
			storage.close();
			if (existsSync(options.socket)) removeQuietly(options.socket);
			process.exit(0);
		});
		server.closeAllConnections();
	};
	process.on('SIGTERM', () => end('asked to (SIGTERM)'));
	process.on('SIGINT', () => end('asked to (SIGINT)'));
	if (options.exitWithStdin) {
		for (const event of ['end', 'close', 'error']) process.stdin.once(event, () => end('its starter is gone'));
		process.stdin.resume();
	}

	if (options.user !== null) {
		const paths = [options.folder, ...databaseFiles(options.folder)];
		const reason = becomeUser(options.user, options.folder, paths, {
			path: options.socket,
			group: options.clientGroup
		});
		if (reason !== null) log(`warning: going on as user id ${process.getuid?.() ?? '?'}: ${reason}`);
	}
	process.stdout.write(`dkm listening on ${options.socket}\n`);
}

/**
 * Lets a group connect. Root changes the socket's group; others inherit it from its folder.
 * @throws Error when the folder has another group
 */
function giveToGroup(socket: string, group: number): void {
	if (process.getuid?.() === 0) chownSync(socket, 0, group);
	else if (statSync(socket).gid !== group) {
		throw new Error(`the folder of ${socket} does not give it the group ${group} (chgrp, chmod g+s)`);
	}
}

/** Opens the database. Moves a damaged one aside and opens an empty one, for the owner's words. */
function openWhole(folder: string): Storage {
	const file = join(folder, DATABASE);
	try {
		return openStorage(file);
	} catch (error) {
		if (!isDamage(error)) throw error;
		const kept = moveAside(folder, new Date());
		log(`${error instanceof Error ? error.message : String(error)}; it is kept as ${kept}, and there is no key now`);
		return openStorage(file);
	}
}

/** The new user may lack access to the socket's folder; the next start then removes the socket. */
function removeQuietly(path: string): void {
	try {
		unlinkSync(path);
	} catch {
		log(`left behind: ${path}`);
	}
}

try {
	// The reader of this output may be gone: the starter, or the whole box.
	for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
	// Work here is rare and short: optimised code would cost more memory than it saves time. (The
	// starter passes stronger flags, which must be set before V8 starts.)
	setFlagsFromString('--no-opt');
	const options = readOptions(process.argv.slice(2));
	if (options) await run(options);
	else process.stdout.write(HELP);
} catch (error) {
	log(`dkm cannot start: ${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
}
