/** Hooks of pups behind a real nginx: who may call them, and how the calls arrive. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayHook, GatewayRequest } from '../../src/lib/server/network/index.ts';
import {
	ask,
	pupAddress,
	startGateway,
	startProvider,
	type TestGateway,
	type TestProvider
} from '../support/gateway.ts';
import { until } from '../support/pages.ts';
import { bodyOf, headersOf, statusOf } from '../support/raw-page.ts';
import { freePort } from '../support/program.ts';

const WALLET = pupAddress(2);
const STRANGER = pupAddress(3);
const ID = 'a'.repeat(32);

let gateway: TestGateway;
let shop: TestProvider;

beforeAll(async () => {
	shop = await startProvider((req, res) => {
		res.setHeader('x-target', req.url ?? '');
		let body = '';
		req.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
		req.on('end', () => res.end(`${req.method} ${body}`, 'latin1'));
	});
	gateway = await startGateway('tgatehook');
});
afterAll(async () => {
	await gateway?.end();
	await shop?.end();
});
beforeEach(() => {
	shop.seen.length = 0;
	gateway.published.length = 0;
});

const hook = (change: Partial<GatewayHook> = {}): GatewayHook => ({
	id: ID,
	to: { address: '127.0.0.1', port: shop.port },
	path: '/events/%41',
	callers: [WALLET],
	name: 'Shop',
	...change
});
const problemOf = (answer: string) => JSON.parse(bodyOf(answer)) as Record<string, unknown>;

const isMatch = (one: GatewayRequest, wanted: Partial<GatewayRequest>) =>
	Object.entries(wanted).every(([key, value]) => one[key as keyof GatewayRequest] === value);

describe('a hook', () => {
	it('leads to its own path, with method, query, headers and body as they came', async () => {
		await gateway.show([], [hook()]);
		const body = '{"paid":true}\u0000\u00ff';
		for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
			const sent = method === 'GET' ? '' : body;
			const answer = await ask(gateway, WALLET, `/dbx/hook/${ID}?a=%2F/../b&c`, {
				method,
				body: sent,
				headers: ['X-Signature: sha256=1', 'X-Forwarded-For: 6.6.6.6']
			});
			expect([statusOf(answer), headersOf(answer, 'x-target')[0]]).toEqual([200, '/events/%41?a=%2F/../b&c']);
			expect(bodyOf(answer)).toBe(`${method} ${sent}`);
			expect(shop.seen.at(-1)!.headers).toMatchObject({ 'x-signature': 'sha256=1', 'x-forwarded-for': WALLET });
		}
		const large = 'x'.repeat(200_000);
		const answer = await ask(gateway, WALLET, `/hook/${ID}`, { host: 'dbx.localhost', method: 'POST', body: large });
		expect(bodyOf(answer)).toHaveLength(large.length + 'POST '.length);
	});

	it.each([
		['of another pup', STRANGER, ID, {}, 403, 'hook-not-allowed', /may not call this hook of Shop/],
		['that is none', WALLET, 'b'.repeat(32), {}, 404, 'hook-unknown', /No pup of this box has a hook/],
		['with more behind its id', WALLET, `${ID}/more`, {}, 404, 'hook-unknown', /No pup/],
		['with a name of every object', WALLET, '__proto__', {}, 404, 'hook-unknown', /No pup/],
		['of a pup that rests', WALLET, ID, { to: 'not-running' }, 503, 'hook-not-running', /Shop.* is not running/],
		['whose port is gone', WALLET, ID, { to: 'port-gone' }, 503, 'hook-port-gone', /no longer has the port/]
	] as const)('%s is refused in words, and counted', async (_, from, id, change, status, code, title) => {
		await gateway.show([], [hook(change as Partial<GatewayHook>)]);
		const answer = await ask(gateway, from, `/dbx/hook/${id}`, { method: 'POST', body: '{}' });
		expect([statusOf(answer), problemOf(answer)['code']]).toEqual([status, code]);
		expect(problemOf(answer)['title']).toMatch(title);
		expect(shop.seen).toEqual([]);
		const refusal = { from, interface: 'dbx', refused: code, path: `/hook/${id}` };
		await until(() => gateway.published.some((one) => isMatch(one, refusal)), 'it was published');
	});

	it('of a pup that does not answer is a 502 that names it', async () => {
		await gateway.show([], [hook({ to: { address: '127.0.0.1', port: await freePort() } })]);
		const answer = await ask(gateway, WALLET, `/dbx/hook/${ID}`);
		expect([statusOf(answer), problemOf(answer)['title']]).toEqual([502, 'Shop does not answer.']);
	});
});
