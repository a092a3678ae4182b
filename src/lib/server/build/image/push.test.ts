import { describe, expect, it } from 'vitest';
import { BoxError } from '../../../contract/errors.ts';
import type { FetchAnswer, FetchRequest } from '../../outbound/types.ts';
import { createTarget } from './push.ts';
import { parseTaggedReference } from './reference.ts';
import { nextPage } from './registry.ts';
import { searchedAt } from './search.ts';

const blob = { digest: 'ab'.repeat(32), size: 10, file: '/layer', elsewhere: [] };
const broken = () =>
	new BoxError({ code: 'unreachable', status: 502, message: '“r.example” broke the connection off.' });

/** Returns a target whose registry answers by this function, and the requests that it got. */
function targetOf(answer: (request: FetchRequest) => { status: number; headers?: object; body?: Buffer }) {
	const asked: string[] = [];
	const target = createTarget(
		{
			outbound: {
				async fetch(request) {
					asked.push(`${request.method ?? 'GET'} ${new URL(request.url).pathname}`);
					return { headers: {}, body: Buffer.alloc(0), url: request.url, ...answer(request) } as FetchAnswer;
				}
			},
			credentials: async () => null,
			plainAllowed: () => false,
			now: () => 0
		},
		parseTaggedReference('r.example/x:1'),
		{ firstMs: 1, mostMs: 1 }
	);
	const send = () => target.send(blob, () => {}, new AbortController().signal);
	return { target, asked, send };
}

describe('a part that is pushed', () => {
	it('is not sent where it is', async () => {
		const { send, asked } = targetOf(() => ({ status: 200 }));
		expect(await send()).toEqual({ how: 'there' });
		expect(asked).toHaveLength(1);
	});

	it.each(['https://elsewhere.example/up', 'http://r.example/up', undefined])(
		'is not sent to another machine than the registry: %s',
		async (location) => {
			const { send, asked } = targetOf(({ method }) =>
				method === 'HEAD' ? { status: 404 } : { status: 202, headers: { ...(location && { location }) } }
			);
			await expect(send()).rejects.toMatchObject({ code: 'registry-refused' });
			expect(asked.some((one) => one.startsWith('PATCH'))).toBe(false);
		}
	);

	it('is gone on with three times, and then fails', async () => {
		const { send, asked } = targetOf(({ method, url }) => {
			if (method === 'HEAD') return { status: 404 };
			if (method === 'PATCH') throw broken();
			return method === 'POST'
				? { status: 202, headers: { location: '/v2/x/blobs/uploads/1' } }
				: { status: 204, headers: { location: url, range: '0-3' } };
		});
		await expect(send()).rejects.toMatchObject({ code: 'unreachable' });
		const times = (method: string) => asked.filter((one) => one.startsWith(method)).length;
		expect([times('POST'), times('PATCH'), times('GET')]).toEqual([1, 4, 3]);
	});

	it.each([401, 403])('that may not be written (%s) fails at once', async (status) => {
		const { send } = targetOf(({ method }) => ({ status: method === 'HEAD' ? 404 : status }));
		await expect(send()).rejects.toMatchObject({ message: expect.stringMatching(/^(?:denied|The registry)/) });
	});

	it('has what the registry says shown without odd bytes', async () => {
		const body = Buffer.from('{"errors":[{"code":"X","message":"read \\u001b[31monly"}]}');
		const { send } = targetOf(({ method }) => (method === 'HEAD' ? { status: 404 } : { status: 405, body }));
		await expect(send()).rejects.toMatchObject({ message: expect.stringContaining('405 (read  [31monly)') });
	});
});

it.each([
	['</v2/x/tags/list?last=b&n=2>; rel="next"', 'tags/list?last=b&n=2'],
	['<https://r.example/v2/x/tags/list?n=2>; rel=next', 'tags/list?n=2'],
	['</v2/x/tags/list?n=2>; rel="prev"', null],
	['</elsewhere?n=2>; rel="next"', null],
	[undefined, null]
])('the next page of %s is %s', (link, path) => {
	expect(nextPage(link)).toBe(path);
});

it.each([
	['redis', 'index.docker.io', 'redis'],
	['library/redis', 'index.docker.io', 'redis'],
	['user/redis', 'index.docker.io', 'user/redis'],
	['r.example:5000/team/x', 'r.example:5000', 'team/x'],
	['docker.io/redis', 'index.docker.io', 'redis']
])('%s is searched at %s for %s', (term, host, word) => {
	const found = searchedAt(term);
	expect([found.registry.host, found.word]).toEqual([host, word]);
});
