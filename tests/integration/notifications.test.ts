/**
 * Notifications to servers on loopback: an HTTP server for webhooks, a Debian mail server, and two
 * stand-ins. Debian has neither ntfy nor a push service, and no outside server can be reached.
 * `support/ntfy-stand-in.ts` refuses what ntfy would refuse and lets a subscriber read.
 * `support/push-decrypt.ts` checks everything that RFC 8030, 8292 and 8291 demand of a message, and
 * decrypts it as the browser would.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AttentionItem, Severity } from '../../src/lib/contract/attention.ts';
import type { DestinationChange, NewDestination } from '../../src/lib/contract/notifications.ts';
import { openDatabase, type Database } from '../../src/lib/server/db/index.ts';
import { createSealer } from '../../src/lib/server/keys/index.ts';
import { createNotifications, type Notifications } from '../../src/lib/server/notifications/index.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { ntfyStandIn } from './support/ntfy-stand-in.ts';
import { checkPush, subscribedBrowser } from './support/push-decrypt.ts';

const migrations = new URL('../../drizzle', import.meta.url).pathname;
const log = pino({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'dogebox-notifications-'));
const WAIT = { timeout: 30_000, interval: 20 };
const NOON = Date.parse('2026-11-27T12:00:00Z');
const MIDNIGHT = Date.parse('2026-11-27T23:30:00Z');

interface Got {
	url: string;
	method: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/**
 * An HTTP server that records its requests and answers as configured.
 * @param check throws the reason why it refuses a request
 */
async function listener(tls?: { key: string; cert: string }, check: (got: Got) => void = () => {}) {
	const got: Got[] = [];
	const state = { status: 200, headers: {} as Record<string, string>, body: '{}' };
	const answer: RequestListener = (request, response) => {
		const pieces: Buffer[] = [];
		request.on('data', (piece: Buffer) => pieces.push(piece));
		request.on('end', () => {
			const { url = '', method = '', headers } = request;
			const one = { url, method, headers, body: Buffer.concat(pieces) };
			try {
				check(one);
				got.push(one);
				response.writeHead(state.status, state.headers).end(state.body);
			} catch (error) {
				response.writeHead(400).end(String(error));
			}
		});
	};
	const server: Server = tls ? createSecureServer(tls, answer) : createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { got, state, port, server };
}
type Listener = Awaited<ReturnType<typeof listener>>;

let web: Listener;
let push: Listener;
/**
 * The key by which the push service identifies the box: the one that its browser subscribed with.
 */
let subscribedWith = '';
interface Mail {
	from: string;
	to: string[];
	user: string;
	text: string;
}
let mail: { port: number; process?: ChildProcess; got: Mail[] } = { port: 1, got: [] };
let tls = { key: '', cert: '' };

/** Debian's Python. Another Python may come first in the path and lacks Debian's packages. */
const PYTHON = '/usr/bin/python3';
const noMailServer = spawnSync(PYTHON, ['-c', 'import aiosmtpd']).status !== 0;

async function mailServer(key: string, cert: string) {
	const program = new URL('../fixtures/mail/server.py', import.meta.url).pathname;
	const child = spawn(PYTHON, ['-B', program, key, cert], { stdio: ['ignore', 'pipe', 'ignore'] });
	const lines = createInterface({ input: child.stdout });
	const port = await new Promise<number>((resolve, reject) => {
		lines.once('line', (line) => resolve(Number(line)));
		child.once('exit', () => reject(new Error('the mail server has ended')));
	});
	const got: Mail[] = [];
	lines.on('line', (line) => got.push(JSON.parse(line) as Mail));
	return { port, process: child, got };
}

