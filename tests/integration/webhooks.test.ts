/** Webhooks of events to servers on loopback, over a real database and change log. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase, type Database } from '../../src/lib/server/db/index.ts';
import { createEvents, type Events } from '../../src/lib/server/events/index.ts';
import { createSealer } from '../../src/lib/server/keys/index.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { createWebhooks, type Webhooks } from '../../src/lib/server/webhooks/index.ts';

const migrations = new URL('../../drizzle', import.meta.url).pathname;
const log = pino({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'dogebox-webhooks-'));
const WAIT = { timeout: 20_000, interval: 10 };
const NOON = Date.parse('2026-11-27T12:00:00Z');
const DAY = 86_400_000;

interface Delivered {
	type: string;
	seq: number | null;
	timestamp: string;
	box: string;
	data: unknown;
}
interface Got {
	headers: IncomingHttpHeaders;
	body: Buffer;
	message: Delivered;
}
/** What the receiver does with a request, or null to never answer. */
let answer: ((response: ServerResponse) => void) | null;
const got: Got[] = [];
const kinds = () => got.map(({ message }) => message.type);
const ok = (response: ServerResponse) => void response.writeHead(204).end();
const status =
	(code: number, headers = {}) =>
	(response: ServerResponse) =>
		void response.writeHead(code, headers).end();
let server: Server;
let port = 0;

