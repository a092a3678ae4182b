import {
	chmodSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BoxError } from '../../contract/errors.ts';
import { createSealer } from './index.ts';

const failure = (code: string) => expect.objectContaining({ code }) as BoxError;

describe('sealing of stored secrets', () => {
	let folder = '';
	let keyFile = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'sealer-'));
		keyFile = join(folder, 'data', 'secret.key');
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it('makes its key once, for its owner alone, and leaves nothing else', () => {
		const sealed = createSealer({ keyFile }).seal('such secret', 'pup/1/password');
		expect(statSync(keyFile).mode & 0o777).toBe(0o600);
		expect(readFileSync(keyFile)).toHaveLength(32);
		expect(readdirSync(join(folder, 'data'))).toEqual(['secret.key']);
		expect(sealed).not.toContain('such');
		expect(createSealer({ keyFile }).open(sealed, 'pup/1/password')).toBe('such secret');
	});

	it('tells equal texts by a digest that needs the key: the same over restarts, another under another key', () => {
		const { digest } = createSealer({ keyFile });
		expect(digest('such secret')).toMatch(/^[0-9a-f]{64}$/);
		expect(createSealer({ keyFile }).digest('such secret')).toBe(digest('such secret'));
		expect(digest('such secret.')).not.toBe(digest('such secret'));
		expect(createSealer({ keyFile: `${keyFile}.other` }).digest('such secret')).not.toBe(digest('such secret'));
	});

	it('seals the same text differently each time, also an empty and a long one', () => {
		const sealer = createSealer({ keyFile });
		for (const text of ['', '狗\0\n', 'x'.repeat(100_000)]) {
			const sealed = sealer.seal(text, 'c');
			expect(sealer.open(sealed, 'c')).toBe(text);
			expect(sealer.seal(text, 'c')).not.toBe(sealed);
		}
	});

	it('opens nothing in another place, changed, or with another key', () => {
		const sealer = createSealer({ keyFile });
		const sealed = sealer.seal('secret', 'pup/1/password');
		expect(() => sealer.open(sealed, 'pup/2/password')).toThrow(failure('sealed-unreadable'));
		const middle = sealed.length >> 1;
		const changed = sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1);
		for (const bad of [changed, sealed.slice(0, -3), sealed.slice(3), 'x1.', '', 'secret']) {
			expect(() => sealer.open(bad, 'pup/1/password')).toThrow(failure('sealed-unreadable'));
		}
		rmSync(keyFile);
		expect(() => createSealer({ keyFile }).open(sealed, 'pup/1/password')).toThrow(failure('sealed-unreadable'));
	});

	it('refuses a key file of another size and does not overwrite it', () => {
		createSealer({ keyFile });
		for (const size of [0, 31, 33]) {
			writeFileSync(keyFile, Buffer.alloc(size));
			expect(() => createSealer({ keyFile })).toThrow(failure('bad-key-file'));
			expect(readFileSync(keyFile)).toHaveLength(size);
		}
		rmSync(keyFile);
		expect(existsSync(keyFile)).toBe(false);
	});

	it('closes a key file that came back from a backup readable for all', () => {
		const sealed = createSealer({ keyFile }).seal('secret', 'c');
		chmodSync(keyFile, 0o644);
		expect(createSealer({ keyFile }).open(sealed, 'c')).toBe('secret');
		expect(statSync(keyFile).mode & 0o777).toBe(0o600);
	});
});
