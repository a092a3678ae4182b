import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { BoxError } from '../../../contract/errors.ts';
import type { FetchAnswer, FetchRequest } from '../../outbound/types.ts';
import { createAsk } from './ask.ts';
import { isLoopback } from './loopback.ts';
import { parseTaggedReference } from './reference.ts';

const broken = (code: string) =>
	new BoxError({ code: 'unreachable', status: 502, message: code, cause: Object.assign(new Error(code), { code }) });
/** Node's error code for a server that answers a TLS hello in plain HTTP. */
const NO_TLS = 'ERR_SSL_WRONG_VERSION_NUMBER';

/** Returns a client whose servers answer by this function, and the addresses that it requested. */
function clientOf(answer: (request: FetchRequest) => number | BoxError, takesMs = 0) {
	const asked: string[] = [];
	const { ask, originOf } = createAsk({
		outbound: {
			async fetch(request) {
				asked.push(request.url);
				await wait(takesMs);
				const status = answer(request);
				if (typeof status !== 'number') throw status;
				const headers = status === 401 ? { 'www-authenticate': 'Basic realm="x"' } : {};
				return { status, headers, body: Buffer.alloc(0), url: request.url } as FetchAnswer;
			}
		},
		plainAllowed: (host) => isLoopback(host) || host === 'pi.lan:5000',
		credentials: async () => ({ username: 'anna', password: 'right' }),
		now: () => 0
	});
	const pull = (image: string) =>
		ask(parseTaggedReference(image), {
			path: 'manifests/1',
			scopes: [],
			accept: [],
			signal: new AbortController().signal
		});
	return { pull, asked, originOf };
}
const isHttps = ({ url }: FetchRequest) => url.startsWith('https:');
const plainServer = (request: FetchRequest) => (isHttps(request) ? broken(NO_TLS) : 200);

/** Names of registries, and whether the box may use them without TLS. */
const HOSTS = [
	['127.0.0.1:5000', true],
	['127.0.0.1', true],
	['127.9.9.9:5000', true],
	['localhost:5000', true],
	['LOCALHOST:5000', true],
	['[::1]:5000', true],
	['[0:0:0:0:0:0:0:1]:5000', true],
	// The owner allowed this registry.
	['pi.lan:5000', true],
	['pi.lan:5001', false],
	['pi.lan', false],
	['10.0.0.1:5000', false],
	['192.168.1.2:5000', false],
	['128.0.0.1:5000', false],
	['0.0.0.0:5000', false],
	['[::]:5000', false],
	['[fd00::1]:5000', false],
	['[fe80::1]:5000', false],
	['registry.example', false],
	['registry.example:5000', false],
	['127.0.0.1.example.com', false],
	['127.0.0.1.example.com:5000', false],
	['localhost.example:5000', false],
	['registry.localhost:5000', false],
	// Other spellings of 127.0.0.1, which some programs read as names.
	['2130706433:5000', false],
	['0x7f000001:5000', false],
	['0177.0.0.1:5000', false],
	['127.1:5000', false],
	['docker.io', false]
] as const;

describe('a registry without TLS', () => {
	it.each(HOSTS)('at %s is asked without it: %s', async (host, may) => {
		expect(isLoopback(host.toLowerCase())).toBe(may && host !== 'pi.lan:5000');
		const { pull, asked } = clientOf(plainServer);
		const outcome = await pull(`${host}/x:1`).then(
			({ status }) => status,
			() => 'refused'
		);
		expect([outcome, asked.map((url) => new URL(url).protocol)]).toEqual(
			may ? [200, ['https:', 'http:']] : ['refused', ['https:']]
		);
	});

	it('that may not be asked so says how it may', async () => {
		const { pull } = clientOf(plainServer);
		const hint = expect.stringContaining('http://nas.lan:5000 in DOGEBOX_DOWNLOADS_FROM');
		await expect(pull('nas.lan:5000/x:1')).rejects.toMatchObject({ message: NO_TLS, hint });
	});

	it('is found out by several requests at the same time, which all get their answer', async () => {
		const { pull, asked } = clientOf(plainServer, 5);
		const answers = await Promise.all(['a', 'b', 'c'].map((name) => pull(`127.0.0.1:5000/${name}:1`)));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(asked).toHaveLength(6);
		await pull('127.0.0.1:5000/d:1');
		expect(asked.slice(6)).toEqual(['http://127.0.0.1:5000/v2/d/manifests/1']);
	});

	it('is asked with TLS again when it speaks that from now on', async () => {
		const now = { tls: false };
		const { pull, originOf } = clientOf((request) => (isHttps(request) === now.tls ? 200 : broken(NO_TLS)));
		const reference = parseTaggedReference('localhost:5000/x:1');
		await pull('localhost:5000/x:1');
		expect(originOf(reference)).toBe('http://localhost:5000');
		now.tls = true;
		await pull('localhost:5000/x:1');
		expect(originOf(reference)).toBe('https://localhost:5000');
	});

	it.each(['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
		'is not taken for one whose certificate is bad (%s)',
		async (code) => {
			const { pull, asked } = clientOf(() => broken(code));
			await expect(pull('127.0.0.1:5000/x:1')).rejects.toMatchObject({ message: code });
			expect(asked).toHaveLength(1);
		}
	);

	it('that is not there at all fails with what https said', async () => {
		const { pull } = clientOf((request) => broken(isHttps(request) ? NO_TLS : 'ECONNREFUSED'));
		await expect(pull('127.0.0.1:5000/x:1')).rejects.toMatchObject({ message: NO_TLS });
	});

	it.each([
		['10.0.0.1:5000', 0],
		['registry.example', 0],
		['127.0.0.1:5000', 1]
	])('at %s gets a name and password %i times without it', async (host, times) => {
		const open: FetchRequest[] = [];
		const { pull } = clientOf((request) => {
			if (isHttps(request)) return broken(NO_TLS);
			if (request.credentials) open.push(request);
			return request.credentials ? 200 : 401;
		});
		await pull(`${host}/x:1`).catch(() => null);
		expect(open).toHaveLength(times);
	});
});
