/**
 * The key manager: started for the supervisor as a user of its own, watched, started again. It
 * outlives this agent, so that no key is locked; the next agent finds it by what this one recorded.
 * dogeboxd has no word in it.
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

/**
 * Descriptor of this process that becomes its standard input and standard error. The other end is
 * the supervisor's alone: with that one it ends, whatever became of the agent.
 */
const PIPE = 3;
/** Between two looks at one that does not answer yet, or is about to end, ms. */
const AGAIN_MS = 100;
/** Time to end by itself, ms. */
const END_WITHIN = 300;

const absolute = v.pipe(v.string(), v.startsWith('/'));
/** Said by the supervisor. */
export const keyManagerPlace = v.strictObject({
	program: absolute,
	folder: absolute,
	socketPath: absolute,
	args: v.array(v.string())
});
export type KeyManagerPlace = v.InferOutput<typeof keyManagerPlace>;

const identity = v.strictObject({ pid: v.number(), ticks: v.number() });
type Identity = v.InferOutput<typeof identity>;
/** What is kept of it, and of the supervisor at its pipe. */
const record = v.strictObject({ keyManager: identity, supervisor: identity });

/** A line for the supervisor, behind `dkm `. */
export type KeyManagerNews = { is: 'begun' | 'up'; pid: number } | ({ is: 'ended' } & ProcessEnd);

export interface KeyManager {
	/** Watches the one that runs, or starts one. */
	start(): void;
	/** Ends it. */
	stop(): Promise<void>;
}

/** @param file where it is recorded, in a folder that only root can write to */
export function createKeyManager(place: KeyManagerPlace, file: string): KeyManager {
	const supervisor = identify(process.ppid);
	const say = (news: KeyManagerNews) => void process.stdout.write(`dkm ${JSON.stringify(news)}\n`);
	const { socketPath } = place;

	/** That of an agent before this one, where the same supervisor started both. */
	function find(): FoundProcess | null {
		const found = read(file);
		if (!found || !isAlive(found.keyManager)) return null;
		const { keyManager, supervisor: other } = found;
		const kill = (signal: NodeJS.Signals) => void signalProcess(keyManager, signal);
		if (other.pid !== supervisor?.pid || other.ticks !== supervisor.ticks) {
			// Where its pipe is closed it has not ended yet, or hangs.
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
				// The next agent has it end, and starts another.
				process.stderr.write(`agent: the key manager is not recorded: ${messageOf(error)}\n`);
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
			await kept.stop(END_WITHIN);
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

/** Whether it does before it ends. */
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

/** No child of ours: it closes what is connected to it when it ends, and from time to time. */
async function untilEnded(keyManager: Identity, socketPath: string): Promise<void> {
	while (!hasEnded(keyManager)) {
		await new Promise((resolve) => connect(socketPath).on('error', resolve).once('close', resolve).resume());
		if (!hasEnded(keyManager)) await delay(AGAIN_MS);
	}
}
