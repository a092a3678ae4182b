import { describe, expect, it } from 'vitest';
import { explain, passageOf, type Asked, type Closed, type Passage } from './decide.ts';

const SESSION = 'a'.repeat(32);
const session: Passage = { by: 'session', session: SESSION };
const closed = (why: Closed): Passage => ({ by: null, why });

describe('who may open a page', () => {
	it.each<[Asked['access'], 'session' | 'stranger', Asked['token'], 'home' | 'away', Passage]>([
		['login', 'stranger', 'none', 'home', closed('login')],
		['login', 'stranger', 'right', 'home', closed('login')],
		['login', 'session', 'none', 'away', session],
		['token', 'stranger', 'none', 'home', closed('token')],
		['token', 'stranger', 'wrong', 'home', closed('wrong-token')],
		['token', 'stranger', 'throttled', 'home', closed('throttled')],
		['token', 'stranger', 'right', 'away', { by: 'token' }],
		['token', 'session', 'wrong', 'away', session],
		['token', 'session', 'throttled', 'home', session],
		['open', 'stranger', 'none', 'home', { by: 'open' }],
		// The end of a session must not end a connection that needs no session.
		['open', 'session', 'none', 'home', { by: 'open' }],
		['open', 'session', 'none', 'away', session],
		['open', 'stranger', 'none', 'away', closed('away')],
		['open', 'stranger', 'right', 'away', closed('away')],
		[null, 'stranger', 'right', 'home', closed('login')],
		[null, 'session', 'none', 'home', session]
	])('%s, a %s with token %s, %s', (access, who, token, place, passage) => {
		const asked = { access, session: who === 'session' ? SESSION : null, token, atHome: place === 'home' };
		expect(passageOf(asked)).toEqual(passage);
	});
});

describe('what is said to who may not', () => {
	const target = { pupId: 'p', pupName: 'Files', pageName: 'Web', host: '10.0.0.2', targetPort: 80, running: true };
	const answerTo = (passage: Passage, more: { proxied?: boolean } = {}) =>
		explain(
			{
				port: 8100,
				scheme: 'http',
				host: 'box.local:8100',
				hostname: 'box.local',
				proxied: false,
				foreign: null,
				passage,
				pup: null,
				...more
			},
			{
				config: { port: 8080, publicUrl: null },
				pups: { pageTarget: () => target },
				crossSite: () => {
					throw new Error('not foreign');
				}
			}
		);

	it.each([
		['login', 401, 'not-logged-in', true, false],
		['away', 401, 'not-logged-in', true, false],
		['token', 401, 'page-token-needed', false, true],
		['wrong-token', 401, 'page-token-needed', false, true],
		['throttled', 429, 'too-many-attempts', false, false]
	] as const)('%s: %i %s', (why, status, code, login, challenge) => {
		const answer = answerTo(closed(why));
		expect(answer.error).toMatchObject({ status, code });
		expect(answer.error.hint).toMatch(/\.$/);
		expect([answer.login !== undefined, answer.challenge !== undefined]).toEqual([login, challenge]);
	});

	it('that the pup is to blame, where one may pass', () => {
		expect(answerTo({ by: 'token' }).error.code).toBe('pup-not-answering');
	});
});
