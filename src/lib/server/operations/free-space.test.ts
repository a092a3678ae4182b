import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { searchHere } from '../../../../tests/support/search-here.ts';
import { createFolderLogs } from '../containers/index.ts';
import { freeSpace, spaceParts } from './free-space.ts';

const SIZE = 1000;

/** @param pups bytes of the older parts of each pup's logs, by the pup's name */
function rooms(pups: Record<string, number>, boxLog = { bytes: 0, older: 0 }) {
	const freed: string[] = [];
	const free = (what: string, bytes: number) => async () => {
		freed.push(what);
		return bytes;
	};
	return {
		freed,
		rooms: {
			pups: {
				layers: () => ({ total: 9 * SIZE, unused: 4 * SIZE, byPup: new Map() }),
				freeLayers: free('layers', 4 * SIZE),
				logSpace: async () => Object.entries(pups).map(([name, older]) => ({ name, bytes: older + SIZE, older })),
				// Independent of `logSpace`: logs may rotate between the measurement and the
				// removal, so that another amount is freed than was measured.
				freeLogs: free('logs', 3 * SIZE)
			},
			outbound: { kept: async () => ({ total: 0, unused: 0 }), sweep: free('downloads', 0) },
			boxLog: { space: async () => boxLog, free: free('box log', 2 * SIZE) }
		} as unknown as Parameters<typeof freeSpace>[0]
	};
}

it('says of logs whose older lines would go, those with most of them first, and removes nothing', async () => {
	const { rooms: all, freed } = rooms({ Web: SIZE, Core: 3 * SIZE, Idle: 0 }, { bytes: 3 * SIZE, older: 2 * SIZE });
	const [logs] = await freeSpace(all, ['logs'], true);
	expect(logs).toEqual({ what: 'logs', bytes: 6 * SIZE, text: expect.any(String) as string });
	expect(logs?.text).toMatch(/^6\.0 kB of older lines in the logs of Core, the box and Web\. The newest lines stay/);
	expect(freed).toEqual([]);
	expect((await spaceParts(all)).find(({ what }) => what === 'logs')).toEqual({
		...logs,
		bytes: 10 * SIZE,
		unused: 6 * SIZE
	});
});

it('names no more than a few', async () => {
	const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`P${i}`, (9 - i) * SIZE]));
	const [logs] = await freeSpace(rooms(many).rooms, ['logs'], true);
	expect(logs?.text).toContain('of P0, P1, P2, P3 and 5 more.');
});

it('frees what it is asked for, logs of pups and of the box, and says how much that brought', async () => {
	const { rooms: all, freed } = rooms({ Web: 5 * SIZE });
	const [logs, ...others] = await freeSpace(all, ['logs'], false);
	expect(logs).toMatchObject({ bytes: 5 * SIZE, text: expect.stringMatching(/^5\.0 kB of older lines/) as string });
	expect(others).toEqual([]);
	expect(freed).toEqual(['logs', 'box log']);
});

it('counts a log that has two names once, and what is written to never as an older part', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-log-space-'));
	try {
		writeFileSync(join(folder, 'web.log'), 'x'.repeat(100));
		linkSync(join(folder, 'web.log'), join(folder, 'web.log.link'));
		for (const name of ['web.log.1', 'web.log.12', 'web.note.1']) writeFileSync(join(folder, name), 'x'.repeat(10));
		for (const name of ['web.note', 'limits']) writeFileSync(join(folder, name), 'x');
		expect(await createFolderLogs(folder, searchHere).space()).toEqual({ bytes: 132, older: 30 });
		expect(await createFolderLogs(join(folder, 'none'), searchHere).space()).toEqual({ bytes: 0, older: 0 });
	} finally {
		rmSync(folder, { recursive: true });
	}
});