beforeAll(async () => {
	server = createServer((request, response) => {
		const pieces: Buffer[] = [];
		request.on('data', (piece: Buffer) => pieces.push(piece));
		request.on('error', () => undefined);
		request.on('end', () => {
			const body = Buffer.concat(pieces);
			got.push({ headers: request.headers, body, message: JSON.parse(String(body)) as Delivered });
			response.on('error', () => undefined);
			answer?.(response);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	rmSync(folder, { recursive: true, force: true });
});

let file = '';
let database: Database;
let events: Events;
let webhooks: Webhooks;
let clock = NOON;
let files = 0;

/** Long enough for every receiver that answers, however slow the machine is. */
const PATIENT = { idleMs: 60_000, totalMs: 90_000 };
let limits = PATIENT;

function start(keep?: number): void {
	database = openDatabase({ file, migrations });
	events = createEvents({ database, log, ...(keep !== undefined && { keep }) });
	webhooks = createWebhooks({
		database,
		events,
		sealer: createSealer({ keyFile: join(folder, 'seal.key') }),
		outbound: createOutbound({ folder: join(folder, 'downloads'), allow: [], log }),
		box: () => 'my box',
		log,
		now: () => clock,
		random: () => 1,
		limits: { ...limits }
	});
	webhooks.begin();
}
async function stop(): Promise<void> {
	await webhooks.close();
	database.close();
}
beforeEach(() => {
	got.length = 0;
	answer = ok;
	clock = NOON;
	limits = PATIENT;
	file = join(folder, `${files++}.db`);
	start();
});
afterEach(stop);

const url = () => `http://127.0.0.1:${port}/hook?token=hidden`;
const add = (more = {}) => webhooks.add({ name: 'Lights', url: url(), kinds: null, pups: null, ...more });
const only = () => webhooks.list()[0]!;
/** Advances the clock, so that the next try is due. */
function later(ms: number): void {
	clock += ms;
	events.emit({ kind: 'box' });
}

describe('events', () => {
	it('come in order, each once, with their numbers, as the event stream has them', async () => {
		const before = events.emit({ kind: 'store' });
		const { webhook } = add();
		const sent = [events.emit({ kind: 'box' }), events.emit({ kind: 'sessions' }), events.emit({ kind: 'store' })];
		await vi.waitFor(() => expect(got).toHaveLength(3), WAIT);
		expect(got.map(({ message }) => message.seq)).toEqual(sent.map(({ seq }) => seq));
		expect(got[0]?.message).toEqual({
			type: 'box',
			seq: before.seq + 1,
			timestamp: new Date(sent[0]!.at).toISOString(),
			box: 'my box',
			data: sent[0]
		});
		await vi.waitFor(() => expect(only()).toMatchObject({ behind: 0, state: 'active', problem: null }), WAIT);
		expect(
			webhooks.deliveries(webhook.id).map(({ event, state, tries, status: code }) => [event, state, tries, code])
		).toEqual([
			['store', 'delivered', 1, 204],
			['sessions', 'delivered', 1, 204],
			['box', 'delivered', 1, 204]
		]);
	});

	it('are chosen by kind and pup', async () => {
		const [one, other] = ['a'.repeat(32), 'b'.repeat(32)];
		add({ kinds: ['pup-removed', 'box'], pups: [one] });
		events.emit({ kind: 'pup-removed', id: other });
		events.emit({ kind: 'box' });
		events.emit({ kind: 'store' });
		const wanted = events.emit({ kind: 'pup-removed', id: one });
		await vi.waitFor(() => expect(got.map(({ message }) => message.seq)).toEqual([wanted.seq]), WAIT);
	});

	it('that came while the box was off are sent when it is on again, and what was taken is not', async () => {
		add();
		events.emit({ kind: 'box' });
		await vi.waitFor(() => expect(only()).toMatchObject({ behind: 0 }), WAIT);
		await webhooks.close();
		const missed = [events.emit({ kind: 'store' }), events.emit({ kind: 'box' })];
		database.close();
		got.length = 0;
		start();
		await vi.waitFor(() => expect(got.map(({ message }) => message.seq)).toEqual(missed.map(({ seq }) => seq)), WAIT);
	});

	it('which nobody took are sent again after a restart, under the same id', async () => {
		add();
		answer = status(500);
		events.emit({ kind: 'box' });
		await vi.waitFor(() => expect(only().state).toBe('failing'), WAIT);
		await stop();
		answer = ok;
		clock += 60_000;
		start();
		await vi.waitFor(() => expect(only()).toMatchObject({ state: 'active', behind: 0 }), WAIT);
		expect(got).toHaveLength(2);
		expect(got[1]?.headers['webhook-id']).toBe(got[0]?.headers['webhook-id']);
	});

	it('that the log no longer has are sent as “resync”, once', async () => {
		const { webhook } = add();
		webhooks.pause(webhook.id);
		for (let n = 0; n < 50; n++) events.emit({ kind: 'box' });
		events.prune(10);
		webhooks.resume(webhook.id, 'left');
		await vi.waitFor(() => expect(kinds()).toEqual(['resync']), WAIT);
		expect(got[0]?.message).toMatchObject({ seq: events.seq, data: { seq: events.seq } });
		events.emit({ kind: 'store' });
		await vi.waitFor(() => expect(kinds()).toEqual(['resync', 'store']), WAIT);
		await vi.waitFor(() => expect(only().behind).toBe(0), WAIT);
		const [, resync] = webhooks.deliveries(webhook.id);
		expect(await webhooks.again(webhook.id, resync!.id)).toMatchObject({ event: 'resync', tries: 2 });
	});

	it('keep a hundred deliveries', async () => {
		const { webhook } = add();
		for (let n = 0; n < 130; n++) events.emit({ kind: 'box' });
		await vi.waitFor(() => expect(got).toHaveLength(130), WAIT);
		await vi.waitFor(() => expect(only().behind).toBe(0), WAIT);
		const kept = webhooks.deliveries(webhook.id);
		expect([kept.length, kept[0]?.seq, kept.at(-1)?.seq]).toEqual([100, events.seq, events.seq - 99]);
	});
});

describe('a receiver', () => {
	it.each<[what: string, how: typeof answer, code: number | null, problem: RegExp]>([
		['that fails', status(503), 503, /problem of its own/],
		['that leads on', status(302, { location: 'http://169.254.1.1/' }), null, /redirects/],
		['that never answers', null, null, /sent nothing/],
		['that breaks off', (response) => void response.destroy(), null, /closed the connection/],
		['that speaks no HTTP', (response) => void response.socket?.end('hello\r\n\r\n'), null, /not like a web server/]
	])('%s is tried again, and keeps no other waiting', async (_what, how, code, problem) => {
		if (how === null) {
			await stop();
			limits = { idleMs: 300, totalMs: 600 };
			start();
		}
		const bad = add();
		answer = (response) => (got.at(-1)?.headers['x-other'] ? ok(response) : how?.(response));
		events.emit({ kind: 'box' });
		await vi.waitFor(() => expect(only()).toMatchObject({ state: 'failing', nextAt: NOON + 5000 }), WAIT);
		expect(only().problem).toMatch(problem);
		const [delivery] = webhooks.deliveries(bad.webhook.id);
		expect(delivery).toMatchObject({ state: 'failed', tries: 1, status: code, event: 'box' });
		if (how === null) {
			await stop();
			limits = PATIENT;
			start();
		}
		answer = ok;
		later(5000);
		await vi.waitFor(() => expect(only()).toMatchObject({ state: 'active', behind: 0, problem: null }), WAIT);
		expect(webhooks.deliveries(bad.webhook.id).at(-1)).toMatchObject({
			id: delivery?.id,
			state: 'delivered',
			tries: 2
		});
	});

	it('with an endless body has taken it: only the head is read', async () => {
		add();
		answer = (response) => {
			response.writeHead(200);
			const drip = setInterval(() => response.write('x'.repeat(65_536)), 1);
			response.on('close', () => clearInterval(drip));
		};
		events.emit({ kind: 'box' });
		await vi.waitFor(() => expect(only()).toMatchObject({ behind: 0, problem: null }), WAIT);
	});

	it('that hangs does not hold up another webhook', async () => {
		answer = null;
		add();
		const other = createServer((request, response) => {
			request.resume();
			ok(response);
		});
		await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
		const fine = add({ url: `http://127.0.0.1:${(other.address() as AddressInfo).port}/`, name: 'Fine' });
		events.emit({ kind: 'box' });
		await vi.waitFor(
			() => expect(webhooks.list().find(({ id }) => id === fine.webhook.id)).toMatchObject({ behind: 0 }),
			WAIT
		);
		other.closeAllConnections();
		await new Promise((resolve) => other.close(resolve));
	});

	it('that takes nothing for three days gets nothing more, and the owner is notified', async () => {
		const listener = vi.fn();
		webhooks.onChange(listener);
		const { webhook } = add();
		answer = status(500);
		events.emit({ kind: 'box' });
		for (let n = 1; n <= 10; n++) {
			await vi.waitFor(() => expect(webhooks.deliveries(webhook.id)[0]?.tries).toBe(n), WAIT);
			later(n < 9 ? 3_600_000 : 3 * DAY);
		}
		await vi.waitFor(() => expect(only()).toMatchObject({ state: 'paused', pausedBy: 'failures' }), WAIT);
		expect(webhooks.givenUp()).toMatchObject([{ name: 'Lights', problem: expect.stringContaining('500') as string }]);
		expect(listener).toHaveBeenCalledTimes(1);
		const before = got.length;
		later(DAY);
		answer = ok;
		expect(webhooks.resume(webhook.id, 'now')).toMatchObject({ state: 'active', behind: 0, problem: null });
		expect(webhooks.givenUp()).toEqual([]);
		events.emit({ kind: 'store' });
		await vi.waitFor(() => expect(kinds().slice(before)).toEqual(['store']), WAIT);
	});

	it('that is gone (410) gets nothing more at once', async () => {
		add();
		answer = status(410);
		events.emit({ kind: 'box' });
		await vi.waitFor(() => expect(only()).toMatchObject({ state: 'paused', pausedBy: 'failures' }), WAIT);
	});

	it('is one the owner named: another address of the home is not reached by its name', async () => {
		// Only that address is open. A public name that resolves to a home address is refused by
		// the rules in `outbound/`.
		const { webhook } = add({ url: 'http://127.0.0.1:1/' });
		await expect(webhooks.test(webhook.id)).rejects.toMatchObject({ code: 'unreachable' });
		expect(webhooks.deliveries(webhook.id)).toMatchObject([
			{ event: 'test', seq: null, state: 'failed', status: null }
		]);
	});
});

describe('secrets', () => {
	it('are shown once; they and the address are in no answer and not in the database', async () => {
		const { secret, webhook } = add();
		expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
		events.emit({ kind: 'box' });
		await vi.waitFor(() => expect(only().behind).toBe(0), WAIT);
		const shown = JSON.stringify([webhooks.list(), webhooks.deliveries(webhook.id)]);
		database.raw.pragma('wal_checkpoint(TRUNCATE)');
		const kept = readFileSync(file, 'latin1');
		for (const text of [secret, secret.slice(6, 30), 'token=hidden']) {
			expect([text, shown.includes(text), kept.includes(text)]).toEqual([text, false, false]);
		}
		expect(webhook.host).toBe(`127.0.0.1:${port}`);
	});

	/** The verification code of the documentation, run unchanged. */
	const code = readFileSync(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
	const snippet = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(code)![1]!;
	async function byNode(secret: string, { headers, body }: Pick<Got, 'headers' | 'body'>, at: number) {
		const path = join(folder, 'verify.mjs');
		writeFileSync(path, snippet('js'));
		const { verify } = (await import(pathToFileURL(path).href)) as {
			verify: (secret: string, headers: IncomingHttpHeaders, body: Buffer, now: number) => boolean;
		};
		return verify(secret, headers, body, at);
	}
	function byPython(secret: string, { headers, body }: Pick<Got, 'headers' | 'body'>, at: number) {
		const program = `${snippet('python')}
import json, sys
secret, headers, body, now = json.load(sys.stdin)
print(json.dumps(verify(secret, headers, base64.b64decode(body), now)))`;
		const input = JSON.stringify([secret, headers, body.toString('base64'), at]);
		return JSON.parse(execFileSync('python3', ['-c', program], { input, encoding: 'utf8' })) as boolean;
	}

	it('sign so that the documents’ own code, in node and Python, verifies it', async () => {
		const { secret, webhook } = add();
		await webhooks.test(webhook.id);
		const at = clock / 1000;
		const [message] = got as [Got];
		const forged = { ...message, body: Buffer.concat([message.body, Buffer.from(' ')]) };
		const other = { ...message, headers: { ...message.headers, 'webhook-id': 'another' } };
		for (const [what, one, by, when, expected] of [
			['as it came', message, secret, at, true],
			['another body', forged, secret, at, false],
			['another id', other, secret, at, false],
			['another secret', message, `whsec_${Buffer.alloc(32).toString('base64')}`, at, false],
			['much later', message, secret, at + 301, false],
			['without headers', { ...message, headers: {} }, secret, at, false]
		] as const) {
			expect([what, await byNode(by, one, when), byPython(by, one, when)]).toEqual([what, expected, expected]);
		}
	});

	it('can be exchanged: the one before signs too, for a day', async () => {
		const { secret: old, webhook } = add();
		const { secret } = webhooks.rotate(webhook.id);
		expect(secret).not.toBe(old);
		expect(only().oldSecretUntil).toBe(NOON + DAY);
		await webhooks.test(webhook.id);
		clock += DAY;
		await webhooks.test(webhook.id);
		const verified = await Promise.all(
			got.flatMap((one, n) => [old, secret].map((by) => byNode(by, one, (NOON + n * DAY) / 1000)))
		);
		expect(verified).toEqual([true, true, false, true]);
		expect(only().oldSecretUntil).toBeNull();
	});

	it('are others where the server is another one, and the same where only the path is', async () => {
		const { webhook } = add();
		expect(webhooks.change(webhook.id, { url: `${url()}&more` }).secret).toBeNull();
		const moved = webhooks.change(webhook.id, { url: `http://localhost:${port}/`, name: 'Bells' });
		expect(moved).toMatchObject({ secret: expect.stringMatching(/^whsec_/) as string, webhook: { name: 'Bells' } });
		await webhooks.test(webhook.id);
		expect(await byNode(moved.secret!, got[0]!, clock / 1000)).toBe(true);
	});
});

describe('the owner', () => {
	it('sends one again, with the same id', async () => {
		const { webhook } = add();
		events.emit({ kind: 'box' });
		await vi.waitFor(() => expect(only().behind).toBe(0), WAIT);
		const [delivery] = webhooks.deliveries(webhook.id);
		expect(await webhooks.again(webhook.id, delivery!.id)).toMatchObject({ id: delivery!.id, tries: 2 });
		expect(got[1]?.headers['webhook-id']).toBe(got[0]?.headers['webhook-id']);
		expect(got[1]?.message).toEqual(got[0]?.message);
		events.prune(0);
		await expect(webhooks.again(webhook.id, delivery!.id)).rejects.toMatchObject({ code: 'change-gone' });
		await expect(webhooks.again(webhook.id, 'f'.repeat(32))).rejects.toMatchObject({ code: 'not-found' });
	});

	it('pauses and removes, also while something is sent', async () => {
		answer = null;
		const { webhook } = add();
		events.emit({ kind: 'box' });
		await vi.waitFor(() => expect(got).toHaveLength(1), WAIT);
		expect(webhooks.pause(webhook.id)).toMatchObject({ state: 'paused', pausedBy: 'owner' });
		webhooks.remove(webhook.id);
		expect(webhooks.list()).toEqual([]);
		expect(() => webhooks.deliveries(webhook.id)).toThrow(expect.objectContaining({ code: 'not-found' }) as Error);
	});

	it('has twenty at most', () => {
		for (let n = 0; n < 20; n++) add();
		expect(() => add()).toThrow(expect.objectContaining({ code: 'too-many-webhooks' }) as Error);
	});
});
