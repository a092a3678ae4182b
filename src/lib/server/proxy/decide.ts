/** Whether a request for a page may pass, and what its sender is told where it may not. */
import { BoxError } from '../../contract/errors.ts';
import type { BoxConfig } from '../config.ts';
import type { Pups } from '../pups/types.ts';

/** A request that nginx did not let through, as it tells of it. */
export interface Refused {
	/** Of the page. */
	port: number;
	/** What browsers know the box by. */
	scheme: 'http' | 'https';
	/** `box.local:8101` */
	host: string;
	hostname: string;
	/** It came by the reverse proxy that is trusted. */
	proxied: boolean;
	/** A page of another site made it; why it looks so. */
	foreign: string | null;
	loggedIn: boolean;
	/** What became of it at the pup; null where it was not asked. */
	pup: { connected: boolean; received: number; withBody: boolean } | null;
}

export interface Told {
	error: BoxError;
	/** Address of the login, where that is all that is missing and its place is known. */
	login?: string;
	retrySeconds?: number;
}

/** The dashboard's address for whoever sees a page; null where only the owner knows it. */
export function dashboardOrigin(
	{ scheme, host, hostname, proxied, port }: Pick<Refused, 'scheme' | 'host' | 'hostname' | 'proxied' | 'port'>,
	config: Pick<BoxConfig, 'port' | 'publicUrl'>
): string | null {
	const { publicUrl } = config;
	if (publicUrl !== null && (proxied || new URL(publicUrl).hostname === hostname)) return publicUrl;
	// A proxy that answers at the box's own ports, under another name.
	if (!proxied || host.endsWith(`:${port}`)) return `${scheme}://${hostname}:${config.port}`;
	return null;
}

/** What is wrong with a request that nginx refused, most important first. */
export function explain(
	refused: Refused,
	deps: {
		config: Pick<BoxConfig, 'port' | 'publicUrl'>;
		pups: Pick<Pups, 'pageTarget'>;
		crossSite: (reason: string) => BoxError;
	}
): Told {
	const { port, pup } = refused;
	if (refused.foreign !== null) return { error: deps.crossSite(refused.foreign) };
	const target = deps.pups.pageTarget(port);
	if (!refused.loggedIn) {
		const next = target ? `/pups/${target.pupId}/open/${encodeURIComponent(target.pageName)}` : '/';
		const origin = dashboardOrigin(refused, deps.config);
		return {
			...(origin !== null && { login: `${origin}/login?next=${encodeURIComponent(next)}` }),
			error: new BoxError({
				code: 'not-logged-in',
				status: 401,
				message: 'Log in to the box first.',
				hint:
					origin === null
						? 'Open the box’s own address. So that this page can lead there, the box must be told it: DOGEBOX_PUBLIC_URL (--public-url).'
						: 'The pages of pups are for the owner of the box.'
			})
		};
	}
	if (!target) {
		return { error: new BoxError({ code: 'not-found', status: 404, message: 'No pup shows a page here any more.' }) };
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
				hint: 'This is a fault of the pup: tell its maker. Trying again will not help.'
			})
		};
	}
	if (pup?.connected && pup.withBody) {
		return {
			error: new BoxError({
				code: 'pup-cut-upload',
				status: 502,
				message: `${target.pupName} closed the connection while it was being sent something.`,
				hint: 'It may be too large for it. The pup’s log says more.'
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
