/** What one pup may ask of another, with a real nginx between servers that stand for pups. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, headersOf, statusOf } from '../support/raw-page.ts';
import {
	ask,
	grantOf,
	pupAddress,
	startGateway,
	startProvider,
	type TestGateway,
	type TestProvider
} from '../support/gateway.ts';

const EXPLORER = pupAddress(2);

let gateway: TestGateway;
let core: TestProvider;

beforeAll(async () => {
	core = await startProvider((req, res) => {
		res.setHeader('x-target', req.url ?? '');
		res.end(`hello ${req.method}`);
	});
	gateway = await startGateway('tgate');
});
afterAll(async () => {
	await gateway?.end();
	await core?.end();
});

describe('what was granted', () => {
	it('passes by host name and by path, as it came', async () => {
		await gateway.show([grantOf(EXPLORER, 'core', core.port)]);
		const byPath = await ask(gateway, EXPLORER, '/core/a/b?x=1&y=%2F');
		expect(statusOf(byPath)).toBe(200);
		expect(headersOf(byPath, 'x-target')).toEqual(['/a/b?x=1&y=%2F']);
		const byName = await ask(gateway, EXPLORER, '/a/b?x=1', { host: 'core.localhost' });
		expect(headersOf(byName, 'x-target')).toEqual(['/a/b?x=1']);
		expect(bodyOf(byName)).toBe('hello GET');
		const other = await ask(gateway, pupAddress(3), '/core/');
		expect(statusOf(other)).toBe(403);
		console.log(other, gateway.log);
	});
});
