/** What one pup may request from another, with a real nginx between servers that stand for pups. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PATH_ROWS } from '../support/gateway-paths.ts';
import {
	ask,
	askRaw,
	GATEWAY,
	grantOf,
	pupAddress,
	startGateway,
	startProvider,
	type TestGateway,
	type TestProvider
} from '../support/gateway.ts';
import { until } from '../support/pages.ts';
import { bodyOf, headersOf, statusOf } from '../support/raw-page.ts';
import { freePort } from '../support/program.ts';

const EXPLORER = pupAddress(2);
const STRANGER = pupAddress(3);

let gateway: TestGateway;
let core: TestProvider;
let other: TestProvider;

beforeAll(async () => {
	core = await startProvider((req, res) => {
		res.setHeader('x-target', req.url ?? '');
		let body = '';
		req.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
		req.on('end', () => res.end(`core ${req.method} ${body}`, 'latin1'));
	});
	other = await startProvider((_req, res) => res.end('other'));
	gateway = await startGateway('tgate');
});
afterAll(async () => {
	await gateway?.end();
	await core?.end();
	await other?.end();
});
beforeEach(() => {
	core.seen.length = 0;
	gateway.published.length = 0;
});

const grant = (change: Parameters<typeof grantOf>[3] = {}) => grantOf(EXPLORER, 'core', core.port, change);
const targetOf = (answer: string) => headersOf(answer, 'x-target')[0];
const problemOf = (answer: string) => JSON.parse(bodyOf(answer)) as Record<string, unknown>;

describe('what was granted', () => {
	it('passes by host name and by path, as it came', async () => {
		await gateway.show([grant(), grantOf(EXPLORER, 'dogenet-web-api', other.port)]);
		for (const [target, host, arrives] of [
			['/core/a/b?x=1&y=%2F', 'dogebox', '/a/b?x=1&y=%2F'],
			['/core', 'dogebox', '/'],
			['/core/', '10.69.0.1', '/'],
			['/core?a=/b?c', 'dogebox', '/?a=/b?c'],
			['/core/%41%2f;x//y/../z', 'dogebox', '/%41%2f;x//y/../z'],
			['/a/b?x=1', 'core.localhost', '/a/b?x=1'],
			['/core/x', 'core.localhost:80', '/core/x'],
			['/', 'CORE.localhost', '/'],
			['http://core.localhost/abs?q', 'dogebox', '/abs?q']
		] as const) {
			const answer = await ask(gateway, EXPLORER, target, { host });
			expect([statusOf(answer), targetOf(answer)], target).toEqual([200, arrives]);
		}
		expect(bodyOf(await ask(gateway, EXPLORER, '/dogenet-web-api/nodes'))).toBe('other');
		const call = '{"method":"getblockcount"}\u0000\u00ff';
		const posted = await ask(gateway, EXPLORER, '/', { host: 'core.localhost', method: 'POST', body: call });
		expect(bodyOf(posted)).toBe(`core POST ${call}`);
	});

	it('arrives with the headers of the pup, and none that says who it is but the box’s own', async () => {
		await gateway.show([grant()]);
		const headers = [
			'Authorization: Basic dTpw',
			'Cookie: a=1',
			'X-Own: 1',
			...['For', 'Host', 'Proto', 'Port', 'Server', 'Prefix', 'User', 'Email'].map(
				(name) => `X-Forwarded-${name}: 6.6.6.6`
			),
			'X-Real-IP: 6.6.6.6',
			'Forwarded: for=6.6.6.6',
			'Via: 1.1 evil'
		];
		await ask(gateway, EXPLORER, '/core/', { headers });
		const { connection, ...seen } = core.seen[0]!.headers;
		// Without this header nginx keeps the connection for the next request.
		expect(connection).toBeUndefined();
		expect(seen).toEqual({
			host: 'dogebox',
			authorization: 'Basic dTpw',
			cookie: 'a=1',
			'x-own': '1',
			'x-forwarded-for': EXPLORER,
			'x-forwarded-proto': 'http',
			'x-forwarded-host': 'dogebox'
		});
	});

	it('is known by the address alone: no header makes another pup of one', async () => {
		await gateway.show([grant()]);
		const headers = [`X-Forwarded-For: ${EXPLORER}`, `X-Real-IP: ${EXPLORER}`, `Forwarded: for=${EXPLORER}`];
		const answer = await ask(gateway, STRANGER, '/core/', { headers: [...headers, `X-Pup-Address: ${EXPLORER}`] });
		expect(statusOf(answer)).toBe(403);
		expect(core.seen).toEqual([]);
	});
});

describe('paths', () => {
	it('are judged by nginx as they are in the table', async () => {
		const byRoutes = new Map<string, (typeof PATH_ROWS)[number][]>();
		for (const row of PATH_ROWS)
			byRoutes.set(JSON.stringify(row[0]), [...(byRoutes.get(JSON.stringify(row[0])) ?? []), row]);
		// Each list of routes becomes an interface of its own, so that one configuration covers
		// all.
		const lists = [...byRoutes.values()];
		await gateway.show(lists.map(([row], at) => grantOf(EXPLORER, `list-${at}`, core.port, { routes: [...row![0]] })));
		const wrong: unknown[] = [];
		for (const [at, rows] of lists.entries()) {
			for (const [routes, path, verdict] of rows) {
				for (const [target, host] of [
					[`/list-${at}${path}`, 'dogebox'],
					[path, `list-${at}.localhost`]
				] as const) {
					core.seen.length = 0;
					const answer = await ask(gateway, EXPLORER, target, { host });
					const status = statusOf(answer);
					const fits =
						verdict === 'granted'
							? status === 200 && core.seen[0]?.url === path
							: core.seen.length === 0 && status === (verdict === 'unclear' ? 400 : 403);
					// A path that leads above the root is refused by nginx itself as malformed.
					const above = verdict !== 'unclear' && status === 400 && /\.\./.test(path);
					if (!fits && !above) wrong.push([routes, target, host, verdict, status, core.seen[0]?.url]);
				}
			}
		}
		expect(wrong).toEqual([]);
	});

	it('and requests that are none reach no pup', async () => {
		await gateway.show([grant({ routes: ['/open'] })]);
		const head = (line: string, ...lines: string[]) =>
			[line, 'Host: core.localhost', 'Connection: close', ...lines, '', ''].join('\r\n');
		for (const bytes of [
			head('GET /open/\u0001 HTTP/1.1'),
			head('GET /open/\u0000 HTTP/1.1'),
			head('GET /open/ x HTTP/1.1'),
			head('GET gw-deny HTTP/1.1'),
			head('GET gw-box HTTP/1.1'),
			head('GET @away HTTP/1.1'),
			head('CONNECT core:1 HTTP/1.1'),
			head('GET /open HTTP/1.1', 'Host: other.localhost'),
			head('POST /open HTTP/1.1', 'Content-Length: 1', 'Transfer-Encoding: chunked'),
			head('POST /open HTTP/1.1', 'Content-Length: 1', 'Content-Length: 2'),
			head('GET /open HTTP/1.1', ' folded: x')
		]) {
			expect(statusOf(await askRaw(gateway, EXPLORER, bytes)), JSON.stringify(bytes)).toBeGreaterThanOrEqual(400);
		}
		expect(core.seen).toEqual([]);
	});
});

describe('a refusal', () => {
	const refusals = () => [
		grant({
			routes: ['/blocks'],
			missing: [{ group: 'Wallet', routes: ['/wallet/**'] }]
		}),
		grantOf(EXPLORER, 'nobody', 1, { to: null, names: { dependant: 'Explorer', provider: null } }),
		grantOf(EXPLORER, 'stopped', 1, { to: null, names: { dependant: 'Explorer', provider: 'Old <core>' } }),
		grantOf(EXPLORER, 'zmq', core.port, { routes: [], missing: [] })
	];

	it.each([
		[
			'/core/wallet/send',
			403,
			'route-not-granted',
			'Explorer was not granted “Wallet” of “core”, which this path needs.'
		],
		['/core/other', 403, 'route-not-granted', 'No permission for “core” lets Explorer use this path.'],
		['/core/blocks/..%2fwallet', 400, 'path-unclear', 'The path of this request from Explorer to “core” is ambiguous.'],
		['/zmq/', 403, 'route-not-granted', 'The permissions of Explorer for “zmq” have no paths.'],
		['/nobody/', 503, 'no-provider', 'No pup provides “nobody” to Explorer.'],
		['/stopped/', 503, 'provider-not-running', 'Old <core>, which provides “stopped”, is not running.'],
		['/constructor/', 403, 'not-granted', 'Explorer has no permission for the interface “constructor”.'],
		['/__proto__/', 403, 'not-granted', 'Explorer has no permission for the interface “__proto__”.'],
		['/', 404, 'no-interface', 'The request names no interface.']
	])('%s is %i %s', async (target, status, code, title) => {
		await gateway.show(refusals());
		const answer = await ask(gateway, EXPLORER, target);
		expect(statusOf(answer)).toBe(status);
		expect(headersOf(answer, 'Content-Type')).toEqual(['application/problem+json']);
		const body = Buffer.from(bodyOf(answer), 'latin1').toString('utf8');
		expect(JSON.parse(body)).toMatchObject({
			title,
			status,
			code,
			pup: 'Explorer',
			hint: expect.any(String) as string
		});
		const text = await ask(gateway, EXPLORER, target, { headers: ['Accept: text/plain'] });
		expect(headersOf(text, 'Content-Type')).toEqual(['text/plain; charset=utf-8']);
		expect(Buffer.from(bodyOf(text), 'latin1').toString('utf8')).toContain(title);
		await until(() => gateway.published.some(({ refused }) => refused === code), 'it was told');
		expect(gateway.published.find(({ refused }) => refused === code)).toMatchObject({
			from: EXPLORER,
			method: 'GET',
			status
		});
	});

	it('names the group that is missing', async () => {
		await gateway.show(refusals());
		expect(problemOf(await ask(gateway, EXPLORER, '/core/wallet/send'))).toMatchObject({
			interface: 'core',
			group: 'Wallet'
		});
	});

	it('of a pup without any grant, and of the box’s own address', async () => {
		await gateway.show(refusals());
		for (const from of [STRANGER, GATEWAY]) {
			const answer = await ask(gateway, from, '/core/');
			expect([statusOf(answer), problemOf(answer)['code']]).toEqual([403, 'not-granted']);
		}
	});

	it('of a provider that does not answer, and of the box when it is away', async () => {
		await gateway.show([grantOf(EXPLORER, 'core', await freePort())]);
		const answer = await ask(gateway, EXPLORER, '/core/', { method: 'POST', body: 'x' });
		expect([statusOf(answer), problemOf(answer)['code']]).toEqual([502, 'provider-not-answering']);
		const box = await ask(gateway, EXPLORER, '/dbx/metrics', { method: 'POST', body: '{}' });
		expect([statusOf(box), problemOf(box)['code']]).toEqual([503, 'box-not-answering']);
	});

	it('of an upload that the pup goes on sending', async () => {
		await gateway.show(refusals());
		const answer = await ask(gateway, EXPLORER, '/core/other', { method: 'POST', body: 'x'.repeat(8 * 1024 * 1024) });
		expect(statusOf(answer)).toBe(403);
	});
});

describe('what is published of requests', () => {
	it('is method, path without query, status, bytes, interface and source', async () => {
		await gateway.show([grant()]);
		const before = Date.now();
		await ask(gateway, EXPLORER, '/core/wallet/"x"?secret=1', { method: 'PUT', body: 'secret' });
		await ask(gateway, EXPLORER, '/told?secret', { host: 'core.localhost' });
		// Each worker of nginx reports on its own, so the order varies.
		const own = () => ['/wallet/"x"', '/told'].flatMap((path) => gateway.published.filter((one) => one.path === path));
		await until(() => own().length === 2, 'both were told');
		expect(own().every(({ at, bytes }) => at >= before - 1000 && at <= Date.now() + 1000 && bytes > 100)).toBe(true);
		expect(own()).toMatchObject([
			{ from: EXPLORER, interface: 'core', method: 'PUT', path: '/wallet/"x"', status: 200, refused: null },
			{ from: EXPLORER, interface: 'core', method: 'GET', path: '/told', status: 200, refused: null }
		]);
		expect(JSON.stringify(gateway.published)).not.toContain('secret');
	});
});

describe('limits', () => {
	it('stop a pup that asks too much, and no other', async () => {
		const narrow = await startGateway('tgatelimit', { perSecond: 5, burst: 10, open: 3 });
		try {
			const held: (() => void)[] = [];
			const slow = await startProvider((_req, res) => void held.push(() => res.end('late')));
			await narrow.show([grant(), grantOf(STRANGER, 'core', core.port), grantOf(EXPLORER, 'slow', slow.port)]);
			const open = [1, 2, 3].map(() => ask(narrow, EXPLORER, '/slow/'));
			await until(() => held.length === 3, 'three are open');
			const fourth = await ask(narrow, EXPLORER, '/core/');
			expect([statusOf(fourth), problemOf(fourth)['code']]).toEqual([429, 'too-many-requests']);
			expect(problemOf(fourth)['title']).toBe('Explorer sends too many requests at once.');
			for (const end of held) end();
			await Promise.all(open);
			const many = await Promise.all(
				Array.from({ length: 40 }, (_, at) => ask(narrow, EXPLORER, at % 2 ? '/core/' : '/no/'))
			);
			expect(many.filter((answer) => statusOf(answer) === 429).length).toBeGreaterThan(10);
			expect(statusOf(await ask(narrow, STRANGER, '/core/'))).toBe(200);
			await slow.end();
		} finally {
			await narrow.end();
		}
	});
});
