/** Commands in boxes. The engine records them; this module adds what is shown to people. */
import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { EXECS_KEPT, type BoxExec, type BoxExecEnd, type NewBoxExec } from '../../contract/box-execs.ts';
import { BoxError, conflict, notFound } from '../../contract/errors.ts';
import type { ExecControl, ExecPiece, ExecSession, ExecSpec, RecordedEnd, RecordedExec } from '../containers/types.ts';
import type { BoxesDeps } from './deps.ts';
import type { BoxMemory } from './exits.ts';
import type { BoxRunning } from './running.ts';
import type { BoxRows } from './rows.ts';
import { MAIN } from './spec.ts';

/** Most characters of arguments that are kept for display. */
const MOST_SHOWN = 16_000;
/** This many records may exceed {@link EXECS_KEPT} before the oldest are removed. */
const TRIM_AT = 20;
/** How long a cancelled command may take to end before the response, milliseconds. */
const CANCEL_MS = 6000;

/** Text that is stored with a record; it contains no secrets. */
const about = v.object({
	argv: v.array(v.string()),
	cwd: v.nullable(v.string()),
	user: v.nullable(v.object({ uid: v.number(), gid: v.number() })),
	env: v.array(v.string()),
	timeoutMs: v.nullable(v.number())
});

export interface BoxExecs {
	/**
	 * Starts a recorded command.
	 * @returns once the command runs
	 * @throws BoxError 409 `wrong-state`, `paused`, `host-cannot-run`; 422 `command-not-found`,
	 * `command-not-executable`, `no-such-folder`; 429 `too-many-sessions`
	 */
	start(box: string, request: NewBoxExec, signal?: AbortSignal): Promise<BoxExec>;
	/**
	 * Runs a command that is not recorded: the caller reads its output.
	 * @param user by number or name, as for a box; null: the box's own
	 * @throws BoxError like `start`; 422 `invalid-input` for an unknown name
	 */
	session(box: string, command: Omit<ExecSpec, 'user'>, user: string | null): Promise<ExecSession>;
	/** Newest first. */
	list(box: string): Promise<BoxExec[]>;
	/** @param waitMs how long its end is awaited @throws BoxError 404 `not-found` */
	get(box: string, exec: string, waitMs?: number, signal?: AbortSignal): Promise<BoxExec>;
	/** Like the engine's `execOutput`. */
	output(
		box: string,
		exec: string,
		from: number,
		fn: (piece: ExecPiece) => void | Promise<void>,
		signal: AbortSignal
	): Promise<RecordedEnd>;
	/** @throws BoxError 404 `not-found`, 409 `exec-ended` */
	control(box: string, exec: string): Promise<ExecControl>;
	/** Kills the command, and waits a while for its end. */
	cancel(box: string, exec: string): Promise<BoxExec>;
	remove(box: string, exec: string): Promise<void>;
	/**
	 * Marks boxes with commands from before a restart as used. @returns a function that ends the
	 * subscription
	 */
	begin(): () => void;
}

