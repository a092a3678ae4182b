import { describe, expect, it } from 'vitest';
import type { LogBatch, LogLine } from '../../../containers/types.ts';
import { giveLogs, type LogSource, type LogOptions } from './logs.ts';

const line = (n: number): LogLine => ({
	...{ at: n, service: 'main', stream: 'stdout', text: `line ${n}`, cursor: String(n) },
	box: false
});
const OPTIONS: LogOptions = {
	...{ stdout: true, stderr: true, timestamps: false, tail: null, since: null, until: null },
	...{ tty: false, follow: true }
};

/** A log in memory. */
function logOf(count: number) {
	const lines = Array.from({ length: count }, (_, at) => line(at + 1));
	let publish: ((batch: LogBatch) => void) | null = null;
	let end = () => {};
	const ended = new Promise<void>((resolve) => (end = resolve));
	const seen = { pages: 0, follows: 0 };
	const source: LogSource = {
		page({ after = '' }) {
			seen.pages++;
			const newer = lines.filter(({ cursor }) => Number(cursor) > Number(after));
			const page = { lines: newer, cursor: newer.at(-1)?.cursor ?? after, start: '', older: false, more: false };
			return Promise.resolve(page as Awaited<ReturnType<LogSource['page']>>);
		},
		follow(after, fn) {
			seen.follows++;
			publish = fn;
			const missed = lines.filter(({ cursor }) => Number(cursor) > Number(after));
			if (missed.length > 0) queueMicrotask(() => fn({ lines: missed, gap: false }));
			return () => (publish = null);
		},
		ended
	};
	return {
		...{ source, seen, end: () => end() },
		write(gap: boolean, ...numbers: number[]) {
			const more = numbers.map(line);
			lines.push(...more);
			publish?.({ lines: gap ? more.slice(-1) : more, gap });
		}
	};
}

/** Follows a log. Resolves with the client's output once the log is followed. */
async function followed(log: ReturnType<typeof logOf>) {
	const given: string[] = [];
	const { signal } = new AbortController();
	const over = giveLogs(log.source, OPTIONS, ({ bytes }) => void given.push(String(bytes)), signal);
	await expect.poll(() => log.seen.follows).toBe(1);
	return { given, over };
}

describe('a log that is followed', () => {
	it('is read once: what is written then is given as it is announced', async () => {
		const log = logOf(2);
		const { given, over } = await followed(log);
		log.write(false, 3);
		log.write(false, 4, 5);
		await expect.poll(() => given.length).toBe(5);
		expect(log.seen).toEqual({ pages: 1, follows: 1 });
		log.end();
		await over;
		expect(given).toEqual([1, 2, 3, 4, 5].map((n) => `line ${n}\n`));
		// The second page contains what was written just before the end.
		expect(log.seen).toEqual({ pages: 2, follows: 1 });
	});

	it('is read anew where lines were passed over, and none is left out or given twice', async () => {
		const log = logOf(1);
		const { given, over } = await followed(log);
		log.write(false, 2);
		log.write(true, 3, 4, 5);
		await expect.poll(() => given.length).toBe(5);
		log.end();
		await over;
		expect(given).toEqual([1, 2, 3, 4, 5].map((n) => `line ${n}\n`));
	});

	it('ends with whoever took it', async () => {
		const log = logOf(1);
		const gone = new AbortController();
		const over = giveLogs(log.source, OPTIONS, () => {}, gone.signal);
		await expect.poll(() => log.seen.follows).toBe(1);
		gone.abort();
		await over;
	});
});
