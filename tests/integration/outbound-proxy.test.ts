/** The outbound service's proxy for programs that open connections themselves. */
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { answers, home, internet, create, seen, SMALL, through, useOutboundWorld } from './support/outbound-world.ts';

useOutboundWorld();

describe('the proxy', () => {
	/** Opens a tunnel through a proxy. Resolves with everything that came back. */
	function tunnel(proxy: string, target: string, send = ''): Promise<string> {
		const { port, username, password } = new URL(proxy);
		const auth = Buffer.from(`${username}:${password}`).toString('base64');
		return new Promise((resolve) => {
			let text = '';
			const socket = connect(Number(port), '127.0.0.1', () =>
				socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: Basic ${auth}\r\n\r\n`)
			);
			socket.on('data', (chunk: Buffer) => {
				if (text === '' && send && chunk.toString().startsWith('HTTP/1.1 200')) socket.write(send);
				text += chunk.toString();
			});
			socket.on('error', () => {});
			socket.on('close', () => resolve(text));
		});
	}

	const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

	it('passes what the policy allows, to who knows the password', async () => {
		answers.set('/', (_, response) => response.end('hello'));
		const proxy = await create().proxy(SMALL);
		expect(await through(proxy.url, `http://${internet}/`)).toEqual({ status: 200, body: 'hello' });
		expect(seen[0]?.headers['proxy-authorization']).toBeUndefined();
		expect(await tunnel(proxy.url, internet, GET)).toMatch(/^HTTP\/1.1 200 Connection[^]*hello$/);
		expect(proxy.bytes()).toBeGreaterThan(10);
		expect((await through(proxy.url, `http://${internet}/`, { auth: 'dogebox:wrong' })).status).toBe(407);
		expect(await tunnel(proxy.url.replace(/:[^:@]+@/, ':wrong@'), internet)).toMatch(/^HTTP\/1.1 407/);
		expect(proxy.refusal()).toBeNull();
		await proxy.close();
		await expect(through(proxy.url, `http://${internet}/`)).rejects.toThrow();
	});

	it('refuses internal addresses and says so', async () => {
		answers.set('/', (_, response) => response.end('secret'));
		const proxy = await create().proxy(SMALL);
		try {
			expect(await through(proxy.url, `http://${home}/`)).toMatchObject({ status: 403, body: /home network/ });
			expect(proxy.refusal()).toContain(home);
			expect(await tunnel(proxy.url, home)).toMatch(/^HTTP\/1.1 403/);
			expect(await tunnel(proxy.url, 'nowhere.test:443')).toMatch(/^HTTP\/1.1 502/);
			expect(proxy.refusal()).toMatch(/does not exist/);
			expect(seen).toEqual([]);
		} finally {
			await proxy.close();
		}
	});

	it('reaches what is named at home, until it was outside', async () => {
		answers.set('/', (_, response) => response.end('mine'));
		const proxy = await create().proxy({ ...SMALL, allow: [home] });
		try {
			expect(await tunnel(proxy.url, home, GET)).toMatch(/mine$/);
			expect(await tunnel(proxy.url, internet, GET)).toMatch(/mine$/);
			expect(await tunnel(proxy.url, home, GET)).toMatch(/^HTTP\/1.1 403/);
			// After a tunnel, which is a protected connection, no request leads to plain http.
			expect(await through(proxy.url, `http://${internet}/`)).toMatchObject({ status: 502, body: /protected/ });
		} finally {
			await proxy.close();
		}
	});

	it('cuts off what is too much, too slow, or takes too long', async () => {
		answers.set('/', (_, response) => {
			const more = () => {
				while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
			};
			response.on('drain', more);
			more();
		});
		answers.set('/silent', () => {});
		answers.set('/drip', (_, response) => {
			const timer = setInterval(() => response.write('.'), 20);
			response.on('close', () => clearInterval(timer));
		});
		for (const [path, word, limits] of [
			['/', /more than/, SMALL],
			['/silent', /sent nothing/, { ...SMALL, idleMs: 300 }],
			['/drip', /not done/, { ...SMALL, totalMs: 1000 }]
		] as const) {
			const proxy = await create().proxy(limits);
			await tunnel(proxy.url, internet, GET.replace('/', path));
			expect(proxy.refusal()).toMatch(word);
			await proxy.close();
			const plain = await create().proxy(limits);
			await through(plain.url, `http://${internet}${path}`).catch(() => {});
			expect(plain.refusal()).toMatch(word);
			await plain.close();
		}
	});
});
