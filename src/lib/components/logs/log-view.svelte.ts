import { api, ApiError } from '$lib/client/api.ts';
import { followLog } from '$lib/client/follow-log.ts';
import type { Live } from '$lib/client/live.svelte.ts';
import { loneCursor } from '$lib/contract/log-cursor.ts';
import type { LogLine } from '$lib/contract/log-lines.ts';
import { queryOf } from './query.ts';
import type { LogPage } from '$lib/contract/log-page.ts';
import type { LogStart } from './types.ts';
import { joinBefore, joinBehind, MOST_FOLLOWED, MOST_READ, type LogWindow } from './window.ts';

/** A search; empty fields match everything. */
export interface LogSearch {
	text: string;
	regex: boolean;
	caseSensitive: boolean;
	level: string;
	/** Times in ISO 8601; empty for none. */
	since: string;
	until: string;
}
export const NOTHING: LogSearch = { text: '', regex: false, caseSensitive: false, level: '', since: '', until: '' };

const PAGE = 1000;
/** Results of a search that are shown before the reader asks for more. */
const FOUND = 200;
/** Interval at which new lines are added, milliseconds. */
const FLUSH_MS = 120;
/** An answer within this time is shown without a message before it, milliseconds. */
const QUIET_MS = 150;
/** The window before anything is loaded. */
const UNKNOWN: LogWindow = { lines: [], start: '', older: false, end: '', atEnd: true };
/** Calls in a row that a search may make before it waits for the reader. */
const MOST_CALLS = 100;

/** A log in this tab: the loaded window, new lines, and searches. */
export class LogView {
	window = $state.raw<LogWindow>(UNKNOWN);
	service = $state('');
	/** The search whose results are shown. */
	search = $state.raw<LogSearch>(NOTHING);
	/** Whether the view stays at the growing end. */
	following = $state(true);
	/** Number of new lines that are not shown. */
	arrived = $state(0);
	busy = $state<'older' | 'newer' | 'search' | null>(null);
	/**
	 * State of the last request for a window. `asked`: the old window is still shown, in case the
	 * answer arrives at once.
	 */
	stage = $state<'shown' | 'asked' | 'loading' | 'failed'>('shown');
	problem = $state('');
	/** Retries the failed request; null where none failed. */
	again = $state.raw<(() => Promise<void>) | null>(null);
	/** How far back a search has gone, milliseconds since the epoch. */
	searchedTo = $state<number | null>(null);

	readonly #live: Live;
	readonly #path: string;
	readonly #channel: string;
	#release: (() => void) | null = null;
	#pending: LogLine[] = [];
	#gap = false;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#asked: AbortController | null = null;
	/** The last request was refused as invalid. */
	#refused = false;
	/** Timer of the last replacement. */
	#quiet: ReturnType<typeof setTimeout> | undefined;

	/**
	 * @param options.path    of the log below `/api/v1`
	 * @param options.channel its live channel
	 * @param options.start   what the server rendered
	 */
	constructor(live: Live, { path, channel, start }: { path: string; channel: string; start: LogStart }) {
		this.#live = live;
		this.#path = path;
		this.#channel = channel;
		this.#show(start);
		this.following = start.target === undefined;
	}

	get searching(): boolean {
		const { text, level, since, until } = this.search;
		return text !== '' || level !== '' || since !== '' || until !== '';
	}

