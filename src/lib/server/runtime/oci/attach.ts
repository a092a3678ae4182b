/** Attaches clients to services: delivers a service's output byte by byte and passes its input. */
import { connect, type Socket } from 'node:net';
import { hostVerbs, type Host } from '../../host/index.ts';
import type { Attached, AttachedPiece, ExecControl, Runtime } from '../types.ts';
import type { OciCalls } from './calls/calls.ts';
import type { Streams } from './calls/processes.ts';
import { controlOf } from './execs/control.ts';
import type { ExitTracker } from './exit-tracker.ts';
import { runningProcess, type Records } from './record.ts';

/** How long the exit status may arrive after the end of the output, milliseconds. */
const STATUS_WITHIN_MS = 10_000;
/** How long output may arrive after the exit status, milliseconds. */
const OUTPUT_WITHIN_MS = 5000;

export interface Attaching {
	attach: Runtime['attach'];
	/** Whether the streams of a process that is about to be created must be opened. */
	wanted(id: string, process: Streams & { name: string }): boolean;
	/**
	 * Connects waiting clients to a process that was created and does not run yet.
	 * @param open whether its streams are open already; otherwise they are opened if a client has
	 *   asked for them meanwhile
	 */
	created(id: string, process: Streams & { name: string }, open: boolean): Promise<void>;
	close(): void;
}

interface Deps {
	host: Host;
	records: Records;
	calls: Pick<OciCalls, 'attach'>;
	exits: Pick<ExitTracker, 'onExit'>;
}

interface Watcher {
	attached: Attached;
	/** Attaches to the process whose streams are open. */
	join(streams: Streams): Promise<void>;
}

export function createAttaching({ host, records, calls, exits }: Deps): Attaching {
	/** Clients that wait for a service to start, by container and service. */
	const waiting = new Map<string, Set<Watcher>>();
	const open = new Set<() => void>();
	const keyOf = (id: string, service: string) => `${id}.${service}`;

	function createWatcher(id: string, service: string, fn: (piece: AttachedPiece) => void | Promise<void>): Watcher {
		const path = hostVerbs.attachSocket(host.paths, id, service);
		let socket: Socket | null = null;
		let control: ExecControl | null = null;
		let end: (exitCode: number | null) => void = () => {};
		const ended = new Promise<number | null>((resolve) => (end = resolve));
		let begin: (runs: boolean) => void = () => {};
		const begun = new Promise<boolean>((resolve) => (begin = resolve));
		let exitCode: number | null = null;
		let timer: NodeJS.Timeout | undefined;
		let drained = false;
		let given: Promise<unknown> = Promise.resolve();
		const close = () => {
			clearTimeout(timer);
			unsubscribe();
			open.delete(close);
			socket?.destroy();
			const own = waiting.get(keyOf(id, service));
			if (own?.delete(watcher) && own.size === 0) waiting.delete(keyOf(id, service));
			begin(false);
			end(null);
		};
		/**
		 * Ends the attachment once both the exit status and the last output have arrived, or `ms`
		 * after one of them.
		 */
		function settle(ms: number): void {
			clearTimeout(timer);
			const finish = () => {
				end(exitCode);
				close();
			};
			if (drained && exitCode !== null) void given.then(finish, finish);
			else timer = setTimeout(finish, ms).unref();
		}
		const unsubscribe = exits.onExit((exit) => {
			if (exit.id !== id || exit.process !== service || socket === null) return;
			exitCode = exit.exitCode;
			settle(OUTPUT_WITHIN_MS);
		});
		function join(streams: Streams): Promise<void> {
			return new Promise((resolve, reject) => {
				const own = connect(path);
				socket = own;
				control = controlOf(path, streams.stdin ?? false);
				const parse = createFrameReader();
				own.on('error', reject);
				own.once('close', () => {
					reject(new Error('the keeper of its streams has ended'));
					// The keeper was killed or dropped the connection: it closed without its end
					// frame.
					if (!drained) void given.then(close, close);
				});
				own.write(ATTACHED_ONLY);
				own.on('data', (chunk: Buffer) => {
					for (const { kind, bytes } of parse(chunk)) {
						if (kind === 'h') {
							begin(true);
							resolve();
						} else if (kind === 'z') {
							drained = true;
							settle(STATUS_WITHIN_MS);
						} else give(own, { stream: kind === '2' ? 'stderr' : 'stdout', bytes });
					}
				});
			});
		}
		/** Waits for the reader. Further output stays in the keeper meanwhile. */
		function give(own: Socket, piece: AttachedPiece): void {
			own.pause();
			const mine = given.then(() => fn(piece));
			given = mine;
			mine.then(
				() => given === mine && own.resume(),
				() => close()
			);
		}
		const attached: Attached = {
			begun,
			stdin: () => control?.stdin ?? null,
			resize: async (size) => control?.resize(size),
			ended,
			close
		};
		const watcher: Watcher = { attached, join };
		open.add(close);
		return watcher;
	}

	return {
		async attach(id, service, fn, { next = false } = {}) {
			const entry = next ? runningOrNull(records, id, service) : runningProcess(records.get(id), service);
			const watcher = createWatcher(id, service, fn);
			if (entry === null) {
				const own = waiting.get(keyOf(id, service)) ?? new Set();
				waiting.set(keyOf(id, service), own.add(watcher));
				return watcher.attached;
			}
			try {
				await calls.attach(id, { ...entry, name: service }, false);
				await watcher.join(entry);
			} catch (error) {
				watcher.attached.close();
				throw error;
			}
			return watcher.attached;
		},

		wanted: (id, { name, stdin, terminal }) => waiting.has(keyOf(id, name)) || !!stdin || !!terminal,

		async created(id, process, open) {
			const watchers = waiting.get(keyOf(id, process.name));
			waiting.delete(keyOf(id, process.name));
			if (!watchers && !open) return;
			if (!open) await calls.attach(id, process, true);
			await Promise.all(
				[...(watchers ?? [])].map((watcher) => watcher.join(process).catch(() => watcher.attached.close()))
			);
		},

		close() {
			for (const close of [...open]) close();
		}
	};
}

function runningOrNull(records: Records, id: string, service: string) {
	const record = records.get(id);
	const runs = record?.processes.some(({ name, process }) => name === service && process !== null);
	return runs ? runningProcess(record, service) : null;
}

/** The frame that asks the keeper for the output. */
const ATTACHED_ONLY = Buffer.from('w\0\0\0\0', 'latin1');

/** Parses frames from chunks (host layer, `attach-keeper.ts`). */
function createFrameReader(): (chunk: Buffer) => { kind: string; bytes: Buffer }[] {
	let rest: Buffer = Buffer.alloc(0);
	return (chunk) => {
		rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
		const frames: { kind: string; bytes: Buffer }[] = [];
		while (rest.length >= 5) {
			const end = 5 + rest.readUInt32BE(1);
			if (rest.length < end) break;
			frames.push({ kind: rest.toString('latin1', 0, 1), bytes: rest.subarray(5, end) });
			rest = rest.subarray(end);
		}
		return frames;
	};
}
