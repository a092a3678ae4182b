import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOfLocation } from './listing.ts';
import { readGitLocation } from './location.ts';
import { parseTree } from './objects.ts';
import { badName } from './pup-tree.ts';

const id = 'ab'.repeat(20);
const entry = (mode: string, name: string | Buffer) =>
	Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(id, 'hex')]);

describe('a tree of git', () => {
	it('is taken apart', () => {
		const bytes = Buffer.concat([
			...[entry('100644', 'a b'), entry('100755', 'run'), entry('40000', 'dir'), entry('120000', 'link')],
			...[entry('160000', 'sub'), entry('777', 'odd'), entry('100644', Buffer.from([0xff, 0xfe]))]
		]);
		expect(parseTree(bytes)!.map(({ kind, name }) => [kind, name])).toEqual([
			['file', 'a b'],
			['executable', 'run'],
			['folder', 'dir'],
			['link', 'link'],
			['submodule', 'sub'],
			['unknown', 'odd'],
			['file', null]
		]);
		expect(parseTree(bytes)![0]!.id).toBe(id);
		expect(parseTree(Buffer.alloc(0))).toEqual([]);
	});

	it('is refused when it is cut off, whatever it holds otherwise', () => {
		const whole = entry('100644', 'file');
		for (let length = 1; length < whole.length; length += 1) expect(parseTree(whole.subarray(0, length))).toBe(null);
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				for (const item of parseTree(Buffer.from(bytes)) ?? []) expect(item.id).toMatch(/^[0-9a-f]{40}$/);
			})
		);
	});
});

describe('names', () => {
	it('that are taken for .git somewhere are refused, others not', () => {
		for (const name of [
			'.git',
			'.GIT',
			'.Git',
			'.git.',
			'.git ',
			'.git. .',
			'git~1',
			'GIT~2',
			'.git::$INDEX',
			'.git\\x',
			'.g\u200cit'
		]) {
			expect(badName(name), name).not.toBe(null);
		}
		for (const name of ['', '.', '..', 'a/b', 'a\nb', 'a\0b', '\u007f', 'x'.repeat(256), null])
			expect(badName(name)).not.toBe(null);
		for (const name of [
			'.gitignore',
			'.gitmodules',
			'.github',
			'git',
			'git~',
			'a.git',
			'...',
			'Ünïcode',
			'a\\b',
			'x'.repeat(255)
		]) {
			expect(badName(name), name).toBe(null);
		}
	});
});

describe('locations of pups', () => {
	it('are brought into one form', () => {
		expect(partsOfLocation('./a//b/')).toEqual(['a', 'b']);
		for (const root of ['', '.', './']) expect(partsOfLocation(root)).toEqual([]);
	});

	it('never lead out', () => {
		for (const bad of ['..', 'a/../b', '/a', 'a/..', 'a\nb', '.git/hooks', 'a\0', 'd/'.repeat(40)]) {
			expect(() => partsOfLocation(bad), bad).toThrow(expect.objectContaining({ code: 'bad-source', status: 422 }));
		}
	});
});

describe('locations of repositories', () => {
	it('are read with their branch', () => {
		expect(readGitLocation('https://example.org/a/b.git#feature/x')).toEqual({
			address: 'https://example.org/a/b.git',
			hostPort: 'example.org:443',
			shown: 'example.org',
			branch: 'refs/heads/feature/x'
		});
		expect(readGitLocation('http://example.org:8080/b.git').hostPort).toBe('example.org:8080');
		expect(readGitLocation('file:///srv/my%20pups#main')).toEqual({
			address: '/srv/my pups',
			hostPort: null,
			shown: '/srv/my pups',
			branch: 'refs/heads/main'
		});
		expect(readGitLocation('/srv/pups#1.git')).toMatchObject({ address: '/srv/pups#1.git', branch: null });
	});

	it('use no other transport, hold no account, and name no odd branch', () => {
		for (const bad of [
			...[
				'ssh://git@example.org/a.git',
				'git@example.org:a.git',
				'git://example.org/a.git',
				'ext::sh -c id',
				'--upload-pack=id'
			],
			...[
				'https://me:secret@example.org/a.git',
				'https://example.org/a.git#--x',
				'https://example.org/a.git#a..b',
				'file://host/x'
			],
			...['https://example.org/a.git#a.lock', '/srv/a\nb', 'ftp://example.org/a.git', 'relative', '']
		]) {
			expect(() => readGitLocation(bad), bad).toThrow(expect.objectContaining({ code: 'bad-source', status: 422 }));
		}
	});
});
