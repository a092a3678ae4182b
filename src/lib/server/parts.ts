/**
 * Reports of the supervisor about the programs beside dogeboxd: lines on standard input, one per
 * change.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as v from 'valibot';

const news = v.object({
	part: v.picklist(['agent', 'dkm', 'dogeboxd']),
	up: v.boolean(),
	pid: v.nullable(v.number()),
	/** Why it last ended by itself; null when it never did. */
	reason: v.nullable(v.string()),
	/** When it ended, milliseconds since the epoch. */
	endedAt: v.nullable(v.number())
});

/** State of a program. For dogeboxd itself `reason` is why the previous process ended. */
export type PartNews = v.InferOutput<typeof news>;

export interface Parts {
	/** Returns the last report; null for none. */
	state(part: PartNews['part']): PartNews | null;
	/** Lists the last reports of all parts. */
	all(): PartNews[];
	/** Called with each change. @returns unsubscribe */
	onNews(fn: (news: PartNews) => void): () => void;
}

/** Parses a report; null for any other line. */
export function parseNews(line: string): PartNews | null {
	try {
		const parsed = v.safeParse(news, JSON.parse(line));
		return parsed.success ? parsed.output : null;
	} catch {
		return null;
	}
}

/** Stores the last report of each part. @returns adds a report; and the readable states */
export function createPartStates(): { say(news: PartNews): void; parts: Parts } {
	const listeners = new Set<(news: PartNews) => void>();
	const states = new Map<PartNews['part'], PartNews>();
	return {
		say(news) {
			states.set(news.part, news);
			for (const listener of listeners) listener(news);
		},
		parts: {
			state: (part) => states.get(part) ?? null,
			all: () => [...states.values()],
			onNews(fn) {
				listeners.add(fn);
				return () => void listeners.delete(fn);
			}
		}
	};
}

/**
 * Reads the supervisor's lines.
 * @param onGone called when the supervisor has ended: nothing watches this process any more
 */
export function readParts(stream: Readable, onGone: () => void): Parts {
	const { say, parts } = createPartStates();
	stream.on('error', () => {});
	const lines = createInterface({ input: stream });
	lines.on('line', (line) => {
		const found = parseNews(line);
		if (found !== null) say(found);
	});
	lines.once('close', onGone);
	return parts;
}

/** Lists how parts ended by themselves, newest first. */
export function endsOf(parts: Pick<Parts, 'all'>): { part: PartNews['part']; at: number; reason: string }[] {
	return parts
		.all()
		.flatMap(({ part, endedAt, reason }) =>
			endedAt === null || reason === null ? [] : [{ part, at: endedAt, reason }]
		)
		.sort((a, b) => b.at - a.at);
}