beforeAll(async () => {
	const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
	execFileSync(
		'openssl',
		[
			...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
			...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert]
		],
		{ stdio: 'ignore' }
	);
	tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
	web = await listener();
	const seconds = () => Math.floor(Date.now() / 1000);
	push = await listener(tls, (got) => checkPush(got, subscribedWith, `https://localhost:${push.port}`, seconds()));
	if (!noMailServer) mail = await mailServer(key, cert);
});
afterAll(async () => {
	for (const { server } of [web, push]) {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
	mail.process?.kill();
	rmSync(folder, { recursive: true, force: true });
});

let database: Database;
let notifications: Notifications;
let items: AttentionItem[] = [];
let publish: ((items: AttentionItem[]) => void) | null = null;
let clock = NOON;
let file = '';

const disk = (severity: Severity = 'warning', id = 'disk:/data'): AttentionItem => ({
	id,
	severity,
	title: 'The disk at /data is nearly full',
	text: '2 GB of 100 GB are free.',
	action: null,
	steps: [{ text: 'Make room.', command: null }],
	links: [],
	since: NOON,
	subject: { kind: 'disk', id: '/data' },
	dismissible: false
});
/** Replaces the list of items and publishes it. */
const now = (...next: AttentionItem[]) => {
	items = next;
	publish?.(next);
};
const create = (zoneOf?: () => 'public' | 'home' | 'host') =>
	createNotifications({
		database,
		sealer: createSealer({ keyFile: join(folder, 'seal.key') }),
		outbound: createOutbound({ folder, allow: [], log, authorities: [tls.cert], ...(zoneOf && { zoneOf }) }),
		attention: {
			list: () => items,
			onChange: (fn) => {
				publish = fn;
				return () => (publish = null);
			}
		},
		box: () => ({ name: 'dogebox', timeZone: 'UTC', address: 'http://192.168.1.20:8080' }),
		log,
		holdMs: 0,
		now: () => clock,
		authorities: [tls.cert]
	});
const webhook = (more: Partial<NewDestination> = {}) =>
	({
		kind: 'webhook',
		name: 'Home',
		severities: ['critical', 'warning'],
		url: `http://127.0.0.1:${web.port}/hook?key=in-the-address`,
		secret: 'such secret',
		...more
	}) as NewDestination;
const email = (more: object = {}) =>
	({
		kind: 'email',
		name: 'Mail',
		severities: ['critical', 'warning'],
		host: 'localhost',
		port: mail.port,
		security: 'starttls',
		username: 'box',
		secret: 'very secret',
		from: 'box@example.org',
		to: 'you@example.org',
		...more
	}) as NewDestination;
const bodies = ({ got }: Listener) =>
	got.map(({ body }) => JSON.parse(body.toString('utf8')) as Record<string, unknown>);
const sent = () => bodies(web).map(({ item, severity }) => `${severity} ${item}`);
/** States of the newest messages. */
const states = () => notifications.get().deliveries.map(({ state }) => state);
const failure = (code: string, message: RegExp) =>
	expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;

beforeEach(() => {
	file = join(folder, `${Math.random()}.db`);
	database = openDatabase({ file, migrations });
	items = [];
	clock = NOON;
	for (const one of [web, push]) one.got.length = 0;
	Object.assign(web.state, { status: 200, headers: {}, body: '{}' });
	Object.assign(push.state, { status: 201, headers: { location: `https://localhost:${push.port}/message/1` } });
	mail.got.length = 0;
	notifications = create();
	notifications.begin();
});
afterEach(async () => {
	await notifications.close();
	database.close();
});

describe('what is sent', () => {
	it('goes to a webhook once, signed, and again when it gets worse', async () => {
		notifications.add(webhook());
		now(disk());
		await vi.waitFor(() => expect(sent()).toEqual(['warning disk:/data']), WAIT);
		const [{ url, method, headers, body }] = web.got as [Got];
		expect({ url, method }).toEqual({ url: '/hook?key=in-the-address', method: 'POST' });
		expect(headers['x-dogebox-signature']).toBe(
			`sha256=${createHmac('sha256', 'such secret').update(body).digest('hex')}`
		);
		expect(bodies(web)[0]).toEqual({
			event: 'attention',
			id: headers['x-dogebox-delivery'],
			item: 'disk:/data',
			severity: 'warning',
			title: 'The disk at /data is nearly full',
			text: '2 GB of 100 GB are free.\nMake room.',
			link: 'http://192.168.1.20:8080/#attention',
			box: 'dogebox',
			at: expect.stringMatching(/^20\d\d-.*Z$/)
		});
		// The same item again, even after it was gone for a moment, is nothing new. A higher
		// severity is sent.
		now(disk());
		now();
		now(disk());
		now(disk('critical'));
		await vi.waitFor(() => expect(sent()).toEqual(['warning disk:/data', 'critical disk:/data']), WAIT);
		// The state is written after the answer has arrived.
		await vi.waitFor(() => expect(states()).toEqual(['sent', 'sent']), WAIT);
	});

	it('is each newer version, though updates are one item', async () => {
		notifications.add(webhook({ severities: ['info'] }));
		const updates = (...versions: [string, string][]) => {
			const links = versions.map(([label, version]) => ({ label, href: `/pups/${label}`, note: `version ${version}` }));
			now({ ...disk('info', 'updates'), text: 'There are newer versions.', steps: [], links });
		};
		const texts = () => bodies(web).map(({ text }) => text);
		const expected = ['There are newer versions.\nWeb: version 1.1'];
		updates(['Web', '1.1']);
		await vi.waitFor(() => expect(texts()).toEqual(expected), WAIT);
		updates(['Web', '1.1'], ['Core', '2.0']);
		expected.push('There are newer versions.\nWeb: version 1.1\nCore: version 2.0');
		await vi.waitFor(() => expect(texts()).toEqual(expected), WAIT);
		// One update was installed, which is nothing new. Then there is another one.
		updates(['Core', '2.0']);
		updates(['Core', '2.1']);
		expected.push('There are newer versions.\nCore: version 2.1');
		await vi.waitFor(() => expect(texts()).toEqual(expected), WAIT);
	});

	it('has arrived where the answer is good, however long it is', async () => {
		web.state.body = 'x'.repeat(400_000);
		notifications.add(webhook());
		now(disk());
		await vi.waitFor(() => expect(states()).toEqual(['sent']), WAIT);
		expect(web.got).toHaveLength(1);
	});

	it('is only what a destination wants', async () => {
		notifications.add(webhook({ severities: ['critical'] }));
		now(disk('warning', 'a'), disk('info', 'b'), disk('critical', 'c'));
		await vi.waitFor(() => expect(sent()).toEqual(['critical c']), WAIT);
		expect(notifications.get().deliveries).toHaveLength(1);
	});

	it('waits for the end of quiet hours, where it is not critical', async () => {
		clock = MIDNIGHT;
		notifications.setQuietHours({ from: '22:00', to: '07:00' });
		notifications.add(webhook());
		now(disk('warning', 'a'), disk('critical', 'b'));
		await vi.waitFor(() => expect(sent()).toEqual(['critical b']), WAIT);
		const waiting = notifications.get().deliveries.find(({ itemId }) => itemId === 'a');
		expect(waiting).toMatchObject({ state: 'waiting', nextAt: Date.parse('2026-11-28T07:00:00Z') });
		clock = Date.parse('2026-11-28T07:00:01Z');
		now(...items);
		await vi.waitFor(() => expect(sent()).toEqual(['critical b', 'warning a']), WAIT);
	});

	it('is not lost while the other side is away, and outlives a restart', async () => {
		web.state.status = 503;
		const { id } = notifications.add(webhook());
		now(disk());
		await vi.waitFor(() => expect(notifications.get().deliveries[0]?.attempts).toBe(1), WAIT);
		expect(notifications.get().deliveries[0]).toMatchObject({ state: 'waiting', nextAt: NOON + 10_000 });
		expect(notifications.get().destinations[0]?.problem).toMatch(/answers with 503/);
		await notifications.close();
		// The item is gone in the meantime, but its message is still sent.
		items = [];
		web.state.status = 204;
		clock = NOON + 11_000;
		notifications = create();
		notifications.begin();
		await vi.waitFor(() => expect(sent()).toEqual(['warning disk:/data', 'warning disk:/data']), WAIT);
		expect(new Set(bodies(web).map((body) => body['id'])).size).toBe(1);
		await vi.waitFor(
			() => expect(notifications.get().destinations).toMatchObject([{ id, problem: null, lastSentAt: clock }]),
			WAIT
		);
	});

	it('is given up after days, and never piles up', async () => {
		web.state.status = 500;
		notifications.add(webhook());
		now(...Array.from({ length: 100 }, (_, i) => disk('critical', `a${i}`)));
		for (const round of [1, 2, 3, 4, 5, 6, 7]) now(...items.map((item) => disk('critical', `${round}${item.id}`)));
		const count = () => (database.raw.prepare('SELECT count(*) AS n FROM notifications').get() as { n: number }).n;
		expect(count()).toBeLessThanOrEqual(600);
		await vi.waitFor(() => expect(notifications.get().destinations[0]?.problem).toMatch(/500/), WAIT);
		// A failing destination is not tried again for each message.
		expect(web.got.length).toBeLessThan(10);
		const tried = web.got.length;
		clock = NOON + 30 * 86_400_000;
		now();
		await vi.waitFor(() => expect(count()).toBeLessThanOrEqual(100), WAIT);
		await vi.waitFor(() => expect(states()).toEqual(Array(20).fill('failed')), WAIT);
		expect(web.got).toHaveLength(tried);
	});
});

describe('a destination is changed', () => {
	const mailTarget = (more: object = {}) => {
		const { name: _name, severities: _severities, secret: _secret, ...target } = email(more) as Record<string, unknown>;
		return target as { kind: 'email' } & Record<string, unknown>;
	};
	const change = (id: string, target: object) => notifications.change(id, { target } as DestinationChange);

	it.skipIf(noMailServer)('keeps a secret that is left out, and what waits is tried at once', async () => {
		const { id } = notifications.add(email({ to: 'nobody@example.org' }));
		now(disk('critical'));
		await vi.waitFor(() => expect(notifications.get().deliveries[0]?.problem).toMatch(/refuses the mail/), WAIT);
		const changed = change(id, mailTarget({ to: 'me@example.org' }));
		expect(changed).toMatchObject({ target: { to: 'me@example.org', username: 'box' }, secretSet: true });
		expect(JSON.stringify(notifications.get())).not.toContain('very secret');
		await vi.waitFor(
			() => expect(mail.got.map(({ to, user }) => [to, user])).toEqual([[['me@example.org'], 'box']]),
			WAIT
		);
	});

	it('keeps the address of a webhook, of which only the host is shown, and takes a secret away', async () => {
		const { id, target } = notifications.add(webhook());
		expect(target).toEqual({ kind: 'webhook', host: `127.0.0.1:${web.port}` });
		change(id, { kind: 'webhook', secret: null });
		await notifications.test(id);
		expect(web.got[0]?.url).toBe('/hook?key=in-the-address');
		expect(web.got[0]?.headers).not.toHaveProperty('x-dogebox-signature');
		change(id, { kind: 'webhook', url: `http://127.0.0.1:${web.port}/other`, secret: 'new secret' });
		change(id, { kind: 'webhook' });
		await notifications.test(id);
		const { url, headers, body } = web.got[1] as Got;
		expect(url).toBe('/other');
		expect(headers['x-dogebox-signature']).toBe(
			`sha256=${createHmac('sha256', 'new secret').update(body).digest('hex')}`
		);
	});

	const ntfy = { kind: 'ntfy', url: 'http://127.0.0.1:9', topic: 'my-box' } as const;
	const plain = (more: object = {}) => email({ security: 'none', ...more });
	it.each<[string, () => NewDestination, () => object, boolean]>([
		[
			'a token, to another server',
			() => ({ ...ntfy, name: 'N', severities: ['info'], secret: 'tk' }),
			() => ({ ...ntfy, url: 'http://127.0.0.1:10' }),
			false
		],
		[
			'a token, to another topic',
			() => ({ ...ntfy, name: 'N', severities: ['info'], secret: 'tk' }),
			() => ({ ...ntfy, topic: 'other' }),
			true
		],
		[
			'no token, to another server',
			() => ({ ...ntfy, name: 'N', severities: ['info'] }),
			() => ({ ...ntfy, url: 'http://127.0.0.1:10' }),
			true
		],
		[
			'a key of signatures, to another server',
			webhook,
			() => ({ kind: 'webhook', url: 'http://127.0.0.1:10/' }),
			false
		],
		['a password, to another server', email, () => mailTarget({ host: '127.0.0.1' }), false],
		['a password, in the open', email, () => mailTarget({ security: 'none' }), false],
		['a password, by TLS instead of STARTTLS', email, () => mailTarget({ security: 'tls', port: 465 }), true],
		['a password, in the open at another port', plain, () => mailTarget({ security: 'none', port: 9 }), false],
		['a password, in the open as before', plain, () => mailTarget({ security: 'none' }), true]
	])('never takes along, unasked, %s', (_, before, target, taken) => {
		const { id } = notifications.add(before());
		const wanted = target();
		const outcome = () => change(id, wanted);
		if (taken) expect(outcome().target).toMatchObject(wanted);
		else {
			expect(outcome).toThrow(
				expect.objectContaining({ status: 422, fields: { 'target.secret': expect.any(String) as string } }) as Error
			);
			expect(notifications.get().destinations[0]?.target).not.toMatchObject(wanted);
			expect(change(id, { ...wanted, secret: 'given again' }).secretSet).toBe(true);
		}
	});

	it('stays of its kind', () => {
		const { id } = notifications.add(webhook());
		expect(() => change(id, ntfy)).toThrow(failure('invalid-input', /kind of a destination cannot change/));
	});
});

describe('a webhook', () => {
	it('may lie in the home network, but leads nowhere else', async () => {
		Object.assign(web.state, { status: 307, headers: { location: 'http://127.0.0.1:1/' } });
		const { id } = notifications.add(webhook());
		await expect(notifications.test(id)).rejects.toThrow(failure('bad-redirect', /redirects to another address/));
		expect(web.got).toHaveLength(1);
	});

	it('says in words why a test did not arrive', async () => {
		const { id } = notifications.add(webhook({ url: 'http://127.0.0.1:1/' } as Partial<NewDestination>));
		await expect(notifications.test(id)).rejects.toMatchObject({ status: 502 });
		await expect(notifications.test('0'.repeat(32))).rejects.toThrow(failure('not-found', /destination/));
	});
});

describe('ntfy, by a stand-in that keeps its rules', () => {
	let ntfy: Awaited<ReturnType<typeof ntfyStandIn>>;
	beforeEach(async () => void (ntfy = await ntfyStandIn({ tk_box: ['my-box'], tk_phone: ['my-box', 'other'] })));
	afterEach(() => ntfy.close());
	const phone = (more: object = {}) =>
		notifications.add({
			kind: 'ntfy',
			name: 'Phone',
			severities: ['critical', 'info'],
			url: ntfy.url,
			topic: 'my-box',
			secret: 'tk_box',
			...more
		} as NewDestination);

	it('reaches who subscribed to the topic, with an access token', async () => {
		const { id, where } = phone();
		expect(where).toBe(`my-box at ${ntfy.url}`);
		now(disk('critical'));
		await vi.waitFor(async () => expect(await ntfy.poll('my-box', 'tk_phone')).toHaveLength(1), WAIT);
		await notifications.test(id);
		expect(await ntfy.poll('my-box', 'tk_phone')).toMatchObject([
			{
				event: 'message',
				topic: 'my-box',
				title: 'dogebox: The disk at /data is nearly full',
				message: '2 GB of 100 GB are free.\nMake room.',
				priority: 5,
				tags: ['rotating_light'],
				click: 'http://192.168.1.20:8080/#attention'
			},
			{ title: 'dogebox: This is a test', priority: 2 }
		]);
		await expect(ntfy.poll('other', 'tk_box')).rejects.toThrow('40301');
	});

	it('takes a message however much there is to say', async () => {
		phone();
		now({ ...disk('critical'), text: '“ä” '.repeat(3000) });
		await vi.waitFor(() => expect(states()).toEqual(['sent']), WAIT);
	});

	it.each([
		['a token that it does not know', { secret: 'tk_wrong' }, /answers with 401/],
		['a token that may not write there', { topic: 'secret-topic' }, /answers with 403/],
		['no token', { secret: undefined }, /answers with 403/]
	])('says in words that it refuses %s', async (_, more, message) => {
		const { id } = phone(more);
		await expect(notifications.test(id)).rejects.toThrow(message);
	});

	it('waits where it asks to be nice, and sends then', async () => {
		const { id } = phone();
		ntfy.allow(0);
		now(disk('critical'));
		await vi.waitFor(() => expect(notifications.get().destinations[0]?.problem).toMatch(/429/), WAIT);
		ntfy.allow(10);
		clock += 60_000;
		now(disk('critical'));
		await vi.waitFor(() => expect(states()).toEqual(['sent']), WAIT);
		expect(notifications.get().destinations).toMatchObject([{ id, problem: null }]);
		expect(await ntfy.poll('my-box', 'tk_phone')).toHaveLength(1);
	});
});

describe.skipIf(noMailServer)('e-mail', () => {
	it('arrives at a server of Debian’s, over a protected connection, with a login', async () => {
		notifications.add(email());
		now(disk('critical'));
		await vi.waitFor(() => expect(mail.got).toHaveLength(1), WAIT);
		const [message] = mail.got;
		expect(message).toMatchObject({ from: 'box@example.org', to: ['you@example.org'], user: 'box' });
		expect(message?.text).toMatch(/^Subject: Urgent: The disk at \/data is nearly full \(dogebox\)\r$/m);
		expect(message?.text).toMatch(/^From: dogebox <box@example\.org>\r$/m);
		expect(message?.text).toContain('http://192.168.1.20:8080/#attention');
	});

	it.each([
		['a wrong password', { secret: 'not it' }, /does not accept the user name and password/],
		['a receiver that is refused', { to: 'nobody@example.org' }, /refuses the mail \(status 550\)/],
		[
			'protection that the server does not speak',
			{ security: 'tls' },
			/No protected connection|did not accept the mail/
		],
		['no server', { port: 1 }, /localhost/]
	])('says in words, and without secrets, that there is %s', async (_, more, message) => {
		const { id } = notifications.add(email(more));
		const error = await notifications.test(id).then(
			() => null,
			(refused: Error) => refused
		);
		expect(error).toEqual(failure('not-sent', message));
		expect(JSON.stringify([error?.message, (error as { hint?: string } | null)?.hint])).not.toMatch(
			/not it|very secret/
		);
	});
});

describe('Web Push, by a stand-in that keeps the rules of a push service', () => {
	beforeEach(() => void (subscribedWith = notifications.get().pushKey));
	const subscribe = (browser = subscribedBrowser()) => ({
		browser,
		destination: {
			kind: 'push',
			name: 'Browser',
			severities: ['critical'],
			endpoint: `https://localhost:${push.port}/send/abc`,
			keys: browser.keys
		} as NewDestination
	});

	it('can be read by the browser alone, and is signed by the box', async () => {
		await notifications.close();
		notifications = create(() => 'public');
		notifications.begin();
		const { browser, destination } = subscribe();
		notifications.add(destination);
		now(disk('critical'));
		await vi.waitFor(() => expect(push.got).toHaveLength(1), WAIT);
		const [{ headers, body, url }] = push.got as [Got];
		expect(url).toBe('/send/abc');
		expect(headers).toMatchObject({ ttl: '86400', urgency: 'high' });
		expect(body.includes('disk')).toBe(false);
		expect(JSON.parse(browser.open(body))).toEqual({
			item: 'disk:/data',
			severity: 'critical',
			title: 'dogebox: The disk at /data is nearly full',
			text: '2 GB of 100 GB are free.\nMake room.',
			link: 'http://192.168.1.20:8080/#attention'
		});
		expect(() => subscribedBrowser().open(body)).toThrow();
		await vi.waitFor(() => expect(states()).toEqual(['sent']), WAIT);
	});

	it('is no longer than a push service takes, however much there is to say', async () => {
		await notifications.close();
		notifications = create(() => 'public');
		notifications.begin();
		const { browser, destination } = subscribe();
		notifications.add(destination);
		now({ ...disk('critical'), text: '“ä” '.repeat(3000) });
		await vi.waitFor(() => expect(states()).toEqual(['sent']), WAIT);
		expect(JSON.parse(browser.open(push.got[0]!.body))).toMatchObject({ item: 'disk:/data' });
	});

	it('is refused, and the owner notified, where the browser subscribed with another key', async () => {
		await notifications.close();
		notifications = create(() => 'public');
		notifications.begin();
		subscribedWith = subscribedBrowser().keys.p256dh;
		const { id } = notifications.add(subscribe().destination);
		await expect(notifications.test(id)).rejects.toThrow(/answers with 400/);
		expect(push.got).toEqual([]);
	});

	it('ends where the browser has ended its subscription', async () => {
		await notifications.close();
		notifications = create(() => 'public');
		notifications.begin();
		push.state.status = 410;
		notifications.add(subscribe().destination);
		now(disk('critical'));
		await vi.waitFor(() => expect(notifications.get().destinations).toEqual([]), WAIT);
		expect(notifications.get().deliveries).toEqual([]);
	});

	it('goes to no address inside of the home network, whatever a browser says', async () => {
		const { id } = notifications.add(subscribe().destination);
		await expect(notifications.test(id)).rejects.toThrow(failure('internal-address', /home network/));
		expect(push.got).toEqual([]);
	});
});

it('keeps secrets sealed, and gives none out', async () => {
	notifications.add(webhook());
	notifications.add(email());
	const browser = subscribedBrowser();
	notifications.add({
		kind: 'push',
		name: 'Browser',
		severities: ['info'],
		endpoint: 'https://push.example.org/secret-path',
		keys: browser.keys
	});
	const shown = JSON.stringify(notifications.get());
	database.raw.pragma('wal_checkpoint(TRUNCATE)');
	const kept = readFileSync(file).toString('latin1');
	for (const secret of ['such secret', 'very secret', 'in-the-address', 'secret-path', browser.keys.auth]) {
		expect(shown, secret).not.toContain(secret);
		expect(kept, secret).not.toContain(secret);
	}
	expect(notifications.get().destinations.map(({ secretSet, where }) => `${secretSet} ${where}`)).toEqual([
		`true 127.0.0.1:${web.port}`,
		`true you@example.org by localhost:${mail.port}`,
		'true a browser, by push.example.org'
	]);
});

it('takes no more destinations than a box can have', () => {
	for (let i = 0; i < 20; i++) notifications.add(webhook({ name: `${i}` }));
	expect(() => notifications.add(webhook())).toThrow(failure('too-many-destinations', /at most 20/));
});
