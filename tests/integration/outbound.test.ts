/** Where the outbound service may connect to, with real servers on loopback. */
import { describe, expect, it } from 'vitest';
import { type Lookup } from '../../src/lib/server/outbound/index.ts';
import {
	answers,
	home,
	internet,
	create,
	secure,
	seen,
	SMALL,
	useOutboundWorld,
	type Answer
} from './support/outbound-world.ts';

useOutboundWorld();

describe('where a request may lead', () => {
	it('is the internet, and not the home or the box', async () => {
		answers.set('/', (_, response) => response.end('hello'));
		const answer = await create().fetch({ url: `http://${internet}/`, ...SMALL });
		expect(answer).toMatchObject({ status: 200, url: `http://${internet}/` });
		expect(answer.body.toString()).toBe('hello');
		for (const url of [`http://${home}/`, `http://localhost:${home.split(':')[1]}/`, 'http://git.lan.test/']) {
			await expect(create().fetch({ url, ...SMALL })).rejects.toMatchObject({ code: 'internal-address', status: 502 });
		}
		expect(seen).toHaveLength(1);
	});

	it('is a place at home where the owner named it', async () => {
		answers.set('/', (_, response) => response.end('mine'));
		const port = home.split(':')[1];
		const fetch = (url: string, allow: string[], room: string[] = []) =>
			create({ allow: room }).fetch({ url, allow, ...SMALL });
		expect((await fetch(`http://${home}/`, [home])).body.toString()).toBe('mine');
		expect((await fetch(`http://${home}/`, [], [home])).body.toString()).toBe('mine');
		expect((await fetch(`http://localhost:${port}/`, [`LOCALHOST:${port}`])).body.toString()).toBe('mine');
		// Another port of the same host was not allowed.
		await expect(fetch(`http://${home}/`, ['127.0.0.1:1'])).rejects.toMatchObject({ code: 'internal-address' });
	});

	it('is not the box itself for a name that its owner may point there later', async () => {
		answers.set('/', (_, response) => response.end('secret'));
		const key = `rebound.test:${home.split(':')[1]}`;
		const request = { url: `http://${key}/`, allow: [key], ...SMALL };
		await expect(create().fetch(request)).rejects.toMatchObject({ code: 'internal-address' });
		expect(seen).toEqual([]);
		expect((await create({ allow: [key] }).fetch(request)).body.toString()).toBe('secret');
	});

	it('is not the home for a name that led to the internet before', async () => {
		answers.set('/', (_, response) => response.end('hello'));
		let address = '127.0.0.2';
		const room = create({ lookup: async () => [{ address, family: 4 }] });
		const key = `moving.test:${internet.split(':')[1]}`;
		const request = { url: `http://${key}/`, allow: [key], ...SMALL };
		expect((await room.fetch(request)).status).toBe(200);
		address = '127.0.0.3';
		await expect(room.fetch(request)).rejects.toMatchObject({ code: 'internal-address' });
		// A name that pointed to a home address from the start is allowed there, but nothing
		// listens on it.
		const fresh = create({ lookup: async () => [{ address, family: 4 }] });
		await expect(fresh.fetch(request)).rejects.toMatchObject({ code: 'unreachable' });
	});

	it('is decided by the one look-up whose answer is connected to', async () => {
		answers.set('/', (_, response) => response.end('hello'));
		let times = 0;
		// The address is public at the first lookup and internal at the second.
		const turning: Lookup = async () => [{ address: times++ === 0 ? '127.0.0.2' : '127.0.0.1', family: 4 }];
		const port = internet.split(':')[1];
		await create({ lookup: turning }).fetch({ url: `http://turning.test:${port}/`, ...SMALL });
		expect(times).toBe(1);
		expect(seen[0]?.port).toBe(Number(port));
	});

	it('prefers the public addresses of a name that has both', async () => {
		answers.set('/', (_, response) => response.end('hello'));
		const both: Lookup = async () => [
			{ address: '127.0.0.1', family: 4 },
			{ address: '127.0.0.2', family: 4 }
		];
		const url = `http://both.test:${internet.split(':')[1]}/`;
		expect((await create({ lookup: both }).fetch({ url, ...SMALL })).body.toString()).toBe('hello');
	});

	it('refuses what is no web address, and passwords in addresses', async () => {
		for (const url of ['ftp://x/', 'file:///etc/passwd', 'nonsense', `http://me:secret@${internet}/`]) {
			const failed = await create()
				.fetch({ url, ...SMALL })
				.catch((error: unknown) => error);
			expect(failed).toMatchObject({ code: 'bad-address' });
			expect(String(failed)).not.toContain('secret');
		}
	});
});

