/**
 * The thread that searches logs. An expression that never finishes blocks only this thread, which
 * is then terminated. Built as `build/log-search.js`.
 */
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../../../../contract/errors.ts';
import { createMatcher } from './matcher.ts';
import { searchLogs } from './search.ts';
import type { ThreadAnswer, ThreadOrder } from './worker.ts';

/** Low priority, so that pages and pups come first. */
const NICE = 10;

function answerTo(order: ThreadOrder): ThreadAnswer {
	if (order.kind === 'files') return searchLogs(order.request, order.budgetMs, order.cursor);
	try {
		const { fits } = createMatcher(order.filter);
		return { fitting: order.texts.flatMap((text, index) => (fits(text) ? [index] : [])) };
	} catch (error) {
		return { bad: messageOf(error) };
	}
}

// On Linux this sets the priority of the current thread only.
setPriority(0, NICE);
parentPort?.postMessage(answerTo(workerData as ThreadOrder));
