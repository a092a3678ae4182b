/** One call of an operation: sent, tried again where that is safe, read with bounds. */
import { callOf } from './address.ts';
import { readAll, readStart, TooMuch } from './bounded.ts';
import type { ByteStream, CallOptions, OperationRow, Upload } from './call.ts';
import { connectionFailed, DogeboxError, errorOf, strangeAnswer, tooLarge } from './errors.ts';
import { retryDelay, sleep } from './retry.ts';
import { webStream, type Transport, type TransportAnswer } from './transport.ts';

/** What all calls of a client have in common. */
export interface Settings {
	readonly transport: Transport;
	/** Sent with every call: who calls. */
	readonly headers: Readonly<Record<string, string>>;
	/** Milliseconds; 0 for no limit. */
	readonly timeoutMs: number;
	readonly retries: number;
	/** Most bytes of an answer that is held in memory as a whole. */
	readonly maxAnswerBytes: number;
}

/** Most bytes of an error that are read. */
const ERROR_BYTES = 256 * 1024;

/** Gives a call up by its signal or when its time is over. */
export interface Watch {
	readonly signal: AbortSignal;
	/** The answer has begun: from here on it takes the time it takes. */
	begun(): void;
	end(): void;
}

/** @param timeoutMs 0 for no limit */
export function watchCall(signal: AbortSignal | undefined, timeoutMs: number): Watch {
	const gone = new AbortController();
	const give = () => gone.abort(signal!.reason);
	if (signal?.aborted) give();
	else signal?.addEventListener('abort', give, { once: true });
	const late = () =>
		gone.abort(
			new DogeboxError('timed-out', `There was no answer within ${timeoutMs} ms.`, {
				hint: 'Try again, or raise timeoutMs.'
			})
		);
	const timer = timeoutMs > 0 ? setTimeout(late, timeoutMs) : undefined;
	return {
		signal: gone.signal,
		begun: () => clearTimeout(timer),
		end() {
			clearTimeout(timer);
			signal?.removeEventListener('abort', give);
		}
	};
}

/** A failure in the words of this client. What a signal gave up keeps its reason. */
export function asCallError(error: unknown, signal: AbortSignal): unknown {
	if (signal.aborted) return signal.reason;
	return error instanceof DogeboxError ? error : connectionFailed(error);
}

/** Seconds of `Retry-After`, as seconds or as a date. */
function retryAfterOf(answer: TransportAnswer): number | null {
	const text = answer.header('retry-after') ?? '';
	if (/^\d{1,9}$/.test(text)) return Number(text);
	const date = Date.parse(text);
	return Number.isFinite(date) ? Math.max(0, (date - Date.now()) / 1000) : null;
}

/** The error that an answer is; null for a success. */
async function failureOf(answer: TransportAnswer): Promise<DogeboxError | null> {
	const { status } = answer;
	if (status >= 200 && status < 300) return null;
	if (status >= 300 && status < 400) {
		answer.cancel();
		if (status === 304) return new DogeboxError('not-modified', 'The answer is the same as before.', { status });
		return new DogeboxError('redirected', 'The other side leads to another address, which is not followed.', {
			status,
			hint: 'Give the address of the box itself. A token is never sent anywhere else.'
		});
	}
	const text = await readStart(answer.body, ERROR_BYTES);
	answer.cancel();
	return errorOf(status, text, retryAfterOf(answer));
}

/** Random and printable. `crypto.randomUUID` is not there in pages that came over plain http. */
function randomKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const isBytes = (body: unknown): body is Upload => typeof body === 'object' && body !== null;
const isWhole = (body: Upload) => body instanceof Uint8Array || (typeof Blob === 'function' && body instanceof Blob);

function bodyOf(row: OperationRow, body: unknown): { body: string | Upload | undefined; type: string | null } {
	if (row.body === undefined) return { body: undefined, type: null };
	if (row.body === 'json') return { body: JSON.stringify(body), type: 'application/json' };
	if (!isBytes(body)) throw new DogeboxError('invalid-call', `${row.id}: the body is bytes, a Blob or a stream.`);
	return { body, type: row.body[0] ?? 'application/octet-stream' };
}

/** An answer that has begun, and what holds it. */
export interface Begun {
	readonly answer: TransportAnswer;
	readonly watch: Watch;
}

/** A call with its options looked at. */
export interface Prepared {
	readonly row: OperationRow;
	readonly path: string;
	readonly options: CallOptions;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | Upload | undefined;
}

