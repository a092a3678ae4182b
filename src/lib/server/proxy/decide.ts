/** Decides whether a request for a page may pass, and what its sender gets otherwise. */
import { BoxError } from '../../contract/errors.ts';
import type { PageAccess } from '../../contract/ports.ts';
import type { BoxConfig } from '../config.ts';
import type { Pups } from '../pups/types.ts';

/** Delay for a device that sent wrong tokens, seconds. */
const TRY_TOKEN_AGAIN = 60;

/** What is known of a request for a page. */
export interface Asked {
	/** Who may open the page; null: the page does not exist. */
	access: PageAccess | null;
	/** Id of the valid session or API token of the box that it carries; null for none. */
	session: string | null;
	/** Result of checking the page token that it carries. */
	token: 'none' | 'right' | 'wrong' | 'throttled';
	/** Whether it comes from a device at home, for a name of the home network. */
	atHome: boolean;
}

/** Why a request may not pass. */
export type Closed = 'login' | 'token' | 'wrong-token' | 'throttled' | 'away';

/** How a request may pass (with the id of a session), or why it may not. */
export type Passage = { by: 'session'; session: string } | { by: 'token' | 'open' } | { by: null; why: Closed };

/**
 * Whether a request may pass. An open page does not need a session, so the end of a session cuts
 * nothing there.
 */
export function passageOf({ access, session, token, atHome }: Asked): Passage {
	if (access === 'open' && atHome) return { by: 'open' };
	if (session !== null) return { by: 'session', session };
	if (access === 'token') {
		if (token === 'right') return { by: 'token' };
		const why = ({ none: 'token', wrong: 'wrong-token', throttled: 'throttled' } as const)[token];
		return { by: null, why };
	}
	return { by: null, why: access === 'open' ? 'away' : 'login' };
}

/** A request that nginx refused, as nginx reports it. */
export interface Refused {
	/** Port of the page. */
	port: number;
	/** Scheme and host by which the browser addressed the box. */
	scheme: 'http' | 'https';
	/** `box.local:8101` */
	host: string;
	hostname: string;
	/** Whether it came through the trusted reverse proxy. */
	proxied: boolean;
	/** Why it seems to come from a page of another site; null where it does not. */
	foreign: string | null;
	passage: Passage;
	/** What happened at the pup; null where the request was not forwarded. */
	pup: { connected: boolean; received: number; withBody: boolean } | null;
}

export interface RefusalAnswer {
	error: BoxError;
	/** Address of the login, where only that is missing and its address is known. */
	login?: string;
	retrySeconds?: number;
	/** How to authenticate (RFC 9110, `WWW-Authenticate`). */
	challenge?: string;
}

/** The dashboard's address for the viewer of a page; null where only the owner knows it. */
export function dashboardOrigin(
	{ scheme, host, hostname, proxied, port }: Pick<Refused, 'scheme' | 'host' | 'hostname' | 'proxied' | 'port'>,
	config: Pick<BoxConfig, 'port' | 'publicUrl'>
): string | null {
	const { publicUrl } = config;
	if (publicUrl !== null && (proxied || new URL(publicUrl).hostname === hostname)) return publicUrl;
	// The proxy serves the box's own ports under another name.
	if (!proxied || host.endsWith(`:${port}`)) return `${scheme}://${hostname}:${config.port}`;
	return null;
}

/** The answer for those who may not open a page. */
function closed(
	refused: Refused,
	why: Closed,
	target: ReturnType<Pups['pageTarget']>,
	config: Pick<BoxConfig, 'port' | 'publicUrl'>
): RefusalAnswer {
	const refuse = (code: string, status: number, message: string, hint: string) =>
		new BoxError({ code, status, message, hint });
	if (why === 'throttled') {
		const message = 'This device sent too many wrong tokens.';
		return {
			error: refuse('too-many-attempts', 429, message, 'Wait some minutes, then try again with the right one.'),
			retrySeconds: TRY_TOKEN_AGAIN
		};
	}
	if (why === 'token' || why === 'wrong-token') {
		const message = why === 'token' ? 'This page asks for its token.' : 'This is not the token of this page.';
		const hint =
			'Give it as the password; any name will do. The owner makes one on the pup’s page of the box, under Ports.';
		return { error: refuse('page-token-needed', 401, message, hint), challenge: 'Basic realm="pup", charset="UTF-8"' };
	}
	const next = target ? `/pups/${target.pupId}/open/${encodeURIComponent(target.pageName)}` : '/';
	const origin = dashboardOrigin(refused, config);
	const away = 'The page is open only to the home network, and this request does not come from there.';
	const unknown = 'Open the box’s own address. For a link to it on this page, set DOGEBOX_PUBLIC_URL (--public-url).';
	const hint = origin === null ? unknown : why === 'away' ? away : 'The pages of pups are for the owner of the box.';
	return {
		...(origin !== null && { login: `${origin}/login?next=${encodeURIComponent(next)}` }),
		error: refuse('not-logged-in', 401, 'Log in to the box first.', hint)
	};
}

/** Explains why nginx refused a request, most important reason first. */
export function explain(
	refused: Refused,
	deps: {
		config: Pick<BoxConfig, 'port' | 'publicUrl'>;
		pups: Pick<Pups, 'pageTarget'>;
		crossSite: (reason: string) => BoxError;
	}
): RefusalAnswer {
	const { port, pup } = refused;
	if (refused.foreign !== null) return { error: deps.crossSite(refused.foreign) };
	const target = deps.pups.pageTarget(port);
	if (refused.passage.by === null) return closed(refused, refused.passage.why, target, deps.config);
	if (!target) {
		return { error: new BoxError({ code: 'not-found', status: 404, message: 'No pup has a page here any more.' }) };
	}
	if (!target.running) {
		return {
			retrySeconds: 3,
			error: new BoxError({
				code: 'pup-not-running',
				status: 503,
				message: `${target.pupName} is not running.`,
				hint: 'Start it on its page in the box.'
			})
		};
	}
	if (pup?.connected && pup.received > 0) {
		return {
			error: new BoxError({
				code: 'pup-answer-malformed',
				status: 502,
				message: `${target.pupName} sent an answer that is not valid HTTP.`,
				hint: 'This is a fault in the pup: tell its maker. Trying again will not help.'
			})
		};
	}
	if (pup?.connected && pup.withBody) {
		return {
			error: new BoxError({
				code: 'pup-cut-upload',
				status: 502,
				message: `${target.pupName} closed the connection during an upload.`,
				hint: 'The upload may be too large for it. The pup’s log says more.'
			})
		};
	}
	return {
		retrySeconds: 3,
		error: new BoxError({
			code: 'pup-not-answering',
			status: 502,
			message: `${target.pupName} ${pup?.connected ? 'closed the connection without an answer' : 'does not answer'}.`,
			hint: 'It may still be starting. Its log says more.'
		})
	};
}
