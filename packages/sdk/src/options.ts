/** What a client is made with, in browsers and in Node. */
import { DogeboxError } from './errors.ts';
import type { Settings } from './core.ts';

/** Options of both entries. */
export interface CommonOptions {
	/** An API token (`dbx_api_…`) or the token of a session. */
	token?: string | undefined;
	/** Milliseconds until an answer is there; 0 for no limit. Default five minutes. */
	timeoutMs?: number | undefined;
	/** How often a call is tried again where that is safe. Default 3. */
	retries?: number | undefined;
	/** Most bytes of an answer that is held in memory as a whole. Default 64 MiB. */
	maxAnswerBytes?: number | undefined;
}

const TIMEOUT = 300_000;
const RETRIES = 3;
const ANSWER = 64 * 1024 * 1024;

/** Header with the token. @throws DogeboxError `invalid-call`; it never shows the token */
export function tokenHeader(token: string | undefined): Record<string, string> {
	if (token === undefined) return {};
	if (!/^[!-~]+$/.test(token)) {
		throw new DogeboxError('invalid-call', 'The token holds characters that no token has.', {
			hint: 'Is there a line end at its end?'
		});
	}
	return { authorization: `Bearer ${token}` };
}

/** Settings with what counts where nothing is said. */
export const settingsOf = (
	{ timeoutMs = TIMEOUT, retries = RETRIES, maxAnswerBytes = ANSWER }: CommonOptions,
	rest: Pick<Settings, 'transport' | 'headers'>
): Settings => ({ timeoutMs, retries, maxAnswerBytes, ...rest });
