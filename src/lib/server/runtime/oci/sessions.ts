/** Commands attached to a client: in a service's container, or in a container of their own. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { BoxError } from '../../../contract/errors.ts';
import { readable } from '../../streams/index.ts';
import { BEGUN_BYTES, pidOfBegun, type GroupHits } from '../../host/index.ts';
import type { ExecEnd, ExecSession } from '../types.ts';
import type { SessionChannel } from './calls/commands.ts';

/**
 * Most concurrent sessions of one container and of all. Each session costs a process of the runtime
 * and some hundred kilobytes.
 */
const MAX_OF_ONE = 32;
const MAX_OF_ALL = 128;

/** Time limit of the runtime until the program runs, milliseconds. Even a busy host needs less. */
const START_MS = 30_000;

/** Exit status of a killed process: 128 + SIGKILL. */
const KILLED = 137;

/**
 * How long after a killed command the end of its service is awaited, milliseconds. A stop kills all
 * of a service at once, so the command may end first. On a busy machine the service may take this
 * long.
 */
const GONE_WAIT_MS = 2000;

export const tooManySessions = () =>
	new BoxError({
		code: 'too-many-sessions',
		status: 429,
		message: 'Too many commands run there at once.',
		hint: 'Wait until one of them has ended.'
	});

export interface SessionOptions {
	/** Milliseconds from the program's start until all of it is killed; absent: never. */
	timeoutMs?: number | undefined;
	/** Aborting closes the session, like `close`. */
	signal?: AbortSignal | undefined;
	/**
	 * Cleanup after the session's end, whatever its cause; `ended` waits for it.
	 * @param hits counts of the command's own cgroup, where they are known
	 */
	after?: (hits: GroupHits | undefined) => Promise<void> | void;
	/** Whether its container's service has ended. Then a kill was not requested here. */
	gone?: () => boolean;
}

export interface Sessions {
	/** Returns a name for a new session. */
	name(): string;
	/**
	 * Opens a session.
	 * @param open opens the channel; called when the limits allow another session
	 * @returns once the program runs
	 * @throws BoxError 429 `too-many-sessions`; the reason why the program does not run
	 */
	begin(id: string, open: () => Promise<SessionChannel>, options: SessionOptions): Promise<ExecSession>;
	/** Ends all sessions. */
	close(): void;
}

export function createSessions(): Sessions {
	const open = new Map<string, Set<() => void>>();

	function enter(id: string, close: () => void): () => void {
		const own = open.get(id) ?? new Set();
		open.set(id, own);
		own.add(close);
		return () => {
			own.delete(close);
			if (own.size === 0 && open.get(id) === own) open.delete(id);
		};
	}

	function needRoom(id: string): void {
		const all = [...open.values()].reduce((sum, own) => sum + own.size, 0);
		if (all < MAX_OF_ALL && (open.get(id)?.size ?? 0) < MAX_OF_ONE) return;
		throw tooManySessions();
	}

	return {
		name: () => `exec-${randomBytes(8).toString('hex')}`,

		async begin(id, openChannel, { timeoutMs, signal, after, gone }) {
			needRoom(id);
			let leave = enter(id, () => {});
			const channel = await openChannel().catch(async (error: unknown) => {
				leave();
				await after?.(undefined);
				throw error;
			});
			leave();
			let running = false;
			let closed = false;
			let timedOut = false;
			let over = false;
			const close = () => {
				closed = true;
				channel.close();
			};
			leave = enter(id, close);
			/** Kills the command after this many milliseconds. */
			const killIn = (ms: number) =>
				setTimeout(() => {
					timedOut = true;
					channel.send({ type: 'kill' });
				}, ms).unref();
			// The time limit counts from the program's start: the runtime's start-up time is not
			// deducted from it.
			let timer = timeoutMs === undefined ? undefined : killIn(START_MS + timeoutMs);
			const reasonOf = async (exitCode: number): Promise<ExecEnd['reason']> => {
				if (timedOut) return 'timeout';
				return exitCode === KILLED && gone && (await comesTrue(gone)) ? 'container-ended' : 'exited';
			};
			let counted: GroupHits | undefined;
			const ended = channel.result
				.then(
					async ({ exitCode, hits }): Promise<ExecEnd> => {
						counted = hits;
						return { exitCode, reason: await reasonOf(exitCode) };
					},
					(error: unknown): ExecEnd => {
						if (closed || (running && signal?.aborted)) return { exitCode: KILLED, reason: 'closed' };
						throw error;
					}
				)
				.finally(async () => {
					over = true;
					clearTimeout(timer);
					await after?.(counted);
					leave();
				});
			ended.catch(() => {});
			// The first bytes of stdout only report that the program runs.
			await Promise.race([readable(channel.stdout), ended]);
			const begun = channel.stdout.read(BEGUN_BYTES) as Buffer | null;
			// The command failed or was cancelled before it ran.
			if (begun === null) {
				await ended;
				throw new BoxError({
					code: 'exec-cancelled',
					status: 409,
					message: 'The command was cancelled before it ran.'
				});
			}
			running = true;
			clearTimeout(timer);
			if (timeoutMs !== undefined && !over) timer = killIn(timeoutMs);
			return {
				pid: pidOfBegun(begun),
				stdin: channel.stdin,
				stdout: channel.stdout,
				stderr: channel.stderr,
				resize: (size) => channel.send({ type: 'resize', size }),
				signal: (signal) => channel.send({ type: 'signal', signal }),
				ended,
				close
			};
		},

		close() {
			for (const own of open.values()) for (const close of own) close();
		}
	};
}

async function comesTrue(check: () => boolean): Promise<boolean> {
	for (const until = performance.now() + GONE_WAIT_MS; !check(); await wait(5)) {
		if (performance.now() > until) return false;
	}
	return true;
}
