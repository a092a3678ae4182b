import { describe, expect, it } from 'vitest';
import type { FetchAnswer, FetchRequest } from '../../outbound/types.ts';
import { registryNamed } from './reference.ts';
import { createRegistry } from './registry.ts';

const mine = { username: 'anna', password: 'right' };

/** A registry with this challenge, which knows one password. */
function registryOf(challenge: string | null, asked: FetchRequest[] = []) {
	const answer = (status: number, headers: Record<string, string> = {}, body = ''): FetchAnswer =>
		({ status, headers, body: Buffer.from(body) }) as unknown as FetchAnswer;
	const good = ({ credentials }: FetchRequest) => credentials?.username === 'anna' && credentials.password === 'right';
	return {
		async fetch(request: FetchRequest) {
			asked.push(request);
			if (request.url.startsWith('https://auth.example/'))
				return good(request) ? answer(200, {}, '{"token":"abc"}') : answer(401);
			const open = challenge === null || good(request) || request.headers?.['authorization'] === 'Bearer abc';
			return open ? answer(200) : answer(401, { 'www-authenticate': challenge });
		},
		download: () => Promise.reject(new Error('nothing is fetched'))
	};
}

const BEARER = 'Bearer realm="https://auth.example/token",service="registry"';

describe('signing in to a registry', () => {
	const enter = (challenge: string | null, login: typeof mine, asked?: FetchRequest[]) =>
		createRegistry({
			outbound: registryOf(challenge, asked) as never,
			credentials: async () => login,
			plainAllowed: () => false,
			now: () => 0
		}).enter(registryNamed('registry.example:5000'), new AbortController().signal);

	it.each([null, 'Basic realm="x"', BEARER])('by %s works with the right password', async (challenge) => {
		await expect(enter(challenge, mine)).resolves.toBeUndefined();
	});

	it.each(['Basic realm="x"', BEARER])('by %s fails with a wrong one', async (challenge) => {
		const failed = enter(challenge, { ...mine, password: 'wrong' });
		await expect(failed).rejects.toMatchObject({ code: 'registry-refused', message: expect.stringContaining('anna') });
		await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('wrong') });
	});

	it('asks for no more than to be let in', async () => {
		const asked: FetchRequest[] = [];
		await enter(BEARER, mine, asked);
		expect(asked.map(({ url }) => url)).toEqual([
			'https://registry.example:5000/v2/',
			'https://auth.example/token?service=registry',
			'https://registry.example:5000/v2/'
		]);
	});

	it.each([
		['', 'registry-1.docker.io'],
		['https://index.docker.io/v1/', 'registry-1.docker.io'],
		['Registry.Example:5000', 'registry.example:5000'],
		['http://localhost:5000/v2/', 'localhost:5000']
	])('%j means %s', (text, host) => {
		expect(registryNamed(text).host).toBe(host);
	});

	it.each(['a b', 'user:pass@registry.example', '-', 'x:port'])('%j is refused', (text) => {
		expect(() => registryNamed(text)).toThrow(expect.objectContaining({ code: 'invalid-image' }));
	});
});