describe('redirects', () => {
	const to =
		(location: string): Answer =>
		(_, response) =>
			response.writeHead(302, { location }).end();

	it('are followed, and not without end', async () => {
		answers.set('/a', to('/b'));
		answers.set('/b', (_, response) => response.end('b'));
		answers.set('/loop', to('/loop'));
		expect(await create().fetch({ url: `http://${internet}/a`, ...SMALL })).toMatchObject({
			url: `http://${internet}/b`
		});
		await expect(create().fetch({ url: `http://${internet}/loop`, ...SMALL })).rejects.toMatchObject({
			code: 'bad-redirect'
		});
		expect(seen.filter(({ url }) => url === '/loop')).toHaveLength(6);
	});

	it('lead from the internet into the home for nobody, named or not', async () => {
		answers.set('/in', to(`http://${home}/secret`));
		answers.set('/secret', (_, response) => response.end('secret'));
		for (const allow of [[], [home], [internet, home]]) {
			await expect(
				create({ allow: [home] }).fetch({ url: `http://${internet}/in`, allow, ...SMALL })
			).rejects.toMatchObject({ code: 'internal-address' });
		}
		// A detour over a public server does not help a home server either.
		answers.set('/out', to(`http://${internet}/in`));
		await expect(create().fetch({ url: `http://${home}/out`, allow: [home], ...SMALL })).rejects.toMatchObject({
			code: 'internal-address'
		});
		expect(seen.map(({ url }) => url)).not.toContain('/secret');
	});

	it('lead within the home only to what is named', async () => {
		answers.set('/a', to('/b'));
		answers.set('/b', (_, response) => response.end('b'));
		answers.set('/other', to(`http://127.0.0.1:1/`));
		const fetch = (path: string) => create().fetch({ url: `http://${home}${path}`, allow: [home], ...SMALL });
		expect((await fetch('/a')).body.toString()).toBe('b');
		await expect(fetch('/other')).rejects.toMatchObject({ code: 'internal-address' });
	});

	it('take no credentials along to another origin', async () => {
		const other = `http://public.test:${internet.split(':')[1]}/c`;
		answers.set('/a', to('/b'));
		answers.set('/b', to(other));
		answers.set('/c', to(`http://${internet}/d`));
		answers.set('/d', (_, response) => response.end());
		const credentials = { username: 'me', password: 'sesame' };
		await create().fetch({ url: `http://${internet}/a`, credentials, headers: { Cookie: 'a=b' }, ...SMALL });
		const sent = seen.map(({ headers }) => [headers.authorization !== undefined, headers.cookie !== undefined]);
		expect(sent).toEqual([
			[true, true],
			[true, true],
			[false, false],
			[false, false]
		]);
	});

	it('never lead from https to http, nor to other schemes', async () => {
		answers.set('/down', to(`http://${internet}/x`));
		answers.set('/file', to('file:///etc/passwd'));
		answers.set('/ok', (_, response) => response.end('safe'));
		expect((await create().fetch({ url: `https://${secure}/ok`, ...SMALL })).body.toString()).toBe('safe');
		for (const path of ['/down', '/file']) {
			await expect(create().fetch({ url: `https://${secure}${path}`, ...SMALL })).rejects.toMatchObject({
				code: 'bad-redirect'
			});
		}
	});
});
