/**
 * What `npm start` goes on as. As root it starts the host agent (root) and dogeboxd (a user of its
 * own), starts again what ends, and stops all of them in order; the agent starts the key manager.
 * Without root, or without an account for dogeboxd, it does so for dogeboxd alone. It reads nothing
 * from any of them but the lines below. Becomes `build/supervisor.cjs`.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { canReach } from '../dkm/user.ts';
import { isBoxError, messageOf } from '../lib/contract/errors.ts';
import { asAccount, localAccount, type Account } from '../lib/server/accounts.ts';
import programFlags from '../program-flags.json' with { type: 'json' };
import type { BoxConfig } from '../lib/server/config.ts';
import { configAsEnv, readConfig, type ProgramParts } from '../lib/server/config-from-env.ts';
import { createKeptProcess, reasonOf, type KeptProcess, type ProcessEnd } from '../lib/server/kept-process.ts';
import { keyManagerSocket, pathsOf } from '../lib/server/paths.ts';
import { agentSettings, agentSocketOf } from './agent-settings.ts';
import { createBoxLog } from './box-log.ts';
import { createLastEnds } from './last-ends.ts';
import { groupOf, prepareFolders } from './folders.ts';
import { createKeyManagerPipes, readKeyManagerNews } from './key-manager.ts';
import { createPipeProbe } from './probe.ts';
import { reachable } from './reach.ts';

const DOGEBOXD_USER = 'dogebox';
const DKM_USER = 'dogebox-dkm';
/** The whole stop takes five seconds: dogeboxd's own is over by then, the others are quick. */
const STOP_DOGEBOXD = 4300;
const STOP_OTHERS = 500;

/**
 * mallopt(3). The threshold is glibc's own; set, it does not grow with the largest block that was
 * ever freed, and what the start needed goes back to the system: 12 MB of heap become 6 MB.
 */
const DOGEBOXD_MALLOC = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' };
/** Bytes of what one life of dogeboxd says of its start and its end. */
const MAX_MARKS = 1000;
const LEVELS = { debug: 20, info: 30, warn: 40, error: 50, silent: 99 } as const;

/** Which part of the box, and how it is; dogeboxd reads these lines. See `lib/server/parts.ts`. */
interface News {
	part: 'agent' | 'dkm' | 'dogeboxd';
	up: boolean;
	pid: number | null;
	/** Why it ended by itself the last time; null where it did not. */
	reason: string | null;
	/** When that was, milliseconds since the epoch. */
	endedAt: number | null;
}

/**
 * Runs the box until it is stopped.
 * @param user dogeboxd's account; null: it goes on as whoever started this, without an agent
 */
