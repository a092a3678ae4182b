import type { LogPage } from '$lib/contract/log-page.ts';

/** The rendered part of a log. */
export interface LogStart extends LogPage {
	/** Cursor of the line that the address selects. */
	target?: string | undefined;
}
