/** Work that must wait for the end of the transaction it was asked for in. */
import type Sqlite from 'better-sqlite3';

interface Waiting {
	commit: () => void;
	rollback: (() => void) | undefined;
}

export interface AfterCommit {
	/**
	 * Runs `commit` when the running transaction has been committed, at once where there is none;
	 * `rollback` when it was rolled back instead. Keeps the order of the calls.
	 */
	(commit: () => void, rollback?: () => void): void;
}

/**
 * Teaches a connection to tell when its transactions end. SQLite's commit hook is not offered by
 * better-sqlite3, but all transactions (Drizzle's too) go through `connection.transaction`, so that
 * is what is wrapped. Transactions are synchronous, therefore a depth is enough to know where one
 * is.
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
			// A nested transaction that fails rolls its own work back and no more.
			for (const { rollback } of waiting.splice(before)) rollback?.();
			throw error;
		}
		depth--;
		if (depth === 0) flush();
		return result;
	};

	/**
	 * Runs what waited, in order; also what is asked for meanwhile. One that throws does not keep
	 * the others from running.
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
		// Somebody wrote BEGIN by hand; it is synchronous code, so it is over before the next
		// microtask.
		else queueMicrotask(commit);
	};
}
