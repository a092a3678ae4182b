import type { LogLine } from '$lib/contract/pups.ts';

/** A page of a log, as the API gives it. */
export interface LogPage {
	lines: LogLine[];
	/** Before the first line: gives the page before. */
	start: string;
	older: boolean;
	/** Behind the last line: gives the page behind. */
	cursor: string;
	more: boolean;
	gap: boolean;
}

/** What a viewer begins with, as the server read it. */
export interface LogStart extends LogPage {
	/** Cursor of a line that the address leads to. */
	target?: string | undefined;
}
