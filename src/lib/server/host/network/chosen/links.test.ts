import { describe, expect, it } from 'vitest';
import type { VerbContext } from '../../verb.ts';
import { forgetChosen, needPermitted, permittedChosen, settleChosen } from './links.ts';
import { nothingOf, reachedChosen, routesTable } from './standing.ts';

const chosen = [{ address: '172.30.0.5', subnet: '172.30.0.0/24', neighbors: [] }];
const policy = { address: '10.69.0.5', chosen };

/** A host whose `ip` prints what the test wants, or fails. */
function hostThat(bridge: string, says: (words: string) => string, signal?: AbortSignal) {
	const ran: string[] = [];
	const spawn = async (program: string, words: string[], how: { input?: string }) => {
		ran.push(how.input ?? words.join(' '));
		return { stdout: says([program, ...words].join(' ')), stderr: '', exitCode: 0 };
	};
	return { ran, context: { names: { bridge }, spawn, signal } as unknown as VerbContext };
}
const fails = () => {
	throw new Error('ip: Operation not supported');
};
const spec = (bridge: string, policies: (typeof policy)[]) =>
	({ bridge, gateway: '10.69.0.1', ends: [], policies }) as unknown as Parameters<typeof settleChosen>[0];

describe('where `ip` cannot say what the host has', () => {
	it('nobody gets a chosen address, and all else goes on', async () => {
		const { context } = hostThat('dbxa', fails);
		const plain = { address: '10.69.0.6', chosen: [] };
		const { spec: left, refused } = await permittedChosen({ policies: [policy, plain] }, context);
		expect(left.policies).toEqual([{ ...policy, chosen: [] }, plain]);
		expect(refused).toEqual(['ip: Operation not supported']);
		expect(await settleChosen(spec('dbxa', [plain]), context)).toEqual([]);
		expect(await settleChosen(spec('dbxa', [policy]), context)).toEqual(['ip: Operation not supported']);
		await expect(needPermitted(policy, context)).rejects.toThrow('Operation not supported');
	});

	it('who leaves leaves, and the host is looked at', async () => {
		const { context } = hostThat('dbxb', fails);
		await expect(forgetChosen('10.69.0.5', context)).resolves.toBeUndefined();
		expect(await reachedChosen(context)).toEqual([]);
	});

	it('as it was cancelled, nothing is learned of it', async () => {
		const { context } = hostThat('dbxc', fails, AbortSignal.abort(new Error('cancelled')));
		await expect(settleChosen(spec('dbxc', []), context)).rejects.toThrow('cancelled');
		expect(nothingOf.has('dbxc')).toBe(false);
	});

	it('a rule that the kernel does not take costs no more than the addresses', async () => {
		const { context } = hostThat('dbxd', (words) => (words.includes('-batch') ? fails() : '[]'));
		expect(await settleChosen(spec('dbxd', [policy]), context)).toEqual(['ip: Operation not supported']);
	});
});

describe('rules and routes of others', () => {
	it('are never removed', async () => {
		const table = String(routesTable('dbxe'));
		const rules = [
			{ priority: 10_690, src: 'all', table: '51820' },
			{ priority: 10_690, src: 'all', iif: 'wg0', table },
			{ priority: 10_690, src: 'all', iif: 'dbxe', table: '52' },
			{ priority: 10_690, src: 'all', iif: 'dbxe', table }
		];
		const routes = [
			{ dst: 'default', gateway: '192.168.1.1', dev: 'eth0' },
			{ dst: '172.30.0.5', gateway: '10.69.0.5', dev: 'wg0', table: '51820' },
			{ dst: '172.30.0.5', gateway: '10.69.0.5', dev: 'dbxe', table }
		];
		const { context, ran } = hostThat('dbxe', (words) =>
			words.includes('route') ? JSON.stringify(routes) : words.includes('rule') ? JSON.stringify(rules) : ''
		);
		await forgetChosen(null, context);
		expect(ran.at(-1)).toBe(`route del 172.30.0.5 table ${table}\nrule del priority 10690 iif dbxe lookup ${table}\n`);
	});
});
