/**
 * Recorded commands. The host starts each with a recorder process that keeps running when dogeboxd
 * ends. Their records are stored with the logs of their container.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Logger } from 'pino';
import { BoxError, notFound } from '../../../../contract/errors.ts';
import { hostVerbs, isAlive, type Host, type ProcessIdentity } from '../../../host/index.ts';
import type { ExecEnded, RecordedEnd, RecordedExec, Runtime } from '../../types.ts';
import { tooManySessions } from '../sessions.ts';
import { controlOf } from './control.ts';
import { parseBegun } from './frames.ts';
import { endIn, readRecord } from './read-record.ts';
import { watchRecord, type RecordWatch } from './watching.ts';
import { bootId } from '../../../boot-id.ts';
import { within } from '../../../concurrency/index.ts';

/** Most commands that run at once, per container and in total. Each uses some megabytes. */
const MAX_OF_ONE = 32;
const MAX_OF_ALL = 256;
/** Milliseconds between two checks whether the recorders still run. */
const CHECK_MS = 1000;
/** Milliseconds to wait for a killed command to end. */
const GONE_MS = 8000;

interface Running {
	id: string;
	execId: string;
	folder: string;
	recorder: ProcessIdentity;
	stdin: boolean;
	watch: RecordWatch;
	ended: Promise<RecordedEnd>;
	end: (end: RecordedEnd) => void;
}

export interface Execs {
	calls: Pick<Runtime, 'execs' | 'execRecord' | 'execOutput' | 'execControl' | 'onExecEnd' | 'removeExec'>;
	/** @throws BoxError 429 `too-many-sessions` */
	start(id: string, execId: string, begin: () => Promise<unknown>): Promise<void>;
	/** Resumes commands that an earlier dogeboxd started. */
	adopt(): Promise<void>;
	/** Stops following the commands of a container that is removed. */
	forget(id: string): void;
	close(): void;
}

/** An id as in {@link RecordOptions}. No other name may become part of a path. */
const EXEC_ID = /^[0-9a-f]{32}$/;
const shown = ({ recorder: _, ...rest }: RecordedExec & { recorder: unknown }): RecordedExec => rest;

