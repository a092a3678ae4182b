/**
 * The block explorer over Regtest node, installed by its plan and really used through the gateway.
 * tests/e2e covers the counter over the store, and what an owner sees of both.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PupWiring } from '../../src/lib/contract/wiring.ts';
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
	/** Grants or revokes a permission group of an interface. */
	async function permit(method: 'PUT' | 'DELETE', id: string, name: string, group: string): Promise<void> {
		const { status, body } = await box.api.call(method, `/pups/${id}/wiring/${name}/groups/${group}`);
		expect(status, JSON.stringify(body)).toBe(200);
	}
	const wiring = (id: string) => box.get<PupWiring>(`/pups/${id}/wiring`);

	it('the explorer brings the node, shows its blocks, and sees no more than it was granted', async () => {
		const explorer = await box.installPlanned('Block explorer');
		const node = (await box.list()).find(({ name }) => name === 'Regtest node')!.id;
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
		// The revocation takes effect at once, and the page says what is missing.
		await permit('DELETE', explorer, 'core-rpc', 'Chain');
		await shows(explorer, '/', 'not given the permission “Chain”');
		await permit('PUT', explorer, 'core-rpc', 'Chain');
		await shows(explorer, '/', 'Newest blocks');
		await box.act(node, 'stop');
		await shows(explorer, '/', 'The box says:');
	});
});
