/**
 * Follows the journals of containers. Their lines are written to the same logs that every runtime
 * uses, and exits of services are passed to listeners. Entries that were written while nothing
 * followed come first.
 */
import type { Logger } from 'pino';
import { hostVerbs, nixosVerbs, type Host, type HostChannel } from '../../host/index.ts';
import { journalNews, logEntry, type JournalNews } from './journal.ts';
import type { Keeper } from './kept.ts';

/**
 * The cursor is saved at most this often, milliseconds. After a restart, newer entries are read
 * again.
 */
const KEEP_MS = 1000;
/** Most that is written to a log at once, characters. A line has at most 16 KiB. */
const MOST_AT_ONCE = 256 * 1024;
/** Most that is kept of an unfinished line of the journal, characters. */
const MOST_LINE = 8 * 1024 * 1024;

export interface Following {
	/**
	 * Continues where the previous follower stopped. @param heard called with entries that are not
	 * log lines, in the journal's order
	 */
	begin(of: { id: string; name: string; services: string[] }, heard: (news: JournalNews) => void): Promise<void>;
	end(id: string): void;
	close(): void;
}

export function createFollowing({ host, keeper, log }: { host: Host; keeper: Keeper; log: Logger }): Following {
	const open = new Map<string, HostChannel>();

	async function take(id: string, lines: string[], heard: (news: JournalNews) => void): Promise<string | null> {
		let last: string | null = null;
		const logs = new Map<string, string>();
		const write = async () => {
			for (const [process, entries] of logs) await host.call(hostVerbs.logAppend, { id, process, entries });
			logs.clear();
		};
		for (const line of lines) {
			const news = journalNews(line);
			if (!news) continue;
			last = news.cursor;
			if (news.kind === 'line') {
				const entries = (logs.get(news.service) ?? '') + logEntry(news);
				logs.set(news.service, entries);
				if (entries.length > MOST_AT_ONCE) await write();
				continue;
			}
			// The service's last lines are in the log before listeners learn of its end.
			await write();
			heard(news);
		}
		await write();
		return last;
	}

	async function follow(id: string, text: AsyncIterable<string>, heard: (news: JournalNews) => void): Promise<void> {
		let rest = '';
		let last: string | null = null;
		let timer: NodeJS.Timeout | undefined;
		const keep = () => {
			clearTimeout(timer);
			timer = undefined;
			if (last !== null && open.has(id)) keeper.saveCursor(id, last);
			last = null;
		};
		for await (const chunk of text) {
			const lines = (rest + chunk).split('\n');
			rest = (lines.pop() ?? '').slice(0, MOST_LINE);
			let over = false;
			last =
				(await take(id, lines, (news) => {
					over ||= news.kind === 'over';
					heard(news);
				})) ?? last;
			// Saves the cursor at once, so that no end is reported twice.
			if (over) keep();
			else timer ??= setTimeout(keep, KEEP_MS).unref();
		}
		keep();
	}

	return {
		async begin({ id, name, services }, heard) {
			this.end(id);
			const after = await keeper.cursor(id);
			const channel = host.open(nixosVerbs.nixosFollow, { name, services, after });
			open.set(id, channel);
			channel.stderr.resume();
			channel.result.catch((error: unknown) => {
				if (open.get(id) === channel) log.error({ err: error, container: id }, 'its journal cannot be followed');
			});
			channel.stdout.setEncoding('utf8');
			void follow(id, channel.stdout as AsyncIterable<string>, heard).catch((error: unknown) => {
				// A caller that ended the follower has also closed its stream.
				if (open.get(id) !== channel) return;
				log.error({ err: error, container: id }, 'what its journal says could not be taken in');
			});
		},
		end(id) {
			const channel = open.get(id);
			open.delete(id);
			channel?.close();
		},
		close() {
			const all = [...open.values()];
			open.clear();
			for (const channel of all) channel.close();
		}
	};
}