/** @param stands whether a container still has its sandbox; its commands end with the sandbox */
export function createExecs(host: Host, stands: (id: string) => boolean, log: Logger): Execs {
	const running = new Map<string, Running>();
	const starting = new Map<string, number>();
	const listeners = new Set<(ended: ExecEnded) => void>();
	let timer: NodeJS.Timeout | undefined;
	const folderOf = (id: string, execId: string) => join(hostVerbs.recordsFolder(host.paths, id), execId);

	async function read(
		id: string,
		execId: string
	): Promise<(RecordedExec & { recorder: ProcessIdentity | null }) | null> {
		const folder = folderOf(id, execId);
		const [info, begunText, end] = await Promise.all([
			readFile(join(folder, 'info'), 'utf8').catch(() => ''),
			readFile(join(folder, 'begun'), 'latin1').catch(() => ''),
			endIn(folder)
		]);
		const parsed = v.safeParse(hostVerbs.recordInfo, jsonOf(info));
		const begun = parseBegun(begunText);
		if (!parsed.success || (!begun && !end)) return null;
		const { service, stdin, terminal, about, boot } = parsed.output;
		const startedAt = begun?.startedAt ?? end!.at;
		const alive = !end && begun !== null && boot === bootId() && isAlive(begun);
		const recorder = alive ? { pid: begun.pid, ticks: begun.ticks } : null;
		return { execId, service, startedAt, running: !end, end, stdin, terminal, about, recorder };
	}

	async function finish(entry: Running): Promise<void> {
		const end = await endIn(entry.folder);
		const key = `${entry.id}/${entry.execId}`;
		if (!end || running.get(key) !== entry) return;
		running.delete(key);
		entry.watch.close();
		entry.end(end);
		for (const listener of listeners) {
			try {
				listener({ id: entry.id, execId: entry.execId, end });
			} catch (error) {
				log.error({ err: error }, 'a listener for ends of commands failed');
			}
		}
		if (running.size === 0) clearInterval(timer);
	}

	/** Has the host write the end of a command whose recorder is gone. */
	async function settle(id: string, execId: string): Promise<void> {
		await host.call(hostVerbs.recordSettle, { id, exec: execId, ended: !stands(id) });
	}

	function check(): void {
		for (const entry of running.values()) {
			if (isAlive(entry.recorder)) continue;
			settle(entry.id, entry.execId)
				.then(() => finish(entry))
				.catch((error: unknown) => log.warn({ err: error, id: entry.id }, 'the end of a command is not known'));
		}
	}

	async function track(id: string, execId: string): Promise<void> {
		const found = await read(id, execId);
		const key = `${id}/${execId}`;
		if (!found || running.has(key)) return;
		if (found.running && !found.recorder) await settle(id, execId);
		let end: Running['end'] = () => {};
		const ended = new Promise<RecordedEnd>((resolve) => (end = resolve));
		const folder = folderOf(id, execId);
		const entry: Running = {
			...{ id, execId, folder, ended, end, stdin: found.stdin },
			recorder: found.recorder ?? { pid: 0, ticks: 0 },
			watch: watchRecord(folder, () => void finish(entry))
		};
		running.set(key, entry);
		if (running.size === 1) timer = setInterval(check, CHECK_MS).unref();
		// The command may have ended before the watch began.
		await finish(entry);
	}

	function needRoom(id: string): void {
		const of = (own: string) => [...running.values()].filter((entry) => entry.id === own).length;
		const begun = [...starting.values()].reduce((sum, count) => sum + count, 0);
		if (running.size + begun < MAX_OF_ALL && of(id) + (starting.get(id) ?? 0) < MAX_OF_ONE) return;
		throw tooManySessions();
	}

	return {
		async start(id, execId, begin) {
			needRoom(id);
			starting.set(id, (starting.get(id) ?? 0) + 1);
			try {
				await begin();
				await track(id, execId);
			} finally {
				const left = starting.get(id)! - 1;
				if (left > 0) starting.set(id, left);
				else starting.delete(id);
			}
		},

		async adopt() {
			for (const id of await readdir(host.paths.logs).catch(() => [])) {
				const records = hostVerbs.recordsFolder(host.paths, id);
				for (const execId of await readdir(records).catch(() => [])) {
					if (!(await endIn(join(records, execId)))) await track(id, execId);
				}
			}
		},

		forget(id) {
			for (const [key, entry] of running) {
				if (entry.id !== id) continue;
				running.delete(key);
				entry.watch.close();
				entry.end({ exitCode: 137, reason: 'container-ended', at: Date.now(), bytes: null });
			}
		},

		close() {
			clearInterval(timer);
			for (const entry of running.values()) entry.watch.close();
			running.clear();
		},

		calls: {
			async execs(id) {
				const names = await readdir(hostVerbs.recordsFolder(host.paths, id)).catch(() => []);
				const found = await Promise.all(names.map((execId) => read(id, execId)));
				return found
					.flatMap((one) => (one ? [shown(one)] : []))
					.sort((a, b) => a.startedAt - b.startedAt || (a.execId < b.execId ? -1 : 1));
			},

			async execRecord(id, execId) {
				const found = EXEC_ID.test(execId) ? await read(id, execId) : null;
				return found && shown(found);
			},

			async execOutput(id, execId, { from }, fn, signal) {
				const folder = folderOf(id, execId);
				const entry = running.get(`${id}/${execId}`);
				if (!entry && !(await read(id, execId))) throw notFound('command', execId);
				const changes = entry?.watch ?? watchRecord(folder, () => {});
				try {
					const end = await readRecord(folder, from, fn, changes, signal);
					// When the caller learns of the end, all other state here already reflects it.
					if (entry) await finish(entry);
					return end;
				} finally {
					if (!entry) changes.close();
				}
			},

			execControl(id, execId) {
				const entry = running.get(`${id}/${execId}`);
				if (entry) return controlOf(hostVerbs.recorderSocket(host.paths, execId), entry.stdin);
				throw new BoxError({ code: 'exec-ended', status: 409, message: 'This command has ended.' });
			},

			onExecEnd(fn) {
				listeners.add(fn);
				return () => listeners.delete(fn);
			},

			async removeExec(id, execId) {
				const entry = running.get(`${id}/${execId}`);
				if (entry) {
					controlOf(hostVerbs.recorderSocket(host.paths, execId), false).kill();
					// Readers of the output get the end before the record is removed.
					await within(entry.ended, GONE_MS);
				}
				await host.call(hostVerbs.recordRemove, { id, exec: execId });
			}
		}
	};
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
