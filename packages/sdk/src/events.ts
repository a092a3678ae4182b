/** Streams of events, as async iterables; those of changes resume by themselves. */
import { TooMuch } from './bounded.ts';
import type { OperationRow } from './call.ts';
import { asCallError, prepare, sendOnce, type Begun, type Settings } from './core.ts';
import { connectionFailed, DogeboxError, errorOf, strangeAnswer, tooLarge } from './errors.ts';
import { isPassing, retryDelay, sleep } from './retry.ts';
import { createEventParser, type RawEvent } from './sse.ts';

/** Most characters of one event. */
const MAX_EVENT = 16 * 1024 * 1024;
/** Milliseconds without a byte: the box sends a comment every 15 seconds. */
const SILENCE = 60_000;

export interface SdkEvent {
	event: string;
	data: unknown;
	id: string | null;
}

/** Takes the pieces of an answer, and ends it where none comes. */
async function* listened({ answer }: Begun, silenceMs: number): AsyncGenerator<Uint8Array> {
	const iterator = answer.body[Symbol.asyncIterator]();
	try {
		for (;;) {
			let timer: ReturnType<typeof setTimeout> | undefined;
			const silent = new Promise<never>((_, reject) => {
				timer = setTimeout(() => reject(connectionFailed(new Error('the stream has fallen silent'))), silenceMs);
			});
			const next = iterator.next();
			try {
				const { done, value } = await Promise.race([next, silent]);
				if (done) return;
				yield value;
			} finally {
				clearTimeout(timer);
				next.catch(() => undefined);
			}
		}
	} finally {
		answer.cancel();
	}
}

function parsed({ event, data, id }: RawEvent, status: number): SdkEvent {
	try {
		return { event, data: JSON.parse(data) as unknown, id };
	} catch (error) {
		throw strangeAnswer(status, 'the data of an event is no JSON', error);
	}
}

/** Status of the problem that an event tells. */
function statusOf(data: string): number {
	const [, status] = /"status":\s*(\d{3})\b/.exec(data) ?? [];
	return status === undefined ? 500 : Number(status);
}

/** The events of one connection, until it ends. */
async function* eventsOf(begun: Begun, silenceMs: number): AsyncGenerator<SdkEvent> {
	const { answer, watch } = begun;
	const { status } = answer;
	try {
		const type = answer.header('content-type') ?? '';
		if (!/^text\/event-stream\b/i.test(type))
			throw strangeAnswer(status, `its type is ${type || 'missing'}, not events`);
		watch.begun();
		const decoder = new TextDecoder();
		const parser = createEventParser(MAX_EVENT);
		for await (const piece of listened(begun, silenceMs)) {
			for (const raw of parser.push(decoder.decode(piece, { stream: true }))) {
				// The box failed in the midst of it, and tells the problem.
				if (raw.event === 'error') throw errorOf(statusOf(raw.data), raw.data, null);
				yield parsed(raw, status);
			}
		}
	} catch (error) {
		throw error instanceof TooMuch ? tooLarge(status, MAX_EVENT) : asCallError(error, watch.signal);
	} finally {
		watch.end();
		answer.cancel();
	}
}

/** @returns events of a call that is made when the first one is asked for, once */
export async function* streamOnce(
	settings: Settings,
	row: OperationRow,
	args: readonly unknown[]
): AsyncGenerator<SdkEvent> {
	const call = prepare(settings, row, args);
	yield* eventsOf(await sendOnce(settings, call), SILENCE);
}

/**
 * Events that go on behind the last one that was seen, whatever happens to the connection. A call
 * that the box refuses ends it, and so does its signal, with its reason. `retries` counts failures
 * in a row; without it there is no end to them.
 */
export async function* followEvents(
	settings: Settings,
	row: OperationRow,
	args: readonly unknown[],
	silenceMs = SILENCE
): AsyncGenerator<SdkEvent> {
	const call = prepare(settings, row, args);
	const most = call.options.retries ?? Infinity;
	let lastId: string | null = null;
	for (let failed = 0; ;) {
		let failure: DogeboxError;
		try {
			const begun = await sendOnce(settings, call, lastId === null ? {} : { 'last-event-id': lastId });
			for await (const event of eventsOf(begun, silenceMs)) {
				// Only a complete event: one that the reader has not got is asked for again.
				failed = 0;
				yield event;
				lastId = event.id ?? lastId;
			}
			failure = connectionFailed(new Error('the stream has ended'));
		} catch (error) {
			if (!(error instanceof DogeboxError) || !isPassing(error, true)) throw error;
			failure = error;
		}
		failed++;
		const delay = retryDelay(failure, failed, Math.random());
		if (failed > most || delay === null) throw failure;
		await sleep(delay, call.options.signal);
	}
}
