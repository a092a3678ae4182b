import { describe, expect, it } from 'vitest';
import type { Scope } from '../../../contract/scopes.ts';
import type { Caller } from '../callers.ts';
import { mayChange } from './pup-answers.ts';

const client = {} as Caller['client'];
const token = (...scopes: Scope[]) => ({ kind: 'token', token: { name: 'ci', scopes }, client }) as unknown as Caller;

describe('settings that come with an installation or an update', () => {
	it.each([
		['a session changes', { kind: 'session', client } as unknown as Caller, ['A'], null],
		['the owner at the box changes', { kind: 'local', client } as Caller, ['A'], null],
		['a token with both scopes changes', token('install', 'configure'), ['A'], null],
		['a token to install changes', token('install'), ['A'], 'missing-scope'],
		['a token to install and operate changes', token('install', 'operate'), ['A', 'B'], 'missing-scope'],
		['a token to administer changes', token('install', 'administer'), ['A'], 'missing-scope'],
		['a token to install gives new ones', token('install'), [], null]
	])('%s', (_, caller, names, code) => {
		const given = () => mayChange({ caller })(names);
		if (code === null) expect(given).not.toThrow();
		else
			expect(given).toThrow(
				expect.objectContaining({ code, status: 403, message: expect.stringContaining('“configure”') })
			);
	});
});
