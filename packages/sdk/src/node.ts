/** `@dogebox/sdk/node`: for Node 20 and later, over http, https or the Unix socket of a box. */
import { boxAddress } from './address.ts';
import { clientOf, type DogeboxClient } from './client.ts';
import { DogeboxError } from './errors.ts';
import { nodeTransport } from './node-transport.ts';
import { settingsOf, tokenHeader, type CommonOptions } from './options.ts';

export * from './shared.ts';

export interface ClientOptions extends CommonOptions {
	/** Address of the box; this or `socket`. */
	url?: string | URL | undefined;
	/** Path of the Unix socket of a box on this machine: its users need no token. */
	socket?: string | undefined;
	/** Value of the cookie `dogebox_session`, in the place of a token. */
	cookie?: string | undefined;
	/** Certificates that are trusted in the place of the system's, PEM. */
	ca?: string | Buffer | undefined;
}

/**
 * A client of a box. Nothing is sent before the first call.
 * @throws DogeboxError `invalid-call` where the address or the token is none
 */
export function createClient(options: ClientOptions): DogeboxClient {
	const { url, socket, token, cookie, ca } = options;
	if ((url === undefined) === (socket === undefined)) {
		throw new DogeboxError('invalid-call', 'Give the address of a box as `url`, or its Unix socket as `socket`.');
	}
	if (cookie !== undefined && !/^[\w.~+/=-]+$/.test(cookie)) {
		throw new DogeboxError('invalid-call', 'The cookie holds characters that no cookie of a box has.');
	}
	const base = url === undefined ? 'http://localhost' : boxAddress(url);
	const headers = {
		'user-agent': 'dogebox-sdk',
		...tokenHeader(token),
		...(cookie !== undefined && { cookie: `dogebox_session=${cookie}` })
	};
	return clientOf(settingsOf(options, { transport: nodeTransport({ base, socketPath: socket, ca }), headers }));
}
