/**
 * What `npm run pup:check` reports of paths that are no folder and of folders with faults. A row
 * has the content of a folder, the checked path inside of it, and the report: add yours below.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isBoxError } from '../../lib/contract/errors.ts';
import { checkFolder } from './check-folder.ts';

const MANIFEST = {
	manifestVersion: 1,
	meta: { name: 'Test', version: '1.0.0' },
	container: {
		build: { debian: { packages: ['python3'] } },
		services: [{ name: 'web', command: { exec: 'python3 -m http.server' } }]
	}
};
const ARCHIVE = 'bytes of an archive';
const SHA256 = createHash('sha256').update(ARCHIVE).digest('hex');

let root = '';
beforeAll(() => {
	root = mkdtempSync(join(tmpdir(), 'dogebox-check-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Build = (folder: string) => void;
const file =
	(name: string, content: unknown): Build =>
	(folder) =>
		writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
const index = (...pups: unknown[]) => file('dogebox.json', { id: 'x', name: 'Mine', pups });
const all =
	(...builds: Build[]): Build =>
	(folder) =>
		builds.forEach((build) => build(folder));
const inside =
	(name: string, build: Build): Build =>
	(folder) => {
		mkdirSync(join(folder, name));
		build(join(folder, name));
	};
const fifo =
	(name: string): Build =>
	(folder) =>
		void execFileSync('mkfifo', [join(folder, name)]);
const link =
	(name: string, to: string): Build =>
	(folder) =>
		symlinkSync(to, join(folder, name));
const closedFile =
	(name: string): Build =>
	(folder) =>
		chmodSync(join(folder, name), 0o000);
const web = (parts: object = {}) => ({ location: 'test-1.0.0.tar.gz', sha256: SHA256, manifest: MANIFEST, ...parts });

/** Returns all that is reported of a folder; errors and the rest in the order of the report. */
async function said(build: Build, path = ''): Promise<string[]> {
	const folder = mkdtempSync(join(root, 'case-'));
	build(folder);
	try {
		const { errors, warnings, pups } = await checkFolder(join(folder, path), root);
		return [
			...errors.map((one) => `error ${one.path}: ${one.message}`),
			...warnings.map((one) => `warning ${one}`),
			...pups.flatMap((pup) => [
				...pup.errors.map((one) => `${pup.location}: error ${one.path}: ${one.message}`),
				...pup.warnings.map((one) => `${pup.location}: warning ${one}`),
				...pup.notes.map((one) => `${pup.location}: note ${one}`)
			])
		].map((line) => line.replaceAll(folder, 'DIR'));
	} catch (error) {
		if (!isBoxError(error)) throw error;
		return [[error.message, error.hint].filter(Boolean).join(' ').replaceAll(folder, 'DIR')];
	}
}

const NOTES = [
	'.: note It has no logo (meta.logoPath); the store shows its first letter.',
	'.: note It has no README.md for its page in the store.'
];
const FAR = 'test-1.0.0.tar.gz: note Its archive is not in this folder; its content was not checked.';

