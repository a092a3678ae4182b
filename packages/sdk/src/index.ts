/**
 * `@dogebox/sdk`: for browsers, and whatever has `fetch`. In Node, `@dogebox/sdk/node` has Unix
 * sockets and WebSockets with a token as well.
 */
import { boxAddress } from './address.ts';
import { clientOf, type DogeboxClient } from './client.ts';
import { settingsOf, tokenHeader, type CommonOptions } from './options.ts';
import { webTransport } from './transport.ts';

export * from './shared.ts';

export interface ClientOptions extends CommonOptions {
	/** Address of the box. Absent: that of the page, whose cookie is used. */
	url?: string | URL | undefined;
	/** Another `fetch`, for tests and other programs than browsers. */
	fetch?: typeof fetch | undefined;
}

/**
 * A client of a box. Nothing is sent before the first call.
 * @throws DogeboxError `invalid-call` where the address or the token is none
 */
export function createClient(options: ClientOptions = {}): DogeboxClient {
	const { url = globalThis.location?.origin ?? '', token } = options;
	const transport = webTransport(boxAddress(url), {
		fetch: options.fetch ?? ((input, init) => fetch(input, init)),
		WebSocket: globalThis.WebSocket,
		withCookies: token === undefined
	});
	return clientOf(settingsOf(options, { transport, headers: tokenHeader(token) }));
}