function supervise(config: BoxConfig, given: ProgramParts, user: Account | null, here: string, node: string): void {
	const paths = pathsOf(config, user !== null, () => null);
	const lastEnds = createLastEnds(paths.logs);
	const boxLog = createBoxLog(join(paths.logs, 'box'), user && user.gid);
	const agentSocket = agentSocketOf(paths.run);
	// Neither is started where dogeboxd goes on as whoever started this.
	const owner = user ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
	const dkmUser = localAccount(DKM_USER);
	const keyManager = config.dkmUrl
		? null
		: {
				program: resolve(config.dkmProgram),
				folder: join(paths.data, 'dkm'),
				socketPath: keyManagerSocket(paths),
				args: ['--client-group', String(owner.gid), ...(dkmUser ? ['--user', DKM_USER] : [])]
			};
	const level = LEVELS[config.logLevel];
	let stopping: Promise<void> | null = null;
	let exitCode = 0;
	/** dogeboxd has answered its first request in this life of the supervisor. */
	let ready = false;
	/** dogeboxd holds the data folder. */
	let locked = false;

	const log = (at: 'info' | 'error', msg: string, more: object = {}) => {
		if (LEVELS[at] < level) return;
		const line = JSON.stringify({ level: LEVELS[at], time: Date.now(), ...more, msg }) + '\n';
		process.stderr.write(line);
		boxLog.write('supervisor', Buffer.from(line));
	};
	const state: Record<News['part'], News> = {
		agent: { part: 'agent', up: false, pid: null, ...lastEnds.of('agent') },
		dkm: { part: 'dkm', up: false, pid: null, ...lastEnds.of('dkm') },
		dogeboxd: { part: 'dogeboxd', up: false, pid: null, ...lastEnds.of('dogeboxd') }
	};
	/** What dogeboxd said of its end, before it came. */
	let lastWords: string | null = null;
	const publish = (change: Partial<News> & Pick<News, 'part'>) => {
		Object.assign(state[change.part], change);
		dogeboxd.send(JSON.stringify(state[change.part]));
	};
	const ended = (part: News['part'], name: string) => (end: ProcessEnd) => {
		if (stopping) return false;
		log('error', `${name} ended: ${end.reason}`, { code: end.code, signal: end.signal, againInMs: end.againInMs });
		publish({ part, up: false, pid: null, reason: end.reason, endedAt: Date.now() });
		lastEnds.keep(state);
		return true;
	};

	const pipes = createKeyManagerPipes((line) => log('info', `dkm: ${line}`, { dkm: state.dkm.pid }));
	const keyManagerEnded = ended('dkm', 'the key manager');
	const onKeyManager = (line: string) => {
		const news = readKeyManagerNews(line);
		if (news === null) return false;
		if (news.is === 'begun') pipes.endOthers();
		if (news.is === 'up' && !(state.dkm.up && state.dkm.pid === news.pid)) {
			publish({ part: 'dkm', up: true, pid: news.pid });
			log('info', 'the key manager can be asked', { dkm: news.pid });
		} else if (news.is === 'ended' || (news.is === 'begun' && state.dkm.up)) {
			// Where another has begun, it ended while there was no agent.
			const end = news.is === 'ended' ? news : { code: null, signal: null, words: '', againInMs: 0 };
			// Its own words may wait to be read.
			setImmediate(() => {
				const words = end.words || pipes.lastWords();
				keyManagerEnded({ ...end, words, reason: reasonOf({ ...end, words }) });
			});
		}
		return true;
	};

	const agentProbe = createPipeProbe('{"question":"alive"}', 'agent alive');
	let agentInput: Writable | null = null;
	const agent: KeptProcess = createKeptProcess({
		command: (flags) => [process.execPath, ...flags, join(here, 'agent.cjs')],
		flags: programFlags.agent,
		env: { MALLOC_ARENA_MAX: '2' },
		// The last is for the key manager.
		stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
		onStart(child) {
			agentInput = child.stdin!;
			const first: object[] = [agentSettings(config, owner, keyManager), { dogeboxd: dogeboxd.pid() }];
			if (locked) first.push({ keyManager: 'start' });
			for (const line of first) agentInput.write(JSON.stringify(line) + '\n');
			pipes.take(child.stdio[3] as Socket);
		},
		probe: (signal) => agentProbe.ask((line) => agent.send(line), signal),
		onLine(line, pid, isError) {
			if (!isError && (agentProbe.heard(line) || onKeyManager(line))) return false;
			const ready = line === 'agent listening';
			if (ready) publish({ part: 'agent', up: true, pid });
			else log('error', `agent: ${line}`, { agent: pid });
			return !ready;
		},
		onEnd: ended('agent', 'the host agent')
	});

	const lowPort = config.port > 0 && config.port < 1024;
	const dogeboxd: KeptProcess = createKeptProcess({
		command(flags) {
			const program = [node, ...flags, join(here, 'main.cjs')];
			return user ? asAccount(user, lowPort, program) : program;
		},
		// What is young is collected earlier than by default (16): less memory at rest, no slower.
		flags: programFlags.main,
		env: {
			...DOGEBOXD_MALLOC,
			...process.env,
			...configAsEnv({ ...config, supervised: true, agentSocket: user && agentSocket }, given),
			...(user && { HOME: paths.data })
		},
		// What it greets with is for who started this, and has the claim code: it is not kept.
		stdio: ['pipe', 'inherit', 'pipe', 'pipe'],
		onErrorOutput(chunk) {
			process.stderr.write(chunk);
			boxLog.write('dogeboxd', chunk);
		},
		onStart(child) {
			agent.send(JSON.stringify({ dogeboxd: child.pid }));
			lastWords = null;
			Object.assign(state.dogeboxd, { up: true, pid: child.pid });
			for (const one of Object.values(state)) child.stdin!.write(JSON.stringify(one) + '\n');
			readMarks(child.stdio[3] as NodeJS.ReadableStream, (mark) => {
				// The data folder is its own from here on: not before may a key manager work on it.
				if (mark === 'locked') {
					locked = true;
					agent.send(JSON.stringify({ keyManager: 'start' }));
				} else if (mark === 'ready') ready = true;
				else if (mark.startsWith('ends ')) lastWords = mark.slice('ends '.length);
			});
		},
		onEnd(end) {
			agent.send(JSON.stringify({ dogeboxd: null }));
			if (stopping) return false;
			if (ready) {
				const reason = lastWords === null ? end.reason : `${end.reason}: ${lastWords}`;
				return ended('dogeboxd', 'dogeboxd')({ ...end, reason });
			}
			// It could not even begin: it has said why, and trying again would say the same.
			exitCode = end.code ?? 1;
			stop();
			return false;
		}
	});

	function stop(): void {
		stopping ??= (async () => {
			await dogeboxd.stop(STOP_DOGEBOXD);
			// Its end alone would leave the key manager.
			agentInput?.end();
			await agent.stop(STOP_OTHERS);
			process.exit(exitCode);
		})();
	}
	let signals = 0;
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
		process.on(signal, () => {
			// A second one ends at once: the others end with their input.
			if (++signals > 1) process.exit(1);
			stop();
		});
	}
	if (user) agent.start();
	dogeboxd.start();
}

