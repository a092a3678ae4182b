/**
 * The Doge Key Manager: a process of its own, with its own folder and one Unix socket. See
 * `routes.ts` for what it answers.
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

/** Argon2 runs at the same time: 64 MiB each. */
const KDF_AT_ONCE = 2;
/** Requests that may wait for one. */
const KDF_WAITING = 8;
/** For a clean end, ms; then it ends anyway. */
const END_WITHIN = 800;

const log = (line: string) => void process.stderr.write(`${line}\n`);
/** Seconds that never jump, whatever NTP does to the clock of a box without a battery. */
const now = () => performance.now() / 1000;

/** Opens folder, database and socket and answers until it is stopped. */
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
		// Answers that wait for an Argon2 run are not waited for; nothing is half written, SQLite
		// sees to that.
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
 * Lets a group connect. Root gives it the socket; anybody else has that from the socket's folder.
 * @throws Error where the folder does not
 */
function giveToGroup(socket: string, group: number): void {
	if (process.getuid?.() === 0) chownSync(socket, 0, group);
	else if (statSync(socket).gid !== group) {
		throw new Error(`the folder of ${socket} does not give it the group ${group} (chgrp, chmod g+s)`);
	}
}

/** The database; an empty one where it is damaged, which the owner's words fill again. */
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

/** The socket's folder may be closed to the user we became; the next start removes it then. */
function removeQuietly(path: string): void {
	try {
		unlinkSync(path);
	} catch {
		log(`left behind: ${path}`);
	}
}

try {
	// Who reads what is printed may be gone: whoever started it, or all of the box.
	for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
	// Work here is rare and short: optimised code would cost more memory than it saves time. (The
	// starter passes stronger flags, which must be there before V8 starts.)
	setFlagsFromString('--no-opt');
	const options = readOptions(process.argv.slice(2));
	if (options) await run(options);
	else process.stdout.write(HELP);
} catch (error) {
	log(`dkm cannot start: ${error instanceof Error ? error.message : String(error)}`);
	process.exit(1);
}
