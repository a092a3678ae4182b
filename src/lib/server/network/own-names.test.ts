import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createOwnNames, type OwnNames } from './own-names.ts';
import type { NetworkPolicy } from './types.ts';

/** Number of ports that are tried. */
const PORTS = 8;
let own: OwnNames | null = null;
let taken: Socket[] = [];
afterEach(() => {
	own?.close();
	for (const one of taken) one.close();
	taken = [];
});

/** Occupies neighbouring ports that were all free. @returns the first */
async function takePorts(): Promise<number> {
	for (let first = 20_500; ; first += PORTS) {
		const sockets = Array.from({ length: PORTS }, () => createSocket('udp4'));
		try {
			for (const [at, one] of sockets.entries()) {
				one.bind(first + at, '127.0.0.1');
				await once(one, 'listening');
			}
			taken = sockets;
			return first;
		} catch {
			for (const one of sockets) one.close();
		}
	}
}

const joined: NetworkPolicy['joined'] = { names: new Map([['db', ['10.69.0.2']]]), reverse: new Map(), neighbors: [] };
const policy = { id: 'a', internet: false, lan: false, joined } as unknown as NetworkPolicy;

describe('names of those on networks of their own', () => {
	it('are answered as soon as they can be, whoever was in the way', async () => {
		const port = await takePorts();
		let again = () => {};
		const asked = new Promise<void>((resolve) => (again = resolve));
		own = createOwnNames({
			...{ gateway: '127.0.0.1', port, members: () => new Map(), isInside: () => false, againMs: 1 },
			connected: () => [],
			ipv6Of: () => 'fd00::1',
			resolvers: () => ({ usable: [], unusable: [] }),
			open: () => Promise.resolve(true),
			again: () => Promise.resolve(again()),
			log: pino({ level: 'silent' })
		});
		expect(await own.listen()).toBe(false);
		expect(own.unanswered()).toBe(false);
		own.show([policy]);
		expect(await own.listen()).toBe(false);
		expect([own.port(), own.unanswered()]).toEqual([null, true]);
		await asked;
		taken.pop()?.close();
		expect(await own.listen()).toBe(true);
		expect([own.port(), own.unanswered()]).toEqual([port + PORTS - 1, false]);
	});
});
