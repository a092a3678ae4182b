import type { LogPage } from '$lib/contract/log-page.ts';

/** What a viewer begins with, as the server read it. */
export interface LogStart extends LogPage {
	/** Cursor of a line that the address leads to. */
	target?: string | undefined;
}