	/**
	 * Replaces the window by another part of the log.
	 *
	 * @param ask resolves with false when it failed or was superseded by a newer request
	 */
	async #replace(ask: () => Promise<boolean>): Promise<void> {
		const { window } = this;
		clearTimeout(this.#quiet);
		this.stage = 'asked';
		this.searchedTo = null;
		const blank = (stage: 'loading' | 'failed') => {
			this.stage = stage;
			if (this.window === window) this.window = UNKNOWN;
		};
		const quiet = (this.#quiet = setTimeout(() => blank('loading'), QUIET_MS));
		const done = await ask();
		clearTimeout(quiet);
		if (this.#quiet !== quiet) return;
		this.#quiet = undefined;
		if (done) {
			this.stage = 'shown';
			return;
		}
		blank('failed');
		this.#retry(() => this.#replace(ask));
	}

	/** Follows new lines, as long as the window ends at the end of the log. */
	connect(): void {
		if (this.#release || this.searching || !this.window.atEnd) return;
		this.#release = followLog(this.#live, {
			channel: this.#channel,
			fn: (lines, gap) => {
				if (gap) this.#pending = [];
				this.#gap ||= gap;
				for (const line of lines) if (!this.service || line.service === this.service) this.#pending.push(line);
				this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
			},
			cursor: this.#end()
		});
	}

	/**
	 * Cursor of the window's end for all services: lines of one service do not cover the others.
	 */
	#end(): string {
		const last = this.window.lines.at(-1);
		return this.service !== '' && last ? loneCursor(last) : this.window.end;
	}

	/** Stops following, and cancels the pending request. */
	disconnect(): void {
		this.#release?.();
		this.#release = null;
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#pending = [];
		this.#gap = false;
		this.#asked?.abort();
		clearTimeout(this.#quiet);
		this.#quiet = undefined;
		this.stage = 'shown';
	}

	#flush(): void {
		this.#timer = undefined;
		const lines = this.#pending;
		const gap = this.#gap;
		this.#pending = [];
		this.#gap = false;
		if (!this.following && (gap || this.window.lines.length + lines.length > MOST_READ)) {
			// The reader's position stays. The end is loaded when it is needed.
			this.arrived += lines.length;
			this.window = { ...this.window, atEnd: false };
			this.disconnect();
			return;
		}
		if (gap) {
			const start = lines[0]?.cursor ?? this.window.end;
			this.window = { lines, start, older: true, end: lines.at(-1)?.cursor ?? start, atEnd: true };
			return;
		}
		if (!this.following) this.arrived += lines.length;
		this.window = joinBehind(this.window, lines, this.following ? MOST_FOLLOWED : MOST_READ);
	}

	/** Stops following, or jumps to the end and follows it. */
	async follow(on: boolean): Promise<void> {
		this.following = on;
		if (!on) return;
		this.arrived = 0;
		if (this.searching) this.search = NOTHING;
		else if (this.window.atEnd && this.stage === 'shown') return this.connect();
		await this.reload();
	}

