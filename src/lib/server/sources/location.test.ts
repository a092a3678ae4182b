import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLocation } from './location.ts';

let folder: string;
beforeAll(() => {
	folder = realpathSync(mkdtempSync(join(tmpdir(), 'dbx-location-')));
	mkdirSync(join(folder, 'plain'));
	for (const name of ['bare.git', 'bare']) execFileSync('git', ['init', '-q', '--bare', join(folder, name)]);
	execFileSync('git', ['init', '-q', join(folder, 'tree')]);
	execFileSync('git', ['init', '-q', join(folder, 'tree.git')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = async (text: string) => {
	const { kind, location, credentials } = await readLocation(text.replace('FOLDER', folder));
	return [kind, location.replace(folder, 'FOLDER'), credentials];
};

describe('a location', () => {
	it.each([
		['https://example.org/a/pups.git', 'git', 'https://example.org/a/pups.git'],
		['  https://EXAMPLE.org:443/a/pups.git/ ', 'git', 'https://example.org/a/pups.git'],
		['git+https://example.org/a/pups', 'git', 'https://example.org/a/pups'],
		['https://example.org/a/pups#dev/x', 'git', 'https://example.org/a/pups#dev/x'],
		['http://box.local:3000/me/pups', 'git', 'http://box.local:3000/me/pups'],
		['https://github.com/Dogebox-WG/pups', 'git', 'https://github.com/Dogebox-WG/pups.git'],
		['https://github.com/Dogebox-WG/pups/', 'git', 'https://github.com/Dogebox-WG/pups.git'],
		['https://codeberg.org/a/b#main', 'git', 'https://codeberg.org/a/b.git#main'],
		['https://gitlab.com/group/sub/b', 'git', 'https://gitlab.com/group/sub/b.git'],
		['https://example.org/pups/dogebox.json', 'web', 'https://example.org/pups/dogebox.json'],
		['https://example.org/pups/', 'web', 'https://example.org/pups/dogebox.json'],
		['https://example.org/', 'web', 'https://example.org/dogebox.json'],
		['https://example.org/list.json?channel=beta', 'web', 'https://example.org/list.json?channel=beta'],
		['FOLDER/plain/', 'folder', 'FOLDER/plain'],
		['FOLDER/tree', 'folder', 'FOLDER/tree'],
		['FOLDER/bare', 'git', 'file://FOLDER/bare'],
		['FOLDER/bare.git', 'git', 'file://FOLDER/bare.git'],
		['FOLDER/bare.git#dev', 'git', 'file://FOLDER/bare.git#dev'],
		['FOLDER/tree.git', 'git', 'file://FOLDER/tree.git'],
		['file://FOLDER/tree', 'git', 'file://FOLDER/tree'],
		['file://FOLDER/tree#dev', 'git', 'file://FOLDER/tree#dev']
	])('%s is %s, %s', async (text, kind, location) => {
		expect(await read(text)).toEqual([kind, location, null]);
	});

	it.each([
		['https://me:s%40cret@example.org/a.git', 'https://example.org/a.git', { username: 'me', password: 's@cret' }],
		['https://ghp_TOKEN@github.com/a/b', 'https://github.com/a/b.git', { username: 'token', password: 'ghp_TOKEN' }],
		['https://me:pw@example.org/x/', 'https://example.org/x/dogebox.json', { username: 'me', password: 'pw' }]
	])('%s keeps its account apart', async (text, location, credentials) => {
		expect((await read(text)).slice(1)).toEqual([location, credentials]);
	});

	it('has one id however it is written', async () => {
		const ids = async (...texts: string[]) =>
			new Set(await Promise.all(texts.map(async (t) => (await readLocation(t)).id)));
		expect(
			(await ids('https://github.com/A/b', 'https://github.com/a/B.git', 'https://x:y@github.com/a/b/')).size
		).toBe(1);
		expect((await ids('https://e.org/a.git', 'https://E.org/a.git/', 'git+https://e.org/a.git')).size).toBe(1);
		expect((await ids('https://e.org/a.git', 'https://e.org/a.git#x', 'https://e.org/A.git')).size).toBe(3);
		expect((await ids(`${folder}/bare.git`, `file://${folder}/bare.git`)).size).toBe(1);
		expect((await ids(`${folder}/tree`, `file://${folder}/tree`)).size).toBe(2);
	});

	it.each([
		['git@github.com:Dogebox-WG/pups.git', /over SSH/, 'https://github.com/Dogebox-WG/pups.git'],
		['ssh://git@example.org:22/a/b.git', /over SSH/, 'https://example.org/a/b.git'],
		['git://example.org/a', /over “git”/, 'https://'],
		['ftp://example.org/a', /over “ftp”/, 'https://'],
		['github.com/a/b', /beginning with/, 'https://github.com/a/b'],
		['relative/folder', /beginning with/, ''],
		['', /beginning with/, ''],
		['https://github.com/a', /of a site/, 'repository'],
		['https://github.com/a/b/tree/main', /leads into/, 'https://github.com/a/b'],
		['https://', /address cannot be read/, ''],
		['https://e.org/a.git#-x', /name of a branch/, ''],
		['https://e.org/a.git#a..b', /name of a branch/, ''],
		['https://e.org/a\u0007.git', /control/, ''],
		['/no/such/folder', /no folder/, ''],
		['/dev/null', /not a folder/, ''],
		['file://FOLDER/plain', /not a git repository/, 'without'],
		['file://elsewhere/x', /not an address of a folder/, '']
	])('%s is refused, and says what to type', async (text, message, hint) => {
		const error = await readLocation(text.replace('FOLDER', folder)).catch((e: unknown) => e);
		expect(error).toMatchObject({ code: 'bad-source', status: 422 });
		expect((error as Error).message).toMatch(message);
		expect((error as { hint?: string }).hint ?? '').toContain(hint);
	});

	it('never tells the password in its refusal', async () => {
		for (const text of ['https://me:hunter2@github.com/a', 'ssh://me:hunter2@e.org/a', 'ftp://me:hunter2@e.org/a']) {
			const error = (await readLocation(text).catch((e: unknown) => e)) as Error & { hint?: string };
			expect(`${error.message} ${error.hint}`).not.toContain('hunter2');
		}
	});
});
