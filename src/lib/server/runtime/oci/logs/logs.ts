/** Services' logs: pages of them, followers, the box's own lines. */
import { hostVerbs, type Host } from '../../../host/index.ts';
import type { FollowOptions, LogBatch, LogPage, LogQuery } from '../../types.ts';
import { firstOf, lastOf } from './bounds.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { MAX_LINE } from './entries.ts';
import { sourcesIn } from './files.ts';
import { createFollowing } from './following.ts';
import { mergeLines, type Part } from './merging.ts';
import { readAfter, readTail, type Position } from './reading.ts';
import { join } from 'node:path';

/** What one call gives at most. */
const MAX_LINES = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;
/** Lines of a page whose size was not said. */
const PAGE_LINES = 200;

export interface ContainerLogs {
	/** Keeps the older part of a running process' log when conmon begins it again. */
	keepPrevious(id: string, process: string): void;
	/** A process has ended: a last line without newline is a line. */
	end(id: string, process: string): Promise<void>;
	/** The container's processes have all ended; followers stay. */
	rest(id: string): void;
	/** Nothing of this container is watched any more. */
	forget(id: string): void;
	page(id: string, query: LogQuery): Promise<LogPage>;
	follow(id: string, options: FollowOptions, fn: (batch: LogBatch) => void): () => void;
	/** Followers get all that was written until now. */
	flush(id: string): Promise<void>;
	note(id: string, service: string, text: string): Promise<void>;
	/** Forgets the container and removes its logs. */
	remove(id: string): Promise<void>;
	close(): void;
}

export function createContainerLogs(host: Host): ContainerLogs {
	const following = createFollowing(host);
	const folderOf = (id: string) => join(host.paths.logs, id);

	async function after(folder: string, cursor: string, limit: number, service?: string): Promise<LogPage> {
		const positions = parseCursor(cursor);
		const bound = { lines: limit, bytes: MAX_BYTES };
		const parts: Part[] = [];
		let gap = false;
		let more = false;
		for (const source of await sourcesIn(folder, service)) {
			const reading = await readAfter(folder, source, positions.get(source.id) ?? null, bound);
			gap ||= reading.gap;
			more ||= reading.more;
			parts.push({ id: source.id, lines: reading.lines });
		}
		const all = mergeLines(parts, new Map(positions));
		const lines = firstOf(all, bound);
		return { lines, cursor: lines.at(-1)?.cursor ?? cursor, gap, more: more || all.length > lines.length };
	}

	async function last(folder: string, wanted: number, service?: string): Promise<LogPage> {
		const positions = new Map<string, Position>();
		const parts: Part[] = [];
		for (const source of await sourcesIn(folder, service)) {
			const { lines, before } = await readTail(folder, source, wanted);
			if (before) positions.set(source.id, before);
			parts.push({ id: source.id, lines });
		}
		const lines = mergeLines(parts, positions);
		const cursor = lines.at(-1)?.cursor ?? formatCursor(positions, null);
		const bound = { lines: wanted, bytes: MAX_BYTES };
		return { lines: wanted > 0 ? lastOf(lines, bound) : [], cursor, gap: false, more: false };
	}

	return {
		keepPrevious: following.keepPrevious,
		end: following.end,
		rest: following.rest,
		forget: following.forget,
		follow: following.follow,
		flush: following.flush,
		close: following.close,

		async page(id, query) {
			const count = (wanted: number) => Math.min(MAX_LINES, Math.max(0, Math.floor(wanted)));
			return query.after === undefined
				? last(folderOf(id), count(query.tail ?? PAGE_LINES), query.service)
				: after(folderOf(id), query.after, Math.max(1, count(query.limit ?? PAGE_LINES)), query.service);
		},

		async note(id, service, text) {
			await host.call(hostVerbs.logNote, { id, process: service, line: entryOf(text) });
		},

		async remove(id) {
			following.forget(id);
			await host.call(hostVerbs.logRemove, { id });
		}
	};
}

/** A line of the box's own in the format of conmon's entries. */
function entryOf(text: string): string {
	return `${new Date().toISOString()} stdout F ${text.replace(/[\r\n]+/g, ' ').slice(0, MAX_LINE)}\n`;
}
