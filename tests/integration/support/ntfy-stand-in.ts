/**
 * Stands for an ntfy server, which neither Debian 12 nor npm provides: publishing as JSON, access
 * tokens, and a subscriber's view of a topic, as described in docs.ntfy.sh/publish and
 * /subscribe/api, with ntfy's error codes. It is stricter than ntfy in one point: it refuses an
 * unknown member, which ntfy would ignore.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';

/** Maximum bytes of a message and of its title. A JSON body may have twice as many. */
const MESSAGE_LIMIT = 4096;

const bytesAtMost = (limit: number) =>
	v.pipe(
		v.string(),
		v.check((text) => Buffer.byteLength(text) <= limit)
	);
const published = v.strictObject({
	topic: v.pipe(v.string(), v.regex(/^[-_A-Za-z0-9]{1,64}$/)),
	title: v.optional(bytesAtMost(MESSAGE_LIMIT)),
	message: v.optional(v.pipe(bytesAtMost(MESSAGE_LIMIT), v.minLength(1))),
	priority: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5))),
	tags: v.optional(v.array(v.pipe(v.string(), v.regex(/^[a-z0-9_+-]+$/)))),
	click: v.optional(v.pipe(v.string(), v.url()))
});
type Published = v.InferOutput<typeof published>;

/** A message as a subscriber gets it. */
export type NtfyMessage = Published & { id: string; time: number; event: 'message' };

const ERRORS = {
	badMessage: [400, 40017, 'invalid request: request body must be message JSON'],
	badTopic: [400, 40009, 'invalid request: topic invalid'],
	badPriority: [400, 40007, 'invalid priority parameter'],
	unauthorized: [401, 40101, 'unauthorized'],
	forbidden: [403, 40301, 'forbidden'],
	notFound: [404, 40401, 'page not found'],
	tooLarge: [413, 41303, 'JSON body too large'],
	tooMany: [429, 42901, 'limit reached: too many requests, please be nice']
} as const;
type Refusal = keyof typeof ERRORS;
type Answer = { refused: Refusal } | { lines: object[] };

const bodyOf = async (request: IncomingMessage) => Buffer.concat(await request.toArray());

function refusalOf(input: unknown): Refusal | null {
	const { issues } = v.safeParse(published, input);
	if (!issues) return null;
	const wrong = issues.map(({ path }) => String(path?.[0]?.key));
	if (wrong.includes('topic')) return 'badTopic';
	return wrong.includes('priority') ? 'badPriority' : 'badMessage';
}

/** @param access tokens, each with the topics that it may publish to and read */
export async function ntfyStandIn(access: Record<string, string[]>) {
	const topics = new Map<string, NtfyMessage[]>();
	const state = { requests: 0, limit: Infinity };

	/** Returns the refusal, or null when the request is allowed. */
	function denied({ headers }: IncomingMessage, topic: string): Refusal | null {
		const token = /^Bearer (tk_\w+)$/.exec(headers.authorization ?? '')?.[1];
		if (headers.authorization !== undefined && !(token && token in access)) return 'unauthorized';
		return token && access[token]?.includes(topic) ? null : 'forbidden';
	}
	async function publish(request: IncomingMessage): Promise<Answer> {
		const body = await bodyOf(request);
		if (body.length > 2 * MESSAGE_LIMIT) return { refused: 'tooLarge' };
		let input: unknown;
		try {
			input = JSON.parse(body.toString('utf8'));
		} catch {
			return { refused: 'badMessage' };
		}
		const wrong = refusalOf(input);
		if (wrong) return { refused: wrong };
		const message = v.parse(published, input);
		const refused = denied(request, message.topic);
		if (refused) return { refused };
		const time = Math.floor(Date.now() / 1000);
		const kept: NtfyMessage = { ...message, id: randomBytes(6).toString('hex'), time, event: 'message' };
		topics.set(message.topic, [...(topics.get(message.topic) ?? []), kept]);
		return { lines: [kept] };
	}
	async function answer(request: IncomingMessage): Promise<Answer> {
		if (++state.requests > state.limit) return { refused: 'tooMany' };
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://ntfy');
		if (pathname === '/' && (request.method === 'POST' || request.method === 'PUT')) return publish(request);
		const topic = /^\/([-_A-Za-z0-9]{1,64})\/json$/.exec(pathname)?.[1];
		if (request.method !== 'GET' || topic === undefined || searchParams.get('poll') !== '1') {
			return { refused: 'notFound' };
		}
		const refused = denied(request, topic);
		return refused ? { refused } : { lines: topics.get(topic) ?? [] };
	}
	const server = createServer((request, response) => {
		void answer(request).then((given) => {
			if ('lines' in given) {
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end(given.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
				return;
			}
			const [http, code, error] = ERRORS[given.refused];
			response.writeHead(http, { 'content-type': 'application/json' }).end(JSON.stringify({ code, http, error }));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url,
		/** Reads all messages of a topic, as a phone does. */
		async poll(topic: string, token: string): Promise<NtfyMessage[]> {
			const asked = await fetch(`${url}/${topic}/json?poll=1`, { headers: { authorization: `Bearer ${token}` } });
			if (asked.status !== 200) throw new Error(await asked.text());
			const lines = (await asked.text()).split('\n').filter((line) => line !== '');
			return lines.map((line) => JSON.parse(line) as NtfyMessage);
		},
		/** Allows this many further requests and refuses the rest. */
		allow: (more: number) => (state.limit = state.requests + more),
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
	};
}
