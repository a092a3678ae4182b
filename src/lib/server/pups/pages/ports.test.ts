import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pupRow } from '../../../../../tests/support/pup-row.ts';
import { parseManifest } from '../../../contract/manifest.ts';
import type { PortsChange } from '../../../contract/ports.ts';
import { openDatabase, tables, type Database } from '../../db/index.ts';
import { createPupRows, createSignals, createStateMachine } from '../installed/index.ts';
import type { PupRows, Signals, StateMachine } from '../installed/index.ts';
import { createPupPages, type PupPages } from './pup-pages.ts';

const log = pino({ level: 'silent' });
let database: Database;
let rows: PupRows;
let states: StateMachine;
let signals: Signals;
let pages: PupPages;

type Expose = { name: string; type: string; port: number; listenOnHost?: boolean; webUI?: boolean };
const p2p: Expose = { name: 'p2p', type: 'tcp', port: 32556, listenOnHost: true };
const radio: Expose = { name: 'radio', type: 'udp', port: 32556, listenOnHost: true };
const web: Expose = { name: 'Web', type: 'http', port: 8080, webUI: true };

/** A pup with these ports. A pup that exists already gets them as from a new version. */
function pup(letter: string, exposes: Expose[]) {
	const id = letter.repeat(32);
	const { manifest } = parseManifest({
		manifestVersion: 1,
		meta: { name: letter, version: '1.0.0' },
		container: { build: { debian: {} }, services: [{ name: 'a', command: { exec: 'a' } }], exposes }
	});
	if (rows.find(id)) rows.set(id, { manifest });
	else {
		states.admit({ ...pupRow(id, manifest), name: letter, hostNumber: rows.freeHostNumber() });
		states.transition(id, { kind: 'installed' });
	}
	return rows.get(id);
}

const change = (id: string, request: Partial<PortsChange>) => pages.change(id, { ports: [], pages: [], ...request });
const hostPortsOf = (id: string) =>
	pages.ports(id).ports.map(({ name, hostPort, published }) => [name, hostPort, published]);

beforeEach(() => {
	database = openDatabase({
		file: ':memory:',
		migrations: new URL('../../../../../drizzle', import.meta.url).pathname
	});
	rows = createPupRows(database);
	signals = createSignals();
	states = createStateMachine({ database, signals });
	const pagePorts = { first: 18100, last: 18109 };
	pages = createPupPages({ database, rows, signals, network: null, pagePorts, dashboardPort: 18080, log });
});
afterEach(() => database.close());

