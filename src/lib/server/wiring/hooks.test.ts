import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { manifestOf } from '../../../../tests/support/offers.ts';
import { hookPath } from '../../contract/hook-path.ts';
import type { GatewayHook } from '../network/index.ts';
import type { KnownPup } from '../pups/index.ts';
import { hooksTakenBack } from './enforcer.ts';
import { createHooks, gatewayHooksOf } from './hooks.ts';
import type { HookRow, WiringRows } from './rows.ts';

const [SHOP, WALLET, OTHER] = ['1', '2', '3'].map((one) => one.repeat(32)) as [string, string, string];
const pup = (id: string, name: string, change: Partial<KnownPup> = {}): KnownPup => ({
	...{ id, name, offerName: null, sourceId: 's', version: '1.0.0', state: 'running', enabled: true, leaving: false },
	manifest: manifestOf(name, '1.0.0', { container: { exposes: [{ name: 'web', type: 'http', port: 8080 }] } }),
	address: `10.69.0.${id[0]}`,
	...change
});
const row: HookRow = { id: 'h'.repeat(32), pupId: SHOP, port: 8080, path: '/paid', callers: null, createdAt: 1 };
const serving = [{ dependantId: SHOP, interface: 'wallet', providerId: WALLET }];
const all = [pup(SHOP, 'Shop'), pup(WALLET, 'Wallet'), pup(OTHER, 'Other')];

describe('what the gateway is shown of a hook', () => {
	it.each([
		['is open to who provides something to its pup', all, serving, row, ['10.69.0.2']],
		['is open to nobody where nobody does', all, [], row, []],
		['is open to whom the owner names, and to no others', all, serving, { ...row, callers: [OTHER] }, ['10.69.0.3']],
		['names no pup that is gone', all.slice(0, 2), serving, { ...row, callers: [OTHER] }, []],
		['names no pup twice', all, [...serving, { ...serving[0]!, interface: 'more' }], row, ['10.69.0.2']]
	])('%s', (_, pups, providers, one, callers) => {
		expect(gatewayHooksOf(pups, providers, [one])).toEqual([
			{ id: row.id, to: { address: '10.69.0.1', port: 8080 }, path: '/paid', callers, name: 'Shop' }
		]);
	});

	it('says why it cannot be called', () => {
		const toOf = (change: Partial<KnownPup>, port = 8080) =>
			gatewayHooksOf([pup(SHOP, 'Shop', change)], [], [{ ...row, port }]).map(({ to }) => to);
		expect(toOf({ state: 'stopped' })).toEqual(['not-running']);
		expect(toOf({}, 9)).toEqual(['port-gone']);
		expect(toOf({ state: 'uninstalled' })).toEqual([]);
	});
});

it('cuts the calls of who may no longer', () => {
	const shown: GatewayHook = {
		...{ id: row.id, path: '/paid', name: 'Shop' },
		to: { address: '10.69.0.1', port: 8080 },
		callers: ['10.69.0.2', '10.69.0.3']
	};
	expect(hooksTakenBack([shown], [shown])).toEqual([]);
	expect(hooksTakenBack([shown], [{ ...shown, callers: ['10.69.0.3'] }])).toEqual([{ from: '10.69.0.2' }]);
	expect(hooksTakenBack([shown], [])).toHaveLength(2);
	expect(hooksTakenBack([shown], [{ ...shown, to: 'not-running' }])).toHaveLength(2);
	expect(hooksTakenBack([{ ...shown, to: 'not-running' }], [])).toEqual([]);
});

it.each([
	['/', true],
	['/a/b-c_d.e~f', true],
	['/%41', true],
	['', false],
	['a', false],
	['/a?b', false],
	['/a#b', false],
	['/a//b', false],
	['/a/../b', false],
	['/.', false],
	['/a%2Fb', false],
	['/a%2e', false],
	['/a%', false],
	['/a b', false],
	['/a\\b', false],
	['/a;b', false],
	['/$host"', false],
	['/\n', false],
	['/é', false],
	[`/${'x'.repeat(512)}`, false]
])('takes the path %j: %s', (path, good) => {
	expect(v.safeParse(hookPath, path).success).toBe(good);
});

it('keeps the last twenty calls of a hook, with who made them', () => {
	const hooks = createHooks({
		rows: { hooks: { of: () => [row], all: () => [row] } } as unknown as WiringRows,
		pups: { known: () => all },
		database: { transaction: (work) => work() },
		changed: () => {}
	});
	const call = (at: number, change: object = {}) => ({
		...{ at, from: '10.69.0.2', interface: 'dbx', path: `/hook/${row.id}`, method: 'POST', status: 200, bytes: 2 },
		refused: null,
		...change
	});
	hooks.count([
		...Array.from({ length: 30 }, (_, at) => call(at)),
		call(30, { from: '10.69.0.99', status: 403, refused: 'hook-not-allowed' }),
		call(31, { path: '/hook/none' }),
		call(32, { interface: 'wallet' })
	]);
	const [shown] = hooks.hooks(SHOP);
	expect(shown).toMatchObject({ calls: 31, refused: 1 });
	expect(shown!.lastCalls).toHaveLength(20);
	expect(shown!.lastCalls.slice(0, 2)).toEqual([
		{ at: 30, from: null, method: 'POST', status: 403, refused: 'hook-not-allowed' },
		{ at: 29, from: WALLET, method: 'POST', status: 200, refused: null }
	]);
});
