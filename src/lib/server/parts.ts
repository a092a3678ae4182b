/**
 * What the supervisor says of the programs beside dogeboxd: lines on the standard input, one a
 * change.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as v from 'valibot';

const news = v.object({
	part: v.picklist(['agent', 'dkm', 'dogeboxd']),
	up: v.boolean(),
	pid: v.nullable(v.number()),
	/** Why it ended by itself the last time; null where it did not. */
	reason: v.nullable(v.string()),
	/** When that was, milliseconds since the epoch. */
	endedAt: v.nullable(v.number())
});

/** How a program is. For dogeboxd itself `reason` is why its life before this one ended. */
export type PartNews = v.InferOutput<typeof news>;

export interface Parts {
	/** What was said last; null for nothing. */
	state(part: PartNews['part']): PartNews | null;
	/** All that something was said of. */
	all(): PartNews[];
	/** Called with each change. @returns how to stop that */
	onNews(fn: (news: PartNews) => void): () => void;
}

/** A line of news; null for what is none. */
export function parseNews(line: string): PartNews | null {
	try {
		const parsed = v.safeParse(news, JSON.parse(line));
		return parsed.success ? parsed.output : null;
	} catch {
		return null;
	}
}

/** What was said of each part, and who listens. @returns how news comes in, and the rest */
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
 * @param onGone the supervisor is gone: nothing watches us any more
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

/** How parts ended by themselves, newest first. */
export function endsOf(parts: Pick<Parts, 'all'>): { part: PartNews['part']; at: number; reason: string }[] {
	return parts
		.all()
		.flatMap(({ part, endedAt, reason }) =>
			endedAt === null || reason === null ? [] : [{ part, at: endedAt, reason }]
		)
		.sort((a, b) => b.at - a.at);
}
