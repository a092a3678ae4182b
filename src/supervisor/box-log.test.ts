import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { searchHere } from '../../tests/support/search-here.ts';
import { createFolderLogs } from '../lib/server/runtime/index.ts';
import { createBoxLog } from './box-log.ts';

let folder: string;
beforeEach(() => {
	folder = join(mkdtempSync(join(tmpdir(), 'dogebox-box-log-')), 'box');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

it('keeps lines as they come, in pieces or many at once, and reads them back in their order', async () => {
	const log = createBoxLog(folder, null);
	log.write('dogeboxd', Buffer.from('one\ntw'));
	log.write('dogeboxd', Buffer.from('o\n'));
	log.write('supervisor', Buffer.from('ended: ü\n'));
	log.write('dogeboxd', Buffer.from('no end'));
	const logs = createFolderLogs(folder, searchHere);
	const { lines } = await logs.page({ tail: 10 });
	expect(lines.map(({ service, text }) => `${service} ${text}`).sort()).toEqual([
		'dogeboxd one',
		'dogeboxd two',
		'supervisor ended: ü'
	]);
	expect((await logs.services()).sort()).toEqual(['dogeboxd', 'supervisor']);
	logs.close();
});

it('stays bounded: old files go, and what is left is whole', async () => {
	const log = createBoxLog(folder, null, { fileBytes: 2000, files: 3 });
	for (let i = 0; i < 200; i++) {
		log.write('dogeboxd', Buffer.from(`line ${i}\n`));
		// Cursors name a file by the time of its first entry.
		if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
	}
	expect(readdirSync(folder).sort()).toEqual(['dogeboxd.log', 'dogeboxd.log.1', 'dogeboxd.log.2']);
	for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThan(2200);
	expect(readFileSync(join(folder, 'dogeboxd.log'), 'utf8')).toMatch(/ line 199\n$/);
});

it('says nothing where it cannot write', () => {
	// A file is in the place of the log's folder.
	const log = createBoxLog(join(import.meta.filename, 'box'), null);
	expect(() => log.write('dogeboxd', Buffer.from('lost\n'))).not.toThrow();
});
