/** Defers work until the end of the transaction in which it was requested. */
import type Sqlite from 'better-sqlite3';

interface Waiting {
	commit: () => void;
	rollback: (() => void) | undefined;
}

export interface AfterCommit {
	/**
	 * Runs `commit` after the running transaction was committed, or at once without one. Runs
	 * `rollback` instead where it was rolled back. Keeps the order of calls.
	 */
	(commit: () => void, rollback?: () => void): void;
}

/**
 * Makes a connection report the end of its transactions. better-sqlite3 does not offer SQLite's
 * commit hook, but all transactions (Drizzle's too) go through `connection.transaction`, so that
 * function is wrapped. Transactions are synchronous, so a nesting depth identifies the current one.
 */
export function watchTransactions(sqlite: Sqlite.Database): AfterCommit {
	let depth = 0;
	const waiting: Waiting[] = [];
	let flushing = false;
	const native = sqlite.transaction.bind(sqlite);

	const run = <R>(work: () => R): R => {
		const before = waiting.length;
		depth++;
		let result: R;
		try {
			result = work();
		} catch (error) {
			depth--;
			// A nested transaction that fails only rolls back its own work.
			for (const { rollback } of waiting.splice(before)) rollback?.();
			throw error;
		}
		depth--;
		if (depth === 0) flush();
		return result;
	};

	/**
	 * Runs deferred work in order, including work that is added meanwhile. An error does not keep
	 * the rest from running.
	 */
	const flush = () => {
		if (flushing) return;
		flushing = true;
		const errors: unknown[] = [];
		try {
			for (let next = waiting.shift(); next; next = waiting.shift()) {
				try {
					next.commit();
				} catch (error) {
					errors.push(error);
				}
			}
		} finally {
			flushing = false;
		}
		if (errors.length > 0) throw errors[0];
	};

	const wrapped = (fn: (...args: never[]) => unknown) => {
		const inner = native(fn as never) as unknown as Record<string, (...args: unknown[]) => unknown>;
		const watch =
			(call: (...args: unknown[]) => unknown) =>
			(...args: unknown[]) =>
				run(() => call(...args));
		return Object.assign(watch(inner as unknown as (...args: unknown[]) => unknown), {
			default: watch(inner.default!),
			deferred: watch(inner.deferred!),
			immediate: watch(inner.immediate!),
			exclusive: watch(inner.exclusive!)
		});
	};
	Object.defineProperty(sqlite, 'transaction', { value: wrapped, configurable: true });

	return (commit, rollback) => {
		if (depth > 0) waiting.push({ commit, rollback });
		else if (!sqlite.inTransaction) commit();
		// Somebody executed BEGIN directly. That is synchronous code, so it ends before the next
		// microtask.
		else queueMicrotask(commit);
	};
}
