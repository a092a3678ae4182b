/** The sample pups of the built-in source do what they promise: a page in Python, and a coin node that really mines. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { raw } from '../support/http.ts';

describe.skipIf(cannotRun())('the sample pups', () => {
	let box: AliveBox;
	beforeAll(async () => {
		box = await AliveBox.start('samples');
	});
	afterAll(() => box?.dispose());

	const pageOf = async (id: string) => {
		const pup = await box.pup(id);
		return { url: pup.webPages[0]?.url ?? '', headers: { authorization: `Bearer ${box.api.token()}` } };
	};

	it('Python page shows its page', async () => {
		const id = await box.install('Python page');
		const { url, headers } = await pageOf(id);
		await expect.poll(async () => (await raw(url, { headers })).status, { timeout: 20_000 }).toBe(200);
		const answer = await raw(url, { headers });
		expect(answer.headers['content-type']).toMatch(/text\/html/);
		expect(answer.text).toMatch(/<html|<!doctype/i);
	});

	it('Regtest node mines: the height on its page rises', async () => {
		const id = await box.install('Regtest node');
		const { url, headers } = await pageOf(id);
		const pup = await box.pup(id);
		for (const service of pup.services) expect(service.pid, service.name).not.toBeNull();
		/** The height as the page tells it. */
		const height = async () => {
			const answer = await raw(url, { headers });
			const text = answer.text
				.replace(/<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>/g, ' ')
				.replace(/<[^>]+>/g, ' ');
			return Number(/(?:height|blocks?)\D{0,40}?(\d+)/i.exec(text)?.[1] ?? NaN);
		};
		await expect.poll(height, { timeout: 60_000, interval: 500 }).toBeGreaterThan(0);
		const before = await height();
		await expect.poll(height, { timeout: 90_000, interval: 1000 }).toBeGreaterThan(before);
	});

	it('both go on side by side, each with an address of its own, and keep the chain over a restart', async () => {
		const pups = await box.list();
		expect(pups.map((pup) => pup.state)).toEqual(['running', 'running']);
		expect(new Set(pups.map((pup) => pup.address)).size).toBe(2);
		expect(new Set(pups.flatMap((pup) => pup.webPages.map((page) => page.port))).size).toBe(2);
		const node = pups.find((pup) => pup.name === 'Regtest node');
		await box.act(node?.id ?? '', 'stop');
		const { lines } = await box.get<{ lines: { text: string }[] }>(`/pups/${node?.id}/logs?tail=400`);
		expect(
			lines.some((line) => /shutdown: done/i.test(line.text)),
			'the node was let end in peace'
		).toBe(true);
	});
});