describe('ports of the home network', () => {
	it('are closed until the owner opens them, and each pup has its own', async () => {
		const a = pup('a', [p2p, radio, web]);
		const b = pup('b', [p2p]);
		pages.admit(a, []);
		pages.admit(b, ['p2p']);
		expect(hostPortsOf(a.id)).toEqual([
			['p2p', 32556, false],
			['radio', 32556, false]
		]);
		expect(hostPortsOf(b.id)).toEqual([['p2p', 42556, true]]);
		expect([pages.published(a.id), pages.published(b.id)]).toEqual([
			[],
			[{ protocol: 'tcp', hostPort: 42556, port: 32556 }]
		]);
		const messages: string[] = [];
		signals.subscribe('changed', (id) => void messages.push(id));
		await change(a.id, { ports: [{ name: 'radio', published: true }] });
		expect(pages.published(a.id)).toEqual([{ protocol: 'udp', hostPort: 32556, port: 32556 }]);
		expect(messages).toEqual([a.id]);
	});

	it('are given, closed, to pups of before there were any, and only once', async () => {
		const a = pup('a', [p2p, radio]);
		const b = pup('b', [p2p]);
		const gone = pup('c', [{ ...p2p, port: 32600 }]);
		states.transition(gone.id, { kind: 'uninstalled' });
		pages.admit(b, ['p2p']);
		pages.catchUp();
		expect(hostPortsOf(a.id)).toEqual([
			['p2p', 42556, false],
			['radio', 32556, false]
		]);
		expect(hostPortsOf(b.id)).toEqual([['p2p', 32556, true]]);
		await change(a.id, { ports: [{ name: 'p2p', hostPort: 32700, published: true }] });
		pages.catchUp();
		expect(hostPortsOf(a.id)[0]).toEqual(['p2p', 32700, true]);
		expect(database.db.select().from(tables.pupPorts).all()).toHaveLength(3);
	});

	it('stay as they are with a new version, and are closed where something else is spoken there', () => {
		const a = pup('a', [p2p, radio]);
		pages.admit(a, ['p2p', 'radio']);
		pages.allocate(
			pup('a', [
				{ ...p2p, port: 7777 },
				{ ...radio, type: 'tcp' }
			])
		);
		expect(pages.published(a.id)).toEqual([{ protocol: 'tcp', hostPort: 32556, port: 7777 }]);
		expect(hostPortsOf(a.id)).toEqual([
			['p2p', 32556, true],
			['radio', 42556, false]
		]);
		pages.allocate(pup('a', []), { keepOthers: true });
		pages.allocate(pup('a', [p2p]));
		expect(hostPortsOf(a.id)).toEqual([['p2p', 32556, true]]);
	});

	it('lead nowhere of a pup that is uninstalled, go to who wants them, and are asked about anew', () => {
		const a = pup('a', [p2p]);
		pages.admit(a, ['p2p']);
		states.transition(a.id, { kind: 'uninstalled' });
		expect(pages.published(a.id)).toEqual([]);
		expect(() => pages.ports(a.id)).toThrow('a is not installed.');
		const b = pup('b', [p2p]);
		pages.admit(b, []);
		expect(hostPortsOf(b.id)).toEqual([['p2p', 32556, false]]);
		pages.admit(a, []);
		states.transition(a.id, { kind: 'install-asked', values: {} });
		expect(hostPortsOf(a.id)).toEqual([['p2p', 42556, false]]);
	});

	it.each([
		[{ ports: [{ name: 'p2p', hostPort: 22 }] }, 'port-reserved'],
		[{ ports: [{ name: 'p2p', hostPort: 18080 }] }, 'port-reserved'],
		[{ ports: [{ name: 'p2p', hostPort: 18105 }] }, 'port-reserved'],
		[{ ports: [{ name: 'p2p', hostPort: 42556 }] }, 'port-taken'],
		[{ ports: [{ name: 'Web', published: true }] }, 'no-such-port'],
		[{ pages: [{ name: 'p2p', access: 'open' }] }, 'no-such-port'],
		[{ pages: [{ name: 'Web', hostPort: 42556 }] }, 'port-taken'],
		[{ pages: [{ name: 'Web', hostPort: 443 }] }, 'port-reserved']
	] as [Partial<PortsChange>, string][])('refuse %j: %s, and then nothing is changed', async (request, code) => {
		const a = pup('a', [p2p, radio, web]);
		pages.admit(a, []);
		pages.allocate(a);
		const b = pup('b', [p2p]);
		pages.admit(b, []);
		const before = pages.ports(a.id);
		const first = { name: 'radio', published: true };
		await expect(change(a.id, { ...request, ports: [first, ...(request.ports ?? [])] })).rejects.toMatchObject({
			code
		});
		expect(pages.ports(a.id)).toEqual(before);
	});

	it('can be moved, and a name that the pup has not is refused when it is installed', async () => {
		const a = pup('a', [p2p]);
		expect(() => pages.admit(a, ['nothing'])).toThrow('It has no port “nothing”.');
		pages.admit(a, []);
		await change(a.id, { ports: [{ name: 'p2p', hostPort: 33333, published: true }] });
		expect(pages.published(a.id)).toEqual([{ protocol: 'tcp', hostPort: 33333, port: 32556 }]);
		pages.allocate(a);
		expect(hostPortsOf(a.id)).toEqual([['p2p', 33333, true]]);
	});
});

describe('who may open a page', () => {
	it('is by login again where it is installed anew over its kept data, and its token is gone', async () => {
		const a = pup('a', [web]);
		pages.allocate(a);
		const { tokens } = await change(a.id, { pages: [{ name: 'Web', access: 'token' }] });
		const { port } = pages.of(a.id)[0]!;
		states.transition(a.id, { kind: 'uninstalled' });
		states.transition(a.id, { kind: 'install-asked', values: {} });
		pages.admit(rows.get(a.id), []);
		pages.refresh();
		expect(pages.of(a.id)).toMatchObject([{ port, access: 'login', tokenHash: null, tokenAt: null }]);
		expect(pages.holdsToken(port, tokens[0]!.token)).toBe(false);
	});

	it('is opened by a token that is shown once and replaced by the next; what it ends is reported', async () => {
		const a = pup('a', [web]);
		pages.allocate(a);
		const port = pages.of(a.id)[0]!.port;
		const revoked: number[] = [];
		pages.onRevoked(async (page) => void revoked.push(page.port));
		const first = await change(a.id, { pages: [{ name: 'Web', access: 'token' }] });
		expect(first.pages).toMatchObject([{ name: 'Web', access: 'token', tokenAt: expect.any(Number) as number }]);
		const token = first.tokens[0]!.token;
		expect([pages.access(port), pages.holdsToken(port, token), pages.holdsToken(port, `${token}x`)]).toEqual([
			'token',
			true,
			false
		]);
		expect(JSON.stringify([pages.ports(a.id), pages.of(a.id)])).not.toContain(token);
		// Saving again creates no other token.
		expect((await change(a.id, { pages: [{ name: 'Web', access: 'token' }] })).tokens).toEqual([]);
		const second = await change(a.id, { pages: [{ name: 'Web', newToken: true }] });
		expect(pages.holdsToken(port, token)).toBe(false);
		expect(pages.holdsToken(port, second.tokens[0]!.token)).toBe(true);
		await change(a.id, { pages: [{ name: 'Web', access: 'login' }] });
		expect(pages.holdsToken(port, second.tokens[0]!.token)).toBe(false);
		expect(pages.ports(a.id).pages[0]!.tokenAt).toBeNull();
		expect(revoked).toEqual([port, port, port]);
	});
});