describe('what is reported', () => {
	it.each<[what: string, build: Build, path: string, ...messages: string[]]>([
		['a pup without readme and logo', file('manifest.json', MANIFEST), '', ...NOTES],
		['nothing', all(), 'none', 'There is no folder DIR/none.'],
		[
			'a file',
			file('manifest.json', MANIFEST),
			'manifest.json',
			'DIR/manifest.json is a file. Give the folder that contains it.'
		],
		['something below a file', file('a', ''), 'a/b', 'There is no folder DIR/a/b: a part of this path is a file.'],
		['a FIFO', fifo('pipe'), 'pipe', 'DIR/pipe is not a folder.'],
		['a circle of links', all(link('a', 'b'), link('b', 'a')), 'a', 'The links of DIR/a form a loop.'],
		['an empty folder', all(), '', 'error manifest.json: It is not there, and neither is dogebox.json.'],
		[
			'a folder of pups without list',
			all(
				inside('one', file('manifest.json', MANIFEST)),
				inside('two', file('manifest.json', MANIFEST)),
				inside('docs', all())
			),
			'',
			'error manifest.json: It is not there, and neither is dogebox.json. There are pups below it: one, two. Check one of them, or write a dogebox.json that lists them.'
		],
		[
			'a manifest that is a FIFO',
			fifo('manifest.json'),
			'',
			'.: error manifest.json: manifest.json is not a file',
			'.: error files: “manifest.json” is neither a file, a folder nor a link.'
		],
		[
			'a manifest that is a folder',
			inside('manifest.json', all()),
			'',
			'.: error manifest.json: manifest.json is not a file'
		],
		[
			'a manifest that is a link to itself',
			link('manifest.json', 'manifest.json'),
			'',
			'.: error manifest.json: manifest.json is a link, which is not followed'
		],
		['a list that is a FIFO', fifo('dogebox.json'), '', 'error dogebox.json: dogebox.json is not a file'],
		[
			'a list with faults',
			file('dogebox.json', '{ // mine\n"id": "x", "id": "y", "name": "Mine",}'),
			'',
			'error dogebox.json, line 1, column 3: This is a comment, which JSON does not have. Remove it.',
			'error dogebox.json, line 2, column 37: There is a comma before “}” with nothing after it. Remove it.',
			'warning id is there twice, in line 2 and line 2; the last one counts.'
		],
		[
			'a list of what is no pup',
			all(
				file('archive.tar.gz', ''),
				fifo('pipe'),
				link('loop', 'loop'),
				index(
					...['archive.tar.gz', 'archive.tar.gz/x', 'pipe', 'loop', 'none', '/etc'].map((location) => ({ location })),
					{}
				)
			),
			'',
			'error dogebox.json: pups.0: archive.tar.gz is not a folder.',
			'error dogebox.json: pups.1: This path leads outside its folder.',
			'error dogebox.json: pups.2: pipe is not a folder.',
			'error dogebox.json: pups.3: This path leads outside its folder.',
			'error dogebox.json: pups.4: There is no folder none.',
			'error dogebox.json: pups.5: This path leads outside its folder.',
			'error dogebox.json: pups.6: missing field: location in pups'
		],
		['the folder of a web source', all(file('test-1.0.0.tar.gz', ARCHIVE), index(web())), ''],
		['one whose archives lie elsewhere', index(web()), '', FAR],
		[
			'one with another archive',
			all(file('test-1.0.0.tar.gz', 'other'), index(web())),
			'',
			`test-1.0.0.tar.gz: error sha256: The SHA-256 of test-1.0.0.tar.gz differs: found ${createHash('sha256').update('other').digest('hex')}, wanted ${SHA256}. If it is the right archive, write the found one.`
		],
		[
			'one with a bad manifest and one without hash',
			index(web({ manifest: { ...MANIFEST, meta: { name: '', version: 'v1.0.0' } } }), web({ sha256: 'x' })),
			'',
			'error dogebox.json: pups.1: sha256 must have 64 hexadecimal digits',
			'test-1.0.0.tar.gz: error meta.name: manifest meta.name is required: found "", wanted text that is not empty',
			'test-1.0.0.tar.gz: warning The version “v1.0.0” does not begin with a number. Write “1.0.0”; only the git tag begins with “v”.',
			FAR,
			FAR
		],
		[
			'a flake without its files',
			file('manifest.json', { ...MANIFEST, container: { ...MANIFEST.container, build: { type: 'flake' } } }),
			'',
			'.: error container.build.flake: There is no flake.nix in the pup’s folder.',
			'.: error container.build.flake: There is no flake.lock in the pup’s folder.',
			...NOTES
		],
		[
			'a bad manifest, and what it names is looked at all the same',
			file('manifest.json', {
				...MANIFEST,
				meta: { name: 5, version: '1.0.0', logoPath: 'none.png' },
				container: { ...MANIFEST.container, build: { nixFile: 'pup.nix', nixFileSha256: SHA256 } }
			}),
			'',
			'.: error meta.name: found 5, wanted text',
			'.: error container.build.nixFile: Its pup.nix is not there.',
			'.: warning With Nix, the service “web” cannot start: a Dogebox appends its exec directly to the path of the package, so it must begin with “/”. Found “python3 -m http.server”.',
			'.: warning Its logo none.png is missing or is not a picture.',
			NOTES[1]!
		]
	])('%s', async (_what, build, path, ...messages) => {
		expect(await said(build, path)).toEqual(messages);
	});

	it('a folder that may not be read', async () => {
		const closed: Build = inside('pup', (folder) => chmodSync(folder, 0o000));
		// Root may read everything, so the check runs as nobody.
		const root0 = process.geteuid?.() === 0;
		if (root0) {
			chmodSync(root, 0o777);
			process.seteuid!(65_534);
		}
		try {
			expect(await said(closed, 'pup')).toEqual([
				'You may not read DIR/pup, or a folder above it. Its owner can allow it: chmod -R a+rX'
			]);
			expect(await said(all(file('manifest.json', MANIFEST), closedFile('manifest.json')))).toEqual([
				'.: error manifest.json: manifest.json may not be read',
				'.: error files: it may not be read'
			]);
		} finally {
			if (root0) process.seteuid!(0);
		}
	});
});
