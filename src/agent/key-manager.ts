/**
 * The key manager. The agent starts it for the supervisor under a separate account, watches it and
 * restarts it. It outlives the agent, so keys stay unlocked across a restart of the agent: the next
 * agent finds it through a record file. dogeboxd cannot influence any of this.
 */
import { readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { messageOf } from '../lib/contract/errors.ts';
import { writeFileAtomic } from '../lib/server/files/index.ts';
import { hasEnded, identify, isAlive, signalProcess } from '../lib/server/host/agent/index.ts';
import type { FoundProcess, ProcessEnd } from '../lib/server/kept-process.ts';
import { askKeyManager, keepKeyManager } from '../lib/server/keys/process.ts';
import { KEY_MANAGER_KILLED_AFTER } from '../lib/server/stop-times.ts';

/**
 * The agent's descriptor for the key manager's standard input and error. Only the supervisor holds
 * the other end: the key manager ends when the supervisor ends, not with the agent.
 */
const PIPE = 3;
/** Milliseconds between checks of a key manager that does not answer yet or is about to end. */
const AGAIN_MS = 100;

const absolute = v.pipe(v.string(), v.startsWith('/'));
/** Settings of the key manager. They come from the supervisor. */
export const keyManagerPlace = v.strictObject({
	program: absolute,
	folder: absolute,
	socketPath: absolute,
	args: v.array(v.string())
});
export type KeyManagerPlace = v.InferOutput<typeof keyManagerPlace>;

const identity = v.strictObject({ pid: v.number(), ticks: v.number() });
type Identity = v.InferOutput<typeof identity>;
/** The record file: identifies the key manager and the supervisor that holds its pipe. */
const record = v.strictObject({ keyManager: identity, supervisor: identity });

/** A line on standard output for the supervisor, after the prefix `dkm `. */
export type KeyManagerNews = { is: 'begun' | 'up'; pid: number } | ({ is: 'ended' } & ProcessEnd);

export interface KeyManager {
	/** Watches the running key manager, or starts one. */
	start(): void;
	/** Ends the key manager. */
	stop(): Promise<void>;
}

/** @param file record of the key manager, in a folder that only root can write to */
export function createKeyManager(place: KeyManagerPlace, file: string): KeyManager {
	const supervisor = identify(process.ppid);
	const say = (news: KeyManagerNews) => void process.stdout.write(`dkm ${JSON.stringify(news)}\n`);
	const { socketPath } = place;

	/** Finds the key manager that an earlier agent of the same supervisor started. */
	function find(): FoundProcess | null {
		const found = read(file);
		if (!found || !isAlive(found.keyManager)) return null;
		const { keyManager, supervisor: other } = found;
		const kill = (signal: NodeJS.Signals) => void signalProcess(keyManager, signal);
		if (other.pid !== supervisor?.pid || other.ticks !== supervisor.ticks) {
			// The closed pipe should have ended it by now; it may also hang.
			if (!isAlive(other)) kill('SIGKILL');
			return null;
		}
		void untilAnswers(keyManager, socketPath).then((answers) => answers && say({ is: 'up', pid: keyManager.pid }));
		return { pid: keyManager.pid, ended: untilEnded(keyManager, socketPath), kill };
	}

	const kept = keepKeyManager({
		...place,
		stdio: [PIPE, 'pipe', PIPE],
		find,
		onStart({ pid }) {
			const keyManager = identify(pid!);
			try {
				writeFileAtomic(file, JSON.stringify({ keyManager, supervisor }));
			} catch (error) {
				// Without a record, the next agent ends this key manager and starts another.
				process.stderr.write(`agent: the key manager could not be recorded: ${messageOf(error)}\n`);
			}
			say({ is: 'begun', pid: pid! });
		},
		onLine(_line, pid, listening) {
			if (listening) say({ is: 'up', pid });
		},
		onEnd(end) {
			say({ is: 'ended', ...end });
			return true;
		}
	});
	return {
		start: kept.start,
		async stop() {
			await kept.stop(KEY_MANAGER_KILLED_AFTER);
			rmSync(file, { force: true });
		}
	};
}

function read(file: string): v.InferOutput<typeof record> | null {
	try {
		return v.parse(record, JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		return null;
	}
}

/** Waits until the key manager answers; false when it ended first. */
async function untilAnswers(keyManager: Identity, socketPath: string): Promise<boolean> {
	while (!hasEnded(keyManager)) {
		try {
			await askKeyManager(socketPath);
			return true;
		} catch {
			await delay(AGAIN_MS);
		}
	}
	return false;
}

/** Polls for the end of a process that is no child. A closed connection triggers a check. */
async function untilEnded(keyManager: Identity, socketPath: string): Promise<void> {
	while (!hasEnded(keyManager)) {
		await new Promise((resolve) => connect(socketPath).on('error', resolve).once('close', resolve).resume());
		if (!hasEnded(keyManager)) await delay(AGAIN_MS);
	}
}
