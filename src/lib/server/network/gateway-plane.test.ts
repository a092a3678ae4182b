import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BoxError } from '../../contract/errors.ts';
import type { Host } from '../host/index.ts';
import { createGatewayPlane, type GatewayGrant, type GatewayPlane, type NginxConnection } from './index.ts';

const LISTEN = { address: '127.69.0.1', port: 4000 };
const grantOf = (from: string): GatewayGrant => ({
	from,
	interface: 'rpc',
	to: { address: '127.69.0.9', port: 80 },
	routes: ['/'],
	names: { dependant: 'A', provider: 'B' },
	missing: []
});
const open = (peer: string): NginxConnection => ({ port: LISTEN.port, peer, peerPort: 50_000 });
const [a, b] = ['127.69.0.2', '127.69.0.3'];

let folder: string;
let plane: GatewayPlane;
let connections: NginxConnection[];
/** Verbs that fail, with the error that a real agent would report. */
let failing: Map<string, BoxError>;
/** Whether nginx used other grants before dogeboxd started. */
let exchanged: boolean;
let calls: string[];

/** Stands in for the host agent and fails on demand, which a real one cannot be made to do. */
function failingHost(): Host {
	const answers: Record<string, (args: never) => unknown> = {
		'gateway.prepare': () => ({ gate: join(folder, 'gate.sock') }),
		'gateway.apply': () => ({ exchanged }),
		'nginx.cut'({ connections: cut }: { connections: NginxConnection[] }) {
			connections = connections.filter((one) => !cut.some(({ peer }) => peer === one.peer));
			return {};
		}
	};
	return {
		call(verb: { name: string }, args: never, options?: { signal?: AbortSignal }) {
			calls.push(verb.name);
			const error = failing.get(verb.name);
			if (error) return Promise.reject(error);
			if (verb.name === 'gateway.watch') {
				return new Promise((_, reject) =>
					options?.signal?.addEventListener('abort', () => reject(new Error('the test ends')))
				);
			}
			return Promise.resolve(answers[verb.name]?.(args) ?? {});
		}
	} as unknown as Host;
}

const away = new BoxError({ code: 'gateway-port', status: 503, message: 'Held by another.' });
const peers = () => connections.map(({ peer }) => peer);
const show = async (...grants: GatewayGrant[]) => {
	plane.show({ ...LISTEN, names: null }, grants);
	await plane.shown();
};

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dbx-gateway-plane-'));
	mkdirSync(join(folder, 'logs'), { recursive: true });
	connections = [open(a), open(b)];
	failing = new Map();
	exchanged = false;
	calls = [];
	plane = createGatewayPlane({
		host: failingHost(),
		log: pino({ level: 'silent' }),
		openConnections: () => connections
	});
	plane.answerAt(() => Promise.resolve());
});
afterEach(async () => {
	await plane.close();
	rmSync(folder, { recursive: true, force: true });
});

it('cuts what was taken back, and nothing of others', async () => {
	await show(grantOf(a), grantOf(b));
	await show(grantOf(b));
	await plane.cut([grantOf(a)]);
	expect(peers()).toEqual([b]);
});

it('cuts nothing while nginx still grants it, and makes up for it when it does not', async () => {
	await show(grantOf(a), grantOf(b));
	failing.set('gateway.apply', away);
	await show(grantOf(b));
	await plane.cut([grantOf(a)]);
	expect([peers(), calls.includes('nginx.cut')]).toEqual([[a, b], false]);
	// The plane tries again by itself.
	failing.clear();
	await vi.waitFor(() => expect(peers()).toEqual([b]), { timeout: 20_000 });
});

it('tries a cut again that failed', async () => {
	await show(grantOf(a), grantOf(b));
	await show(grantOf(b));
	failing.set('nginx.cut', away);
	await expect(plane.cut([grantOf(a)])).rejects.toThrow('Held by another.');
	expect(peers()).toEqual([a, b]);
	failing.clear();
	await vi.waitFor(() => expect(peers()).toEqual([b]), { timeout: 20_000 });
});

it('cuts all that is open where nginx went by other grants before dogeboxd came', async () => {
	exchanged = true;
	await show(grantOf(b));
	await vi.waitFor(() => expect(peers()).toEqual([]), { timeout: 20_000 });
	// When this cut gets its turn, the second check is over.
	await plane.cut([grantOf(a)]);
	connections = [open(a), open(b)];
	await show(grantOf(a), grantOf(b));
	await plane.cut([grantOf(a)]);
	expect(peers()).toEqual([b]);
});

it('leaves open what nginx carries by the same grants as before', async () => {
	await show(grantOf(a), grantOf(b));
	await plane.cut([grantOf('127.69.0.4')]);
	expect([peers(), calls.includes('nginx.cut')]).toEqual([[a, b], false]);
});

it('says why nginx could not be changed, to those who subscribe, and that it can again', async () => {
	const seen: (string | null)[] = [];
	plane.onProblem(() => seen.push(plane.problem()));
	failing.set('gateway.apply', away);
	await show(grantOf(a));
	failing.clear();
	await show(grantOf(b));
	expect(seen).toEqual(['Held by another.', null]);
});
