/**
 * The supervisor: the program that `npm start` becomes. As root it starts the host agent (as root)
 * and dogeboxd (as a separate account), restarts them when they end, and stops both in order; the
 * agent starts the key manager. Without root, or without an account for dogeboxd, it runs dogeboxd
 * alone. It reads nothing from them but the lines below. Built as `build/supervisor.cjs`.
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
import { AGENT_KILLED_AFTER, DOGEBOXD_KILLED_AFTER } from '../lib/server/stop-times.ts';
import { agentSettings, agentSocketOf } from './agent-settings.ts';
import { createBoxLog } from './box-log.ts';
import { createLastEnds } from './last-ends.ts';
import { groupOf, prepareFolders } from './folders.ts';
import { createKeyManagerPipes, readKeyManagerNews } from './key-manager.ts';
import { createPipeProbe } from './probe.ts';
import { reachable } from './reach.ts';

const DOGEBOXD_USER = 'dogebox';
const DKM_USER = 'dogebox-dkm';

/**
 * mallopt(3). The trim threshold is glibc's default. Setting it explicitly stops it from growing
 * with the largest freed block, so that memory of the start is returned: 12 MB of heap become 6.
 * A second arena kept 3 MB of the threads after about one start in three.
 */
const DOGEBOXD_MALLOC = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' };
/** Limit of what one dogeboxd process writes about its start and its end, bytes. */
const MAX_MARKS = 1000;
const LEVELS = { debug: 20, info: 30, warn: 40, error: 50, silent: 99 } as const;

/** State of one part of the box, as a line to dogeboxd. See `lib/server/parts.ts`. */
interface News {
	part: 'agent' | 'dkm' | 'dogeboxd';
	up: boolean;
	pid: number | null;
	/** Why it last ended by itself; null when it never did. */
	reason: string | null;
	/** When it ended, milliseconds since the epoch. */
	endedAt: number | null;
}

/**
 * Runs the box until it is stopped.
 * @param user dogeboxd's account; null: dogeboxd runs as the current user, without an agent
 */
function supervise(config: BoxConfig, given: ProgramParts, user: Account | null, here: string, node: string): void {
	const paths = pathsOf(config, user !== null, () => null);
	const lastEnds = createLastEnds(paths.logs);
	const boxLog = createBoxLog(join(paths.logs, 'box'), user && user.gid);
	const agentSocket = agentSocketOf(paths.run);
	// Without an account for dogeboxd neither the agent nor the key manager is started.
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
	/** Some dogeboxd process of this supervisor has answered its first request. */
	let ready = false;
	/** dogeboxd holds the lock of the data folder. */
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
	/** The reason that dogeboxd gave before it ended. */
	let lastWords: string | null = null;
	const publish = (change: Partial<News> & Pick<News, 'part'>) => {
		Object.assign(state[change.part], change);
		dogeboxd.send(JSON.stringify(state[change.part]));
	};
	const atStop = (name: string, { signal }: ProcessEnd) => {
		if (signal === 'SIGKILL') log('error', `${name} did not stop in time and was killed`);
		return false;
	};
	const ended = (part: News['part'], name: string) => (end: ProcessEnd) => {
		if (stopping) return atStop(name, end);
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
			// A new key manager began: the previous one ended while no agent was running.
			const end = news.is === 'ended' ? news : { code: null, signal: null, words: '', againInMs: 0 };
			// Its last line may not have been read yet.
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
		// The last one is for the key manager.
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
		// A semi-space of 1 MiB (default 16) is collected earlier: less memory, and no slower.
		flags: programFlags.main,
		env: {
			...DOGEBOXD_MALLOC,
			...process.env,
			...configAsEnv({ ...config, supervised: true, agentSocket: user && agentSocket }, given),
			...(user && { HOME: paths.data })
		},
		// The greeting on stdout holds the claim code. It is passed through and never logged.
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
				// dogeboxd now holds the data folder. A key manager must not use it earlier.
				if (mark === 'locked') {
					locked = true;
					agent.send(JSON.stringify({ keyManager: 'start' }));
				} else if (mark === 'ready') ready = true;
				else if (mark.startsWith('ends ')) lastWords = mark.slice('ends '.length);
			});
		},
		onEnd(end) {
			agent.send(JSON.stringify({ dogeboxd: null }));
			if (stopping) return atStop('dogeboxd', end);
			if (ready) {
				const reason = lastWords === null ? end.reason : `${end.reason}: ${lastWords}`;
				return ended('dogeboxd', 'dogeboxd')({ ...end, reason });
			}
			// The start failed. dogeboxd has said why, and another try would fail in the same way.
			exitCode = end.code ?? 1;
			stop();
			return false;
		}
	});

	function stop(): void {
		stopping ??= (async () => {
			await dogeboxd.stop(DOGEBOXD_KILLED_AFTER);
			// Ending the agent alone would leave the key manager running.
			agentInput?.end();
			await agent.stop(AGENT_KILLED_AFTER);
			process.exit(exitCode);
		})();
	}
	let signals = 0;
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
		process.on(signal, () => {
			// A second signal exits at once. The other programs end because their input closes.
			if (++signals > 1) process.exit(1);
			stop();
		});
	}
	if (user) agent.start();
	dogeboxd.start();
}

/** Reads the few lines that dogeboxd writes about its start and its end, up to a limit. */
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
	// The reader of this output may be gone (`| tee`, a closed window); the box keeps running.
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
		// Only help or the version was requested: dogeboxd prints them.
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
	// Runs on every exit. After a SIGKILL the next start releases the mounts.
	process.on('exit', parts.release);
	supervise(config, given, user, parts.here, parts.node);
}

/** Finds dogeboxd's account. Returns null and reports the reason when it cannot be used. */
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
			// dogeboxd checks the same, with a better explanation.
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