	/** Shows the end of the log. */
	async reload(): Promise<void> {
		this.disconnect();
		await this.#replace(async () => {
			const page = await this.#ask('newer', { tail: String(PAGE) });
			if (!page) return false;
			this.#show(page);
			this.connect();
			return true;
		});
	}

	#show({ lines, start, older, cursor, more }: LogPage): void {
		this.window = { lines, start, older, end: cursor, atEnd: !more };
	}

	/** Loads lines before the window. */
	async loadOlder(): Promise<void> {
		if (!this.window.older || this.busy) return;
		if (this.searching) {
			if (!(await this.#searchOn(this.window))) this.#retry(() => this.loadOlder());
			return;
		}
		const page = await this.#ask('older', { before: this.window.start, limit: String(PAGE) });
		if (!page) return this.#retry(() => this.loadOlder());
		this.window = joinBefore(this.window, page, MOST_READ);
		if (!this.window.atEnd) this.#leaveEnd();
	}

	/**
	 * Offers a retry of what failed, but not of a refused request, which would be refused again.
	 */
	#retry(again: () => Promise<void>): void {
		if (this.problem && !this.#refused) this.again = again;
	}

	#leaveEnd(): void {
		this.#release?.();
		this.#release = null;
	}

	/** Loads lines after the window. */
	async loadNewer(): Promise<void> {
		if (this.window.atEnd || this.busy || this.searching) return;
		const page = await this.#ask('newer', { after: this.window.end, limit: String(PAGE) });
		if (!page) return this.#retry(() => this.loadNewer());
		if (page.gap) this.#show({ ...page, older: true });
		else this.window = joinBehind({ ...this.window, end: page.cursor, atEnd: !page.more }, page.lines, MOST_READ);
		this.connect();
	}

	/** Shows one service or all. */
	async choose(service: string): Promise<void> {
		this.service = service;
		await (this.searching ? this.find(this.search) : this.reload());
	}

	/** Searches all stored lines, newest first. */
	async find(search: LogSearch): Promise<void> {
		this.search = search;
		this.problem = '';
		this.arrived = 0;
		if (!this.searching) {
			this.following = true;
			return this.reload();
		}
		this.disconnect();
		this.following = false;
		await this.#replace(() => this.#searchOn({ ...UNKNOWN, older: true }));
	}

	/** @returns whether all calls succeeded */
	async #searchOn(from: LogWindow): Promise<boolean> {
		let found = from;
		const wanted = found.lines.length + FOUND;
		for (let calls = 0; calls < MOST_CALLS && found.older && found.lines.length < wanted; calls++) {
			const { start } = found;
			const page = await this.#ask('search', {
				...this.#query(),
				...(start !== '' && { before: start }),
				...(start === '' && !this.search.text && !this.search.level && { tail: String(FOUND) }),
				limit: String(FOUND)
			});
			if (!page) return false;
			if (found.lines.length === 0) found = { ...found, end: page.cursor };
			found = { ...joinBefore(found, page, MOST_READ), atEnd: true };
			this.window = found;
			this.searchedTo = found.lines[0]?.at ?? null;
		}
		return true;
	}

	#query(): Record<string, string> {
		const { text, regex, caseSensitive, level, since, until } = this.search;
		return {
			...(text && { search: text }),
			...(text && regex && { regex: 'true' }),
			...(text && caseSensitive && { case: 'true' }),
			...(level && { level }),
			...(since && { since }),
			...(until && { until })
		};
	}

	/** Shows a line among its neighbours. */
	async showAround(cursor: string): Promise<boolean> {
		this.disconnect();
		this.following = false;
		const before = await this.#ask('older', { before: cursor, limit: String(PAGE / 2) });
		const behind = before && (await this.#ask('newer', { after: before.cursor, limit: String(PAGE / 2) }));
		if (!before || !behind) return false;
		this.search = NOTHING;
		this.window = {
			lines: [...before.lines, ...behind.lines],
			start: before.start,
			older: before.older,
			end: behind.cursor,
			atEnd: !behind.more
		};
		this.connect();
		return true;
	}

	/** Address of the whole log as a file. */
	fileHref(gzip: boolean): string {
		const { since, until } = this.search;
		const query = queryOf({
			...(this.service && { service: this.service }),
			...(since && { since }),
			...(until && { until }),
			...(gzip && { gzip: 'true' })
		});
		return `/api/v1${this.#path}/file${query}`;
	}

	async #ask(busy: 'older' | 'newer' | 'search', query: Record<string, string>): Promise<LogPage | null> {
		this.#asked?.abort();
		const asked = (this.#asked = new AbortController());
		this.busy = busy;
		this.problem = '';
		this.again = null;
		try {
			const service: Record<string, string> = this.service === '' ? {} : { service: this.service };
			return await api<LogPage>(`${this.#path}${queryOf({ ...query, ...service })}`, {
				signal: asked.signal
			});
		} catch (error) {
			if (asked.signal.aborted) return null;
			const { title, detail, fields } =
				error instanceof ApiError ? error.problem : { title: 'The answer of the box broke off.', fields: undefined };
			this.problem = [title, detail ?? Object.values(fields ?? {})[0]].filter(Boolean).join(' ');
			this.#refused = error instanceof ApiError && [400, 422].includes(error.problem.status);
			return null;
		} finally {
			if (this.#asked === asked) {
				this.busy = null;
				this.#asked = null;
			}
		}
	}
}
