/** Performs one health check of a pup's service. */
import { request } from 'node:http';
import { connect } from 'node:net';
import type { ManifestHealth } from '../../../contract/manifest-schema-service.ts';
import { checkByCommand } from '../../containers/index.ts';
import type { ContainerEngine, Found } from '../../containers/types.ts';

/** Largest response head that is read, bytes; the body is ignored. */
const HEAD_BYTES = 16 * 1024;

export interface Probed {
	pupId: string;
	service: string;
	check: Pick<ManifestHealth, 'http' | 'tcp' | 'exec'>;
	/** Address of the pup; null where it has none. */
	address: string | null;
	timeoutMs: number;
}

/**
 * Performs the check. Never rejects. The pup controls the response, so its head is bounded, its
 * body is not read, redirects are not followed, and a command's output is cut.
 * @returns null where the service could not be checked, which says nothing about its health
 */
export async function probe(probed: Probed, engine: Pick<ContainerEngine, 'exec'>): Promise<Found | null> {
	const { check, address, timeoutMs } = probed;
	if (check.exec) {
		const { pupId: id, service } = probed;
		return (await checkByCommand({ id, process: service, argv: check.exec.argv, timeoutMs }, engine))?.found ?? null;
	}
	if (address === null) return { ok: false, text: 'The pup has no address to be asked at.' };
	if (check.http) {
		const { port, path } = check.http;
		// A manifest stored by an older version may contain a path that is invalid in a request.
		return overHttp(address, port ?? 0, path, timeoutMs).catch((error: NodeJS.ErrnoException) =>
			failed(`Port ${port}`, error)
		);
	}
	return overTcp(address, check.tcp?.port ?? 0, timeoutMs);
}

const late = (what: string, timeoutMs: number): Found => ({
	ok: false,
	text: `${what} does not answer within ${timeoutMs / 1000} s.`
});

/** Describes for people why no response arrived. */
function failed(what: string, error: NodeJS.ErrnoException): Found {
	const words: Record<string, string> = {
		ECONNREFUSED: 'takes no connections',
		ECONNRESET: 'ends the connection without an answer',
		HPE_HEADER_OVERFLOW: 'answers with a head that is too long',
		EHOSTUNREACH: 'cannot be reached'
	};
	const code = error.code ?? '';
	const said = words[code] ?? (code.startsWith('HPE_') ? 'does not answer in HTTP' : 'cannot be reached');
	return { ok: false, text: `${what} ${said}.` };
}

function overHttp(host: string, port: number, path: string, timeoutMs: number): Promise<Found> {
	const what = `Port ${port}`;
	return new Promise((resolve) => {
		const asked = request(
			{ host, port, path, agent: false, maxHeaderSize: HEAD_BYTES, headers: { 'user-agent': 'dogebox-health' } },
			(response) => {
				const status = response.statusCode ?? 0;
				const ok = status >= 200 && status < 400;
				done({ ok, text: `${what} answers ${path.split('?')[0]} with status ${status}.` });
			}
		);
		const timer = setTimeout(() => done(late(what, timeoutMs)), timeoutMs);
		function done(found: Found): void {
			clearTimeout(timer);
			resolve(found);
			asked.destroy();
		}
		// An interim response or a protocol switch counts as a failure; a pup could send interim
		// responses endlessly.
		asked.on('information', () => done({ ok: false, text: `${what} answers in another protocol.` }));
		asked.on('upgrade', (_response, socket) => {
			socket.destroy();
			done({ ok: false, text: `${what} answers in another protocol.` });
		});
		asked.on('error', (error) => done(failed(what, error)));
		asked.end();
	});
}

function overTcp(host: string, port: number, timeoutMs: number): Promise<Found> {
	const what = `Port ${port}`;
	return new Promise((resolve) => {
		const socket = connect({ host, port });
		const timer = setTimeout(() => done(late(what, timeoutMs)), timeoutMs);
		function done(found: Found): void {
			clearTimeout(timer);
			resolve(found);
			socket.destroy();
		}
		socket.on('connect', () => done({ ok: true, text: `${what} takes connections.` }));
		socket.on('error', (error) => done(failed(what, error)));
	});
}
