/** One health check: asks a service of a pup, and says what it found. */
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { showPlain } from '../../../contract/hidden-characters.ts';
import type { ManifestHealth } from '../../../contract/manifest-schema.ts';
import type { ContainerEngine } from '../../containers/types.ts';

/** Longest head of an answer that is read, bytes; the body is not looked at. */
const HEAD_BYTES = 16 * 1024;
/** Most that is read of what a command prints, bytes, and kept of its first line, characters. */
const OUTPUT_BYTES = 4096;
/** A command that prints more is ended, bytes: what it prints crosses the box. */
const OUTPUT_MOST = 64 * 1024;
const LINE = 160;

export interface Found {
	ok: boolean;
	/** What was found, one sentence. */
	text: string;
}

export interface Probed {
	pupId: string;
	service: string;
	check: Pick<ManifestHealth, 'http' | 'tcp' | 'exec'>;
	/** Of the pup; null where it has none. */
	address: string | null;
	timeoutMs: number;
}

/**
 * Does it. Never rejects. A pup decides alone what it answers: its head is bounded, its body is not
 * read, redirects are not followed, what a command prints is cut.
 * @returns null where the service could not be asked, which says nothing of its health
 */
export async function probe(probed: Probed, engine: Pick<ContainerEngine, 'exec'>): Promise<Found | null> {
	const { check, address, timeoutMs } = probed;
	if (check.exec) return ofCommand(probed, check.exec.argv, engine);
	if (address === null) return { ok: false, text: 'The pup has no address to be asked at.' };
	if (check.http) {
		const { port, path } = check.http;
		// A manifest of an older version may hold a path that no request can name.
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

/** Why nothing came back, for a person. */
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
		// An interim answer or another protocol is none; a pup could send interim ones without end.
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

async function ofCommand(
	{ pupId, service, timeoutMs }: Probed,
	argv: readonly string[],
	engine: Pick<ContainerEngine, 'exec'>
): Promise<Found | null> {
	const name = `“${argv[0]?.split('/').at(-1)?.slice(0, 60)}”`;
	try {
		const session = await engine.exec(pupId, service, { argv: [...argv], timeoutMs });
		session.stdin.end();
		let flooded = false;
		const tooMuch = () => {
			flooded = true;
			session.close();
		};
		const [out, err, { exitCode, reason }] = await Promise.all([
			beginning(session.stdout, tooMuch),
			beginning(session.stderr, tooMuch),
			session.ended
		]);
		if (flooded) return { ok: false, text: `${name} prints too much.` };
		if (reason === 'timeout') return late(name, timeoutMs);
		if (exitCode === 0) return { ok: true, text: `${name} ends with exit code 0.` };
		const line = firstLine(err) || firstLine(out);
		return { ok: false, text: `${name} ends with exit code ${exitCode}${line ? `: ${line}` : ''}.` };
	} catch (error) {
		const code = (error as { code?: string }).code;
		if (code === 'command-not-found') return { ok: false, text: `${name} is not there inside of the service.` };
		// It has just ended, or others run too much in it at the moment.
		if (code === 'service-not-running' || code === 'too-many-sessions') return null;
		return { ok: false, text: `${name} could not be run.` };
	}
}

/** The first bytes; some more are read and dropped, so that the command can end. */
async function beginning(stream: Readable, tooMuch: () => void): Promise<string> {
	const kept: Buffer[] = [];
	let size = 0;
	for await (const chunk of stream as AsyncIterable<Buffer>) {
		if (size < OUTPUT_BYTES) kept.push(chunk.subarray(0, OUTPUT_BYTES - size));
		size += chunk.length;
		if (size > OUTPUT_MOST) tooMuch();
	}
	return Buffer.concat(kept).toString('utf8');
}

function firstLine(text: string): string {
	const line = text.split('\n').find((one) => one.trim() !== '') ?? '';
	return showPlain(line).trim().slice(0, LINE).replace(/\.$/, '');
}
