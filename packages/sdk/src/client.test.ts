/** What the client does with an honest server: it retries, resumes, waits, and gives up. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DogeboxClient } from './client.ts';
import { followEvents } from './events.ts';
import { partsOf } from './files.ts';
import { JobError } from './jobs.ts';
import { nodeTransport } from './node-transport.ts';
import { createClient } from './node.ts';
import { settingsOf } from './options.ts';
import { retryDelay } from './retry.ts';
import { createEventParser } from './sse.ts';

const ID = 'e'.repeat(32);
type Answer = (req: IncomingMessage, res: ServerResponse, body: string) => void;

let server: Server;
let answers: Answer[];
let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];
let client: DogeboxClient;

beforeEach(async () => {
	answers = [];
	seen = [];
	server = createServer((req, res) => {
		let body = '';
		req.on('data', (chunk) => (body += String(chunk)));
		req.on('end', () => {
			seen.push({ method: req.method!, url: req.url!, headers: req.headers, body });
			const next = answers.length > 1 ? answers.shift()! : answers[0]!;
			next(req, res, body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	client = createClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, token: 'dbx_api_t' });
});
afterEach(() => {
	server.closeAllConnections();
	server.close();
});

const json =
	(value: unknown, status = 200): Answer =>
	(_, res) => {
		res.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' });
		res.end(JSON.stringify(value));
	};
const problem = (status: number, code: string, more: object = {}) => json({ code, title: 'No.', ...more }, status);
const cut: Answer = (req) => void req.socket.destroy();

describe('a call', () => {
	it('has its method, path, query, token and body', async () => {
		answers = [json({ jobId: 'j', pupId: 'p' }, 202), json({ jobs: [] })];
		expect(await client.pups.install({ sourceId: 's', name: 'Core', start: true })).toEqual({ jobId: 'j', pupId: 'p' });
		await client.jobs.list({ limit: 5, unfinished: true, status: ['queued', 'running'] });
		expect(seen).toMatchObject([
			{ method: 'POST', url: '/api/v1/pups', body: '{"sourceId":"s","name":"Core","start":true}' },
			{ method: 'GET', url: '/api/v1/jobs?limit=5&unfinished=true&status=queued%2Crunning', body: '' }
		]);
		expect(seen[0]!.headers).toMatchObject({ authorization: 'Bearer dbx_api_t', 'content-type': 'application/json' });
	});

	it('writes a plan as 1', async () => {
		answers = [json({})];
		await client.pups.configure(ID, { values: {} }, { plan: true });
		expect(seen[0]!.url).toBe(`/api/v1/pups/${ID}/config?plan=1`);
	});

	it('fails with the problem of the box', async () => {
		answers = [problem(422, 'invalid-input', { detail: 'Mend it.', fields: { name: 'Too long.' }, requestId: 'r' })];
		await expect(client.pups.install({ sourceId: 's', name: 'x' })).rejects.toMatchObject({
			name: 'DogeboxError',
			message: 'No.',
			code: 'invalid-input',
			status: 422,
			hint: 'Mend it.',
			fields: { name: 'Too long.' },
			requestId: 'r'
		});
	});

	it('that is given up rejects with the reason', async () => {
		answers = [() => undefined];
		const gone = new AbortController();
		const asked = client.pups.list({ signal: gone.signal });
		gone.abort(new Error('enough'));
		await expect(asked).rejects.toThrow('enough');
		await expect(client.pups.list({ signal: gone.signal })).rejects.toThrow('enough');
	});
});

describe('trying again', () => {
	it('keeps the Idempotency-Key of a write', async () => {
		answers = [cut, problem(409, 'request-in-progress'), json({ jobId: 'j' }, 202)];
		expect(await client.pups.stop(ID)).toEqual({ jobId: 'j' });
		const keys = seen.map(({ headers }) => headers['idempotency-key']);
		expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), keys[0], keys[0]]);
		await client.pups.stop(ID, { idempotencyKey: 'mine' });
		expect(seen.at(-1)!.headers['idempotency-key']).toBe('mine');
		await client.pups.stop(ID);
		expect(seen.at(-1)!.headers['idempotency-key']).not.toBe(keys[0]);
	});

	it('is left to the caller where a write has no key', async () => {
		answers = [problem(503, 'starting'), json({})];
		const wanted = { name: 'Backup', scopes: ['see' as const], days: 1 };
		await expect(client.tokens.create(wanted)).rejects.toMatchObject({ code: 'starting' });
		expect(seen).toHaveLength(1);
	});

	it('is for reads that met a box which is starting', async () => {
		answers = [problem(503, 'starting'), cut, json({ pups: [] })];
		expect(await client.pups.list()).toEqual({ pups: [] });
		expect(seen).toHaveLength(3);
	});

	it.each([
		['a lost connection', 'connection-failed', 0, null, 1, 125],
		['the second time', 'connection-failed', 0, null, 2, 250],
		['in the long run', 'connection-failed', 0, null, 20, 4000],
		['a box that asks for a wait', 'too-many-requests', 429, 3, 1, 3000],
		['one that asks for a long wait', 'too-many-attempts', 429, 61, 1, null],
		['a proxy without a box', 'not-a-dogebox', 502, null, 1, 125],
		['a page', 'not-a-dogebox', 200, null, 1, null],
		['a box that is starting', 'starting', 503, null, 1, 125],
		['keys that wait for their owner', 'keys-wait', 503, null, 1, null],
		['a refusal', 'missing-scope', 403, null, 1, null],
		['a first call that is still carried out', 'request-in-progress', 409, null, 2, 250],
		['the same, but not ours', 'request-in-progress', 409, null, 1, null]
	])('after %s', (_, code, status, retryAfter, tries, delay) => {
		expect(retryDelay({ code, status, retryAfter }, tries, 0)).toBe(delay);
	});
});

describe('a job', () => {
	const job = (status: string, more: object = {}) => ({ id: 'j', status, percent: 50, finishedAt: null, ...more });
	const ended = (status: string, more: object = {}) => job(status, { finishedAt: 1, ...more });

	it('is waited for, over a restart of the box', async () => {
		answers = [json(job('running')), problem(503, 'stopping'), cut, json(ended('succeeded'))];
		const steps: string[] = [];
		await client.jobs.wait('j', { onProgress: ({ status }) => steps.push(status) });
		expect(steps).toEqual(['running', 'succeeded']);
		expect(new Set(seen.map(({ url }) => url))).toEqual(new Set(['/api/v1/jobs/j?wait=1']));
	});

	it('is held back by the box where nobody looks', async () => {
		answers = [json(ended('succeeded'))];
		expect(await client.jobs.wait('j')).toMatchObject({ status: 'succeeded' });
		expect(seen[0]!.url).toBe('/api/v1/jobs/j?wait=30');
	});

	it.each([
		[
			'failed',
			'job-failed',
			{ code: 'disk-full', reason: 'The disk is full.', hint: 'Free some.' },
			'The disk is full.'
		],
		['cancelled', 'job-cancelled', null, 'The job was cancelled.']
	])('that is %s is an error', async (status, code, error, message) => {
		answers = [json(ended(status, { error }))];
		const failure = await client.jobs.wait('j').catch((thrown: unknown) => thrown);
		expect(failure).toBeInstanceOf(JobError);
		expect(failure).toMatchObject({ code, message, hint: error?.hint ?? null, job: { status } });
	});

	it('that is not there is reported at once', async () => {
		answers = [problem(404, 'not-found')];
		await expect(client.jobs.wait('j')).rejects.toMatchObject({ code: 'not-found' });
	});
});

describe('events', () => {
	const send =
		(text: string, end = true): Answer =>
		(_, res) => {
			res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
			res.write(text);
			if (end) res.end();
		};

	it('resume behind the last one that was whole', async () => {
		answers = [
			send('id: 7\nevent: hello\ndata: {"seq":7}\n\nid: 8\nevent: store\ndata: {"seq":8}\n\nid: 9\nevent: store\nda'),
			problem(503, 'starting'),
			send('event: hello\ndata: {"seq":9}\n\nid: 9\nevent: resync\ndata: {"seq":9}\n\n', false)
		];
		const got: unknown[] = [];
		for await (const { event, id } of client.events.follow({ kinds: ['store', 'job'], after: 6 })) {
			got.push([event, id]);
			if (event === 'resync') break;
		}
		expect(got).toEqual([
			['hello', '7'],
			['store', '8'],
			['hello', null],
			['resync', '9']
		]);
		expect(seen.map(({ url, headers }) => [url, headers['last-event-id']])).toEqual([
			['/api/v1/events?after=6&kinds=store%2Cjob', undefined],
			['/api/v1/events?after=6&kinds=store%2Cjob', '8'],
			['/api/v1/events?after=6&kinds=store%2Cjob', '8']
		]);
	});

	it('end with their signal and with a refusal', async () => {
		answers = [send('event: hello\ndata: {}\n\n', false)];
		const gone = new AbortController();
		const stream = (async () => {
			for await (const _event of client.events.follow({ signal: gone.signal })) gone.abort(new Error('enough'));
		})();
		await expect(stream).rejects.toThrow('enough');
		answers = [problem(401, 'not-logged-in')];
		await expect(client.events.follow()[Symbol.asyncIterator]().next()).rejects.toMatchObject({ status: 401 });
	});

	it('of a stream that has an end are not asked for behind it', async () => {
		answers = [send('id: 1\nevent: stdout\ndata: 1\n\n'), send('id: 2\nevent: exit\ndata: 0\n\n')];
		const { port } = server.address() as AddressInfo;
		const transport = nodeTransport({ base: `http://127.0.0.1:${port}` });
		const row = {
			id: 'a.b',
			group: 'a',
			name: 'b',
			method: 'GET',
			path: '/a',
			answer: 'events',
			last: ['exit']
		} as const;
		const got: string[] = [];
		for await (const { event } of followEvents(settingsOf({}, { transport, headers: {} }), row, [])) got.push(event);
		expect([got, seen.map(({ headers }) => headers['last-event-id'])]).toEqual([
			['stdout', 'exit'],
			[undefined, '1']
		]);
	});

	it('end after as many failures as are allowed', async () => {
		answers = [cut];
		const next = client.events.follow({ retries: 1 })[Symbol.asyncIterator]().next();
		await expect(next).rejects.toMatchObject({ code: 'connection-failed' });
		expect(seen).toHaveLength(2);
	});
});

describe('the parser of events', () => {
	const TEXT =
		'\ufeff: hi\r\nid: 1\r\nevent: a\r\ndata: x\r\ndata:  y\r\n\r\ndata\n\nid: 2\rdata:z\r\rretry: 5\n\nevent: lost\n\ndata: w\n';

	it.each([1, 2, 3, 7, 1000])('takes pieces of %i characters', (size) => {
		const parser = createEventParser(1000);
		const found = [];
		for (let at = 0; at < TEXT.length; at += size) found.push(...parser.push(TEXT.slice(at, at + size)));
		expect(found).toEqual([
			{ event: 'a', data: 'x\n y', id: '1' },
			{ event: 'message', data: '', id: '1' },
			{ event: 'message', data: 'z', id: '2' }
		]);
	});

	it('takes comments without end, one line after the other', () => {
		const parser = createEventParser(100);
		for (let round = 0; round < 1000; round++) expect(parser.push(': still here\n\n')).toEqual([]);
	});
});

describe('parts of a file', () => {
	it.each([
		[[], []],
		[[3], [3]],
		[
			[4, 4],
			[4, 4]
		],
		[
			[1, 1, 1, 6],
			[4, 4, 1]
		],
		[[11], [4, 4, 3]]
	])('of pieces %j are %j', async (pieces, parts) => {
		async function* give() {
			let next = 0;
			for (const size of pieces) yield await Promise.resolve(Uint8Array.from({ length: size }, () => next++));
		}
		const got: Uint8Array[] = [];
		for await (const part of partsOf(give(), 4)) got.push(part);
		expect(got.map((part) => part.length)).toEqual(parts);
		expect(got.flatMap((part) => [...part])).toEqual(
			Array.from({ length: parts.reduce((a, b) => a + b, 0) }, (_, at) => at)
		);
	});
});
