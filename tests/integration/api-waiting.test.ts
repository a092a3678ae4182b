/** How programs wait for changes: `GET /jobs/{id}?wait`, server-sent events, and entity tags. */
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFront, type FrontBox } from '../support/front.ts';

let box: FrontBox;
let token: string;
let job: { submit(input: unknown): { id: string } };
let finish: () => void = () => {};

beforeAll(async () => {
	box = await startFront({
		name: 'twait',
		change(services) {
			job = services.jobs.define({
				kind: 'test.wait',
				title: () => 'Wait',
				resources: () => [],
				conflict: 'queue',
				afterCrash: 'fail',
				timeoutMs: 60_000,
				steps: [
					{
						name: 'wait',
						title: 'Waiting',
						weight: 1,
						run: () => new Promise<void>((resolve) => (finish = resolve))
					}
				]
			});
			return services;
		}
	});
	({ token } = await box.own());
});
afterAll(() => box.end());

const get = (path: string, headers: Record<string, string> = {}) => box.call('GET', path, { token, headers });

/** Opens a stream of events. Each call of `next` gives the fields of the next event. */
async function follow(path: string, headers: Record<string, string> = {}) {
	const answer = await new Promise<IncomingMessage>((resolve, reject) => {
		const outgoing = request(`${box.url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
		outgoing.once('response', resolve).once('error', reject).end();
	});
	const events: Record<string, string>[] = [];
	let text = '';
	let over = false;
	answer.on('data', (chunk: Buffer) => {
		text += chunk.toString();
		for (let end; (end = text.indexOf('\n\n')) >= 0; text = text.slice(end + 2)) {
			const lines = text
				.slice(0, end)
				.split('\n')
				.filter((line) => !line.startsWith(':'));
			if (lines.length > 0) events.push(Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2))));
		}
	});
	answer.on('error', () => undefined);
	answer.once('close', () => (over = true));
	return { answer, events, isOver: () => over, close: () => answer.destroy() };
}

describe('waiting for a job', () => {
	it('answers when it has ended', async () => {
		const { id } = job.submit({});
		const waiting = get(`/jobs/${id}?wait=60`);
		await expect.poll(async () => (await get(`/jobs/${id}`)).json['status']).toBe('running');
		finish();
		expect((await waiting).json['status']).toBe('succeeded');
		expect((await get(`/jobs/${id}?wait=60`)).json['status']).toBe('succeeded');
	});

	it('answers with what there is when the time is over', async () => {
		const { id } = job.submit({});
		expect((await get(`/jobs/${id}?wait=1`)).json['status']).toBe('running');
		finish();
	});

	it.each(['-1', '61', 'x', '1.5'])('refuses to wait %s seconds', async (wait) => {
		const answer = await get(`/jobs/${'0'.repeat(32)}?wait=${wait}`);
		expect([answer.status, answer.json['code']]).toEqual([422, 'invalid-input']);
	});
});

describe('events', () => {
	it('tell what was missed and what is new, by number', async () => {
		const before = box.box.events.seq;
		const first = job.submit({});
		finish();
		const stream = await follow(`/events?after=${before}&kinds=job`);
		expect(stream.answer.headers['content-type']).toContain('text/event-stream');
		await expect.poll(() => stream.events.some(({ data }) => data!.includes(first.id))).toBe(true);
		expect(JSON.parse(stream.events[0]!['data']!)).toMatchObject({ boot: box.box.bootId });
		const second = job.submit({});
		await expect.poll(() => stream.events.some(({ data }) => data!.includes(second.id))).toBe(true);
		const last = stream.events.at(-1)!;
		stream.close();
		finish();
		const again = await follow(`/events?after=${before}&kinds=job`, { 'last-event-id': last['id']! });
		await expect.poll(() => again.events.length).toBeGreaterThan(1);
		expect(again.events.some(({ data }) => data!.includes(first.id))).toBe(false);
		again.close();
	});

	it('need the scope see, and end with their token', async () => {
		const made = async (scope: string) =>
			(await box.call('POST', '/tokens', { token, body: { name: 'e', scopes: [scope], days: 1 } })).json as {
				id: string;
				token: string;
			};
		const blind = await made('operate');
		expect((await box.call('GET', '/events', { token: blind.token })).status).toBe(403);
		const seeing = await made('see');
		const stream = await follow('/events', { authorization: `Bearer ${seeing.token}` });
		await expect.poll(() => stream.events.length).toBe(1);
		await box.call('DELETE', `/tokens/${seeing.id}`, { token });
		await expect.poll(() => stream.isOver()).toBe(true);
	});

	it.each(['/events?after=x', '/events?kinds=pup,nonsense', '/events?pup=x'])('%s is refused', async (path) => {
		expect((await get(path)).json['code']).toBe('invalid-input');
	});
});

describe('entity tags', () => {
	it.each(['/pups', '/store'])('of %s save an answer that is the same', async (path) => {
		const first = await get(path);
		const tag = first.headers.etag!;
		expect([first.status, tag]).toEqual([200, expect.stringMatching(/^W\/"/)]);
		const same = await get(path, { 'if-none-match': tag });
		expect([same.status, same.text, same.headers.etag]).toEqual([304, '', tag]);
		expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
	});
});
