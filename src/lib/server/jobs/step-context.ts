/** The context of a running step: its input, its log, its progress, its child jobs. */
import type { Logger } from 'pino';
import type { JobRecord, StepRecord } from './record.ts';
import { asStored } from './stored.ts';
import type { StepContext } from './types.ts';

/**
 * Minimum time between two writes of progress, milliseconds. More frequent writes would not be
 * noticed.
 */
const PROGRESS_MS = 250;
/** Most characters of a note. */
const NOTE_CHARS = 200;

/** A call of {@link StepContext.child}. */
export interface ChildCall {
	parent: JobRecord;
	/** Name of the step that runs the child. */
	step: string;
	kind: string;
	input: unknown;
	/** Signal of the parent's run. */
	signal: AbortSignal;
	/** 0–100 */
	onProgress(percent: number, title: string): void;
}

export interface Children {
	/** Runs a child and waits for it. @returns its result @throws as {@link StepContext.child} */
	run(call: ChildCall): Promise<unknown>;
	/** Cancels the unfinished children of a job and waits for them. Null where there are none. */
	end(parentId: string): Promise<void> | null;
}

export interface StepDeps {
	/**
	 * Writes the record and the steps at these positions together with what `also` writes, in one
	 * transaction, and publishes the job.
	 */
	save(record: JobRecord, positions?: readonly number[], also?: () => void): void;
	/** Appends a line to the job's log file. */
	line(id: string, text: string): void;
	log: Logger;
	/** The process is about to exit: nothing may be written any more. */
	halted(): boolean;
	children: Children;
}

export interface RunningStep {
	context: StepContext<unknown, unknown>;
	/** Stops the writing of progress. */
	end(): void;
}

/** @param run.position index of the step in the record */
export function createStepContext(
	deps: StepDeps,
	run: { record: JobRecord; step: StepRecord; position: number; signal: AbortSignal; resumed: boolean }
): RunningStep {
	const { save, line, log, halted, children } = deps;
	const { record, step, position, signal, resumed } = run;
	let timer: NodeJS.Timeout | undefined;
	let writtenAt = 0;

	const over = () => step.status !== 'running' || halted();

	function end(): void {
		clearTimeout(timer);
		timer = undefined;
	}

	function write(): void {
		end();
		if (over()) return;
		writtenAt = performance.now();
		try {
			save(record, [position]);
		} catch (error) {
			log.warn({ err: error, jobId: record.id }, 'progress of a job could not be written');
		}
	}

	const context: StepContext<unknown, unknown> = {
		jobId: record.id,
		input: structuredClone(record.input),
		signal,
		resumed,
		progress(fraction, note) {
			if (over()) return;
			const percent = Number.isFinite(fraction) ? Math.round(Math.min(Math.max(fraction, 0), 1) * 100) : step.percent;
			const text = note === undefined ? step.note : note.slice(0, NOTE_CHARS);
			if (percent === step.percent && text === step.note) return;
			step.percent = percent;
			step.note = text;
			const wait = writtenAt + PROGRESS_MS - performance.now();
			if (wait <= 0) write();
			else timer ??= setTimeout(write, wait).unref();
		},
		log(text) {
			if (!halted()) line(record.id, text);
		},
		setResult(value) {
			if (!over()) record.result = asStored(value);
		},
		async child(handle, input, { from, to } = { from: 0, to: 1 }) {
			const result = await children.run({
				parent: record,
				step: step.name,
				kind: handle.kind,
				input,
				signal,
				onProgress: (percent, title) => context.progress(from + ((to - from) * percent) / 100, title)
			});
			// The result that the child's steps set, after serialisation as JSON.
			return result as never;
		}
	};
	return { context, end };
}