export function createBoxExecs(
	deps: Pick<BoxesDeps, 'engine' | 'events' | 'log'> & { rows: BoxRows; running: BoxRunning; memory: BoxMemory }
): BoxExecs {
	const { engine, events, rows, running, memory, log } = deps;
	/** Functions that end the use of a box, by command. */
	const uses = new Map<string, () => void>();
	const use = (id: string, execId: string) => uses.set(execId, memory.use(id));

	async function found(box: string, exec: string): Promise<{ id: string; record: RecordedExec }> {
		const { id } = rows.get(box);
		const record = await engine?.execRecord(id, exec);
		if (!record) throw notFound('command', exec);
		return { id, record };
	}

	/** Number of commands since the last removal of old ones, by box. */
	const begunSince = new Map<string, number>();

	/**
	 * Removes the oldest ended commands. Runs only now and then, because listing them takes long.
	 */
	async function trim(id: string): Promise<void> {
		const begun = (begunSince.get(id) ?? TRIM_AT) + 1;
		begunSince.set(id, begun > TRIM_AT ? 0 : begun);
		if (begun <= TRIM_AT) return;
		const ended = (await running.engine().execs(id)).filter((one) => !one.running);
		for (const { execId } of ended.slice(0, -EXECS_KEPT)) await running.engine().removeExec(id, execId);
	}

	async function needRunning(box: string): Promise<string> {
		const { id, name } = rows.get(box);
		running.engine();
		const now = await running.standing(id);
		if (now === 'paused') throw conflict('paused', `${name} is paused.`, 'Resume it first.');
		if (now !== 'runs') throw conflict('wrong-state', `${name} does not run.`, 'Start it first.');
		return id;
	}

	/** Waits for the end of a command. @param ms at most */
	async function awaitEnd(id: string, exec: string, ms: number, signal?: AbortSignal): Promise<void> {
		const over = AbortSignal.any([AbortSignal.timeout(ms), ...(signal ? [signal] : [])]);
		// Reads from behind all output, because only the end matters.
		await running
			.engine()
			.execOutput(id, exec, { from: Number.MAX_SAFE_INTEGER }, () => {}, over)
			.catch((error: unknown) => {
				if (!over.aborted) throw error;
			});
	}

	return {
		async start(box, request, signal) {
			const id = await needRunning(box);
			const execId = randomBytes(16).toString('hex');
			const { argv, cwd, env, user, timeoutMs, terminal, stdin, keepBytes } = request;
			const shown = { argv: cut(argv), cwd, user, env: cut(Object.keys(env ?? {})), timeoutMs };
			use(id, execId);
			try {
				await running
					.engine()
					.startExec(
						...([id, MAIN, { argv, cwd, env, user, timeoutMs, terminal }] as const),
						{ execId, keepBytes, stdin, about: JSON.stringify(shown, (_, value: unknown) => value ?? null) },
						signal
					);
			} catch (error) {
				release(execId);
				// The box ended between the check and the start.
				if (error instanceof BoxError && error.code === 'service-not-running') await needRunning(box);
				throw error;
			}
			trim(id).catch((error: unknown) => log.warn({ err: error, id }, 'old commands of a box were not removed'));
			const { record } = await found(id, execId);
			// The end of a command that has already ended was published before.
			if (record.running) publish(id, execId, null);
			else release(execId);
			return shownExec(record);
		},
		async session(box, command, name) {
			const row = rows.get(box);
			const release = memory.use(row.id);
			try {
				const user = name === null ? null : await running.user(row, name);
				const env = { ...user?.env, ...command.env };
				const session = await running.engine().exec(row.id, MAIN, { ...command, user: user?.account, env });
				void session.ended.then(release, release);
				return session;
			} catch (error) {
				release();
				// The engine refuses what does not run by itself. Why it does not is looked at only
				// then, and goes before any other reason.
				await needRunning(row.id);
				throw error;
			}
		},
		async list(box) {
			const { id } = rows.get(box);
			return ((await engine?.execs(id)) ?? []).map(shownExec).reverse();
		},
		async get(box, exec, waitMs = 0, signal) {
			const { id, record } = await found(box, exec);
			if (record.end || waitMs === 0) return shownExec(record);
			await awaitEnd(id, exec, waitMs, signal);
			return shownExec((await found(id, exec)).record);
		},
		async output(box, exec, from, fn, signal) {
			const { id } = await found(box, exec);
			return running.engine().execOutput(id, exec, { from }, fn, signal);
		},
		async control(box, exec) {
			const { id } = await found(box, exec);
			return running.engine().execControl(id, exec);
		},
		async cancel(box, exec) {
			const { id, record } = await found(box, exec);
			if (!record.end) {
				try {
					running.engine().execControl(id, exec).kill();
				} catch (error) {
					if (!(error instanceof BoxError) || error.code !== 'exec-ended') throw error;
				}
				await awaitEnd(id, exec, CANCEL_MS);
			}
			return shownExec((await found(id, exec)).record);
		},
		async remove(box, exec) {
			const { id } = await found(box, exec);
			await running.engine().removeExec(id, exec);
		},
		begin() {
			const stop = engine?.onExecEnd(({ id, execId, end: { exitCode, reason } }) => {
				release(execId);
				publish(id, execId, { exitCode, reason });
			});
			for (const { id } of engine ? rows.all() : []) {
				engine!.execs(id).then(
					(all) => all.filter((one) => one.running && !uses.has(one.execId)).forEach(({ execId }) => use(id, execId)),
					(error: unknown) => log.warn({ err: error, id }, 'commands of a box were not found')
				);
			}
			return () => stop?.();
		}
	};

	/** Publishes nothing about a removed box. */
	function publish(boxId: string, execId: string, end: BoxExecEnd | null): void {
		if (rows.find(boxId)) events.emit({ kind: 'ad-hoc-box-exec', boxId, execId, end });
	}

	function release(execId: string): void {
		uses.get(execId)?.();
		uses.delete(execId);
	}
}

function cut(words: readonly string[]): string[] {
	let left = MOST_SHOWN;
	return words.flatMap((word) => {
		if (left <= 0) return [];
		const kept = word.length > left ? `${word.slice(0, left)}…` : word;
		left -= word.length + 1;
		return [kept];
	});
}

function shownExec({ execId, about: text, terminal, stdin, startedAt, end }: RecordedExec): BoxExec {
	const parsed = v.safeParse(about, jsonOf(text));
	const known = parsed.success ? parsed.output : { argv: [], cwd: null, user: null, env: [], timeoutMs: null };
	return {
		id: execId,
		...known,
		terminal,
		stdin,
		startedAt,
		endedAt: end?.at ?? null,
		end: end && { exitCode: end.exitCode, reason: end.reason },
		outputBytes: end?.bytes ?? null
	};
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
