/**
 * Pups of ours that live from others, installed by their plans and used for real: the explorer over
 * the regtest node through the gateway, the counter over the store through gateway and a port.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InstallPlan, PupWiring } from '../../src/lib/contract/wiring.ts';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { raw } from '../support/http.ts';

describe.skipIf(cannotRun())('pups that live from others', () => {
	let box: AliveBox;
	beforeAll(async () => {
		box = await AliveBox.start('pair');
	});
	afterAll(() => box?.dispose());

	async function visit(id: string, path = '/') {
		const url = (await box.pup(id)).webPages[0]?.url ?? '';
		const headers = { authorization: `Bearer ${box.api.token()}` };
		return raw(new URL(path, url).href, { headers });
	}
	const text = (id: string, path?: string) => visit(id, path).then((answer) => answer.text, String);
	const shows = (id: string, path: string, what: string | RegExp) =>
		expect.poll(() => text(id, path), { timeout: 90_000, interval: 500 }).toMatch(what);
	/** Grants a group of an interface, or takes it back. */
	async function permit(method: 'PUT' | 'DELETE', id: string, name: string, group: string): Promise<void> {
		const { status, body } = await box.api.call(method, `/pups/${id}/wiring/${name}/groups/${group}`);
		expect(status, JSON.stringify(body)).toBe(200);
	}
	const wiring = (id: string) => box.get<PupWiring>(`/pups/${id}/wiring`);

	/** Installs a pup with all that it depends on. @returns ids by name */
	async function installed(name: string, grants: object[] = []): Promise<Map<string, string>> {
		const offered = (await box.store()).find((pup) => pup.name === name)!;
		const key = `${offered.sourceId}/${name}`;
		const given = grants.map((one) => ({ of: key, ...one }));
		const wish = { grants: given };
		const { body: plan } = await box.api.call<InstallPlan>(
			'POST',
			`/store/${offered.sourceId}/${encodeURIComponent(name)}/plan`,
			wish
		);
		expect([plan.conflicts, plan.installs.at(-1)?.name]).toEqual([[], name]);
		const { status, body } = await box.api.call<{ jobId: string }>('POST', '/pups', {
			sourceId: offered.sourceId,
			name,
			plan: plan.id,
			...wish
		});
		expect(status, JSON.stringify(body)).toBe(202);
		await box.succeeds(body.jobId, 400_000);
		const ids = new Map((await box.list()).map((pup) => [pup.name, pup.id]));
		box.pups.push(...ids.values());
		return ids;
	}

	it('the explorer brings the node, shows its blocks, and sees no more than it was granted', async () => {
		const ids = await installed('Block explorer');
		const [node, explorer] = [ids.get('Regtest node')!, ids.get('Block explorer')!];
		expect((await wiring(explorer)).dependsOn[0]).toMatchObject({ provider: { id: node }, problem: null });
		await shows(explorer, '/', /href="\/block\/[0-9a-f]{64}"/);
		// Block 0 pays to a key that has no address.
		const blockAt = async (height: number) => (await visit(explorer, `/search?q=${height}`)).headers.location;
		await expect.poll(() => blockAt(1), { timeout: 60_000, interval: 500 }).toBe('/block/1');
		const first = (await visit(explorer, '/block/1')).headers.location ?? '';
		const tx = /href="(\/tx\/[0-9a-f]{64}\?block=[0-9a-f]{64})"/.exec(await text(explorer, first))![1]!;
		const shown = await text(explorer, tx.replaceAll('&amp;', '&'));
		expect(shown).toContain('New coins, for whoever found the block.');
		const address = /href="\/address\/([0-9A-Za-z]+)"/.exec(shown)![1]!;
		expect(await text(explorer, `/address/${address}`)).toContain('Outputs that are not spent');
		// The optional group was not granted.
		expect(await text(explorer, '/mempool')).toContain('not given the permission “Mempool”');
		await permit('PUT', explorer, 'core-rpc', 'Mempool');
		await shows(explorer, '/mempool', 'Nothing waits now.');
		// Taken back: at once, and the page says what is missing.
		await permit('DELETE', explorer, 'core-rpc', 'Chain');
		await shows(explorer, '/', 'not given the permission “Chain”');
		await permit('PUT', explorer, 'core-rpc', 'Chain');
		await shows(explorer, '/', 'Newest blocks');
		await box.act(node, 'stop');
		await shows(explorer, '/', 'The box says:');
	});

	it('the counter brings the store, counts in it, and says when it may not', async () => {
		const ids = await installed('Counter');
		const counter = ids.get('Counter')!;
		await shows(counter, '/', /id="visits">\d+</);
		const count = async () => Number(/id="visits">(\d+)</.exec(await text(counter))?.[1]);
		const before = await count();
		expect(await count()).toBe(before + 1);
		await box.act(ids.get('Key-value store')!, 'restart');
		await shows(counter, '/', /id="visits">\d+</);
		expect(await count()).toBeGreaterThan(before + 1);
		await permit('DELETE', counter, 'redis', 'Data');
		await shows(counter, '/', 'not given the permission “Data”');
	});
});