/** Reads the few words that dogeboxd says about its start, and no more. */
function readMarks(stream: NodeJS.ReadableStream, onMark: (mark: string) => void): void {
	let text = '';
	let read = 0;
	stream.on('error', () => {});
	stream.on('data', (chunk: Buffer) => {
		if ((read += chunk.length) > MAX_MARKS) return;
		text += chunk.toString('utf8');
		const lines = text.split('\n');
		text = lines.pop() ?? '';
		lines.forEach(onMark);
	});
}

async function start(): Promise<void> {
	// Who reads what is printed may be gone (`| tee`, a closed window); the box goes on.
	for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
	const here = import.meta.dirname;
	const given: ProgramParts = {
		dkmProgram: join(here, 'dkm.js'),
		builtinPups: join(here, '../pups'),
		migrations: join(here, 'drizzle'),
		version: ''
	};
	const { config } = readConfig(
		{ argv: process.argv.slice(2), env: process.env, isRoot: process.getuid?.() === 0 },
		given
	);
	if (!config) {
		// Help or the version: dogeboxd prints them.
		createRequire(import.meta.url)('./main.cjs');
		return;
	}
	const user = process.getuid?.() === 0 ? usable(config) : null;
	if (!user) return supervise(config, given, null, here, process.execPath);
	const { run } = pathsOf(config, true, () => null);
	prepareFolders(config.data, run, user, {
		api: groupOf(config.socketGroup, 'dbx needs a token here'),
		docker: groupOf(config.docker.group, 'there is no socket for Docker’s clients')
	});
	const parts = reachable(user, { here, node: process.execPath, run });
	// However it ends; a killed one's is taken away at the next start.
	process.on('exit', parts.release);
	supervise(config, given, user, parts.here, parts.node);
}

/** dogeboxd's account; null, and a word why, where it cannot be used. */
function usable(config: BoxConfig): Account | null {
	const user = localAccount(DOGEBOXD_USER);
	const reason =
		user === null || user.uid === 0
			? `there is no account ${DOGEBOXD_USER}`
			: !existsSync('/usr/bin/setpriv')
				? 'the program setpriv is not installed'
				: null;
	if (reason === null && user !== null) {
		try {
			mkdirSync(config.data, { recursive: true, mode: 0o711 });
			if (canReach(user, config.data)) return user;
		} catch {
			// dogeboxd checks this too, and explains it better.
			return null;
		}
	}
	const why = reason ?? `the account ${DOGEBOXD_USER} cannot pass through the folders above ${config.data}`;
	process.stderr.write(`dogebox: there is no host agent, so pups cannot run: ${why}.\n`);
	return null;
}

start().catch((error: unknown) => {
	const hint = isBoxError(error) && error.hint ? ` ${error.hint}` : '';
	process.stderr.write(`dogebox: it could not start: ${messageOf(error)}${hint}\n`);
	process.exit(1);
});
