/**
 * Runs searches in logs, each in its own thread, one at a time. A thread exists only while it
 * searches, so an idle search costs nothing.
 */
import { BoxError } from '../../../../../contract/errors.ts';
import { createQueue } from '../../../../concurrency/index.ts';
import type { LogFilter, LogPage } from '../../../types.ts';
import type { BadExpression, SearchRequest } from './search.ts';

/**
 * A call returns what it found within this time, milliseconds. The next call continues from there.
 */
const BUDGET_MS = 4000;
/**
 * A thread that has not answered this long after its budget hangs in a single line, milliseconds.
 */
const HANGS_MS = 4000;
/** Most searches that wait for their turn. */
const MOST_WAITING = 8;
/** Memory limits of a thread, MB. */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 };

export type ThreadOrder =
	| { kind: 'files'; request: SearchRequest; budgetMs: number; cursor: string }
	| { kind: 'texts'; filter: LogFilter; texts: string[] };
export type ThreadAnswer = LogPage | BadExpression | { fitting: number[] };

export interface LogSearch {
	/**
	 * Searches the logs of a folder.
	 * @param cursor the caller's cursor, from which the search continues
	 * @throws BoxError 422 `bad-expression`, `search-too-slow`; 429 `too-many-searches`
	 */
	run(request: SearchRequest, cursor: string, signal?: AbortSignal): Promise<LogPage>;
	/** Returns the indexes of the texts that match. @throws BoxError like {@link run} */
	fitting(texts: string[], filter: LogFilter, signal?: AbortSignal): Promise<number[]>;
}

/**
 * Starts no thread before the first search.
 * @param program path of `log-search.js`
 */
export function createLogSearch(
	program: string,
	{ budgetMs = BUDGET_MS, hangsMs = HANGS_MS }: { budgetMs?: number; hangsMs?: number } = {}
): LogSearch {
	const inTurn = createQueue();
	let waiting = 0;

	async function ask(
		order: ThreadOrder,
		signal: AbortSignal | undefined
	): Promise<Exclude<ThreadAnswer, BadExpression>> {
		if (waiting >= MOST_WAITING) throw tooMany();
		waiting++;
		try {
			const answer = await inTurn(() => inThread(program, order, budgetMs + hangsMs, signal), signal);
			if ('bad' in answer) throw badExpression(answer.bad);
			return answer;
		} finally {
			waiting--;
		}
	}

	return {
		async run(request, cursor, signal) {
			const answer = await ask({ kind: 'files', request, budgetMs, cursor }, signal);
			if ('fitting' in answer) throw new TypeError('the search answered another question');
			return answer;
		},
		async fitting(texts, filter, signal) {
			const answer = await ask({ kind: 'texts', filter, texts }, signal);
			if (!('fitting' in answer)) throw new TypeError('the search answered another question');
			return answer.fitting;
		}
	};
}

async function inThread(
	program: string,
	order: ThreadOrder,
	withinMs: number,
	signal: AbortSignal | undefined
): Promise<ThreadAnswer> {
	const { Worker } = await import('node:worker_threads');
	signal?.throwIfAborted();
	const thread = new Worker(program, { workerData: order, execArgv: [], env: {}, resourceLimits: LIMITS });
	let end: (error: unknown) => void = () => {};
	const abort = () => end(signal?.reason);
	const timer = setTimeout(() => end(tooSlow()), withinMs);
	signal?.addEventListener('abort', abort);
	try {
		return await new Promise<ThreadAnswer>((resolve, reject) => {
			end = reject;
			thread.once('message', resolve);
			thread.once('error', reject);
			thread.once('exit', () => reject(new Error('the search ended without an answer')));
		});
	} finally {
		clearTimeout(timer);
		signal?.removeEventListener('abort', abort);
		await thread.terminate();
	}
}

function badExpression(words: string): BoxError {
	return new BoxError({
		code: 'bad-expression',
		status: 422,
		message: 'This is not a regular expression.',
		hint: `${words.replace(/^Invalid regular expression: /, '').slice(0, 200)}. Search for it as text, or correct it.`
	});
}

function tooSlow(): BoxError {
	return new BoxError({
		code: 'search-too-slow',
		status: 422,
		message: 'This expression takes too long on a single line.',
		hint: 'Avoid a repetition within a repetition, such as (a+)+, or search for text.'
	});
}

function tooMany(): BoxError {
	return new BoxError({
		code: 'too-many-searches',
		status: 429,
		message: 'Too many searches are running.',
		hint: 'Wait until one of them has ended, then search again.',
		retryAfter: 5
	});
}