/** @param args as `callOf` takes them */
export function prepare(settings: Settings, row: OperationRow, args: readonly unknown[]): Prepared {
	const { path, body: given, options } = callOf(row, args);
	const { body, type } = bodyOf(row, given);
	const headers: Record<string, string> = {
		...options.headers,
		...settings.headers,
		...(type !== null && { 'content-type': type }),
		...(row.keyed && { 'idempotency-key': options.idempotencyKey ?? randomKey() })
	};
	return { row, path, options, headers, body };
}

/**
 * Sends a call once.
 * @throws DogeboxError, or the reason of the signal
 */
export async function sendOnce(settings: Settings, call: Prepared, more: Record<string, string> = {}): Promise<Begun> {
	const { row, path, options, headers, body } = call;
	const watch = watchCall(options.signal, options.timeoutMs ?? settings.timeoutMs);
	try {
		watch.signal.throwIfAborted();
		const answer = await settings.transport.send({
			method: row.method,
			path,
			headers: { ...headers, ...more },
			body,
			signal: watch.signal
		});
		const failure = await failureOf(answer);
		if (failure) throw failure;
		return { answer, watch };
	} catch (error) {
		watch.end();
		throw asCallError(error, watch.signal);
	}
}

/** Runs one try after another, as `retryDelay` allows. */
async function withRetries<T>(settings: Settings, call: Prepared, once: () => Promise<T>): Promise<T> {
	const { row, options, body } = call;
	const isSafe = row.method === 'GET' || row.keyed === true;
	const canRepeat = typeof body !== 'object' || isWhole(body);
	const retries = isSafe && canRepeat ? (options.retries ?? settings.retries) : 0;
	for (let tries = 1; ; tries++) {
		try {
			return await once();
		} catch (error) {
			const delay = error instanceof DogeboxError ? retryDelay(error, tries, Math.random()) : null;
			if (tries > retries || delay === null) throw error;
			await sleep(delay, options.signal);
		}
	}
}

const mediaType = (answer: TransportAnswer) =>
	(answer.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase();

/** Reads the JSON of an answer. */
async function jsonOf({ answer, watch }: Begun, most: number): Promise<unknown> {
	const { status } = answer;
	try {
		const type = mediaType(answer);
		if (type !== 'application/json') throw strangeAnswer(status, `its type is ${type || 'missing'}, not JSON`);
		const bytes = await readAll(answer.body, most);
		try {
			return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
		} catch (error) {
			throw strangeAnswer(status, 'its JSON is cut or damaged', error);
		}
	} catch (error) {
		answer.cancel();
		throw error instanceof TooMuch ? tooLarge(status, most) : asCallError(error, watch.signal);
	} finally {
		watch.end();
	}
}

/** The bytes of an answer, handed on as they come. */
function byteStream({ answer, watch }: Begun, maxBytes: number): ByteStream {
	const { status } = answer;
	watch.begun();
	async function* pieces(): AsyncGenerator<Uint8Array> {
		let whole = false;
		try {
			for await (const piece of answer.body) yield piece;
			whole = true;
		} catch (error) {
			throw asCallError(error, watch.signal);
		} finally {
			watch.end();
			if (!whole) answer.cancel();
		}
	}
	const all = async (most: number) => {
		try {
			return await readAll(pieces(), most);
		} catch (error) {
			throw error instanceof TooMuch ? tooLarge(status, most) : error;
		}
	};
	const length = answer.header('content-length') ?? '';
	return {
		status,
		type: mediaType(answer),
		size: /^\d{1,15}$/.test(length) ? Number(length) : null,
		etag: answer.header('etag'),
		header: (name) => answer.header(name),
		[Symbol.asyncIterator]: pieces,
		stream: () => webStream(pieces()),
		bytes: (most = maxBytes) => all(most),
		text: async (most = maxBytes) => new TextDecoder().decode(await all(most)),
		cancel() {
			watch.end();
			answer.cancel();
		}
	};
}

/** Calls an operation that answers with JSON, with bytes or with nothing. */
export function callOperation(settings: Settings, row: OperationRow, args: readonly unknown[]): Promise<unknown> {
	const call = prepare(settings, row, args);
	if (row.answer === 'bytes') {
		return withRetries(settings, call, async () => byteStream(await sendOnce(settings, call), settings.maxAnswerBytes));
	}
	return withRetries(settings, call, async () => {
		const begun = await sendOnce(settings, call);
		if (row.answer === 'json') return jsonOf(begun, settings.maxAnswerBytes);
		begun.answer.cancel();
		begun.watch.end();
		return undefined;
	});
}
