import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkMinisign, readMinisignKey } from './minisign.ts';

const missing = spawnSync('minisign', ['-v']).error !== undefined;
if (missing) console.log('skipped: minisign is not installed');

describe.skipIf(missing)('signatures made by minisign', () => {
	const content = Buffer.from('0123 what was signed\n');
	let folder: string;
	const file = (name: string) => join(folder, name);
	const keys = (name: string) => {
		execFileSync('minisign', ['-GW', '-p', file(`${name}.pub`), '-s', file(`${name}.key`)]);
		return readMinisignKey(readFileSync(file(`${name}.pub`), 'utf8'));
	};
	const sign = (...options: string[]) => {
		writeFileSync(file('text'), content);
		execFileSync('minisign', ['-S', '-s', file('one.key'), '-m', file('text'), '-t', 'made for a test', ...options]);
		return readFileSync(file('text.minisig'), 'utf8');
	};
	let key: ReturnType<typeof readMinisignKey>;
	let other: ReturnType<typeof readMinisignKey>;

	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'dbx-minisign-'));
		key = keys('one');
		other = keys('two');
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	it.each([['prehashed'], ['-l']])('are right (%s)', (option) => {
		const signature = sign(...(option === '-l' ? ['-l'] : []));
		expect(checkMinisign(content, signature, key)).toBeNull();
		expect(checkMinisign(content, signature.replaceAll('\n', '\r\n'), key)).toBeNull();
		expect(checkMinisign(Buffer.from('0123 what was signed'), signature, key)).toBe('does not fit the content');
		expect(checkMinisign(content, signature, other)).toBe('was made with another key');
		expect(checkMinisign(content, signature.replace('made for', 'made by'), key)).toBe('has a changed comment');
		const forged = { ...other, id: key.id };
		expect(checkMinisign(content, signature, forged)).toBe('does not fit the content');
	});

	it('are refused when anything of them is changed', () => {
		const signature = sign();
		const [untrusted = '', own = '', trusted = '', global = ''] = signature.split('\n');
		const flip = (line: string, at: number) => {
			const bytes = Buffer.from(line, 'base64');
			bytes[at] = bytes[at]! ^ 1;
			return bytes.toString('base64');
		};
		const text = (...lines: string[]) => `${lines.join('\n')}\n`;
		expect(checkMinisign(content, text(untrusted, flip(own, 70), trusted, global), key)).toBe(
			'does not fit the content'
		);
		expect(checkMinisign(content, text(untrusted, own, trusted, flip(global, 5)), key)).toBe('has a changed comment');
		expect(checkMinisign(content, text(untrusted, flip(own, 4), trusted, global), key)).toBe(
			'was made with another key'
		);
		expect(checkMinisign(content, text(untrusted, flip(own, 1), trusted, global), key)).toMatch(/kind|format/);
		for (const broken of [
			'',
			own,
			text(untrusted, own),
			text(untrusted, own, trusted),
			text(untrusted, own.slice(4), trusted, global),
			text(untrusted, `${own}=`, trusted, global),
			text(untrusted, own, trusted, global, 'more'),
			text(own, untrusted, trusted, global)
		])
			expect(checkMinisign(content, broken, key)).toBe('is not in the format of minisign');
	});

	it('read the key from its line or its file', () => {
		expect(readMinisignKey(`  ${key.text}\n`).text).toBe(key.text);
		expect(key.text).toMatch(/^RW/);
		for (const bad of ['', 'RWQ', `${key.text}AAAA`, Buffer.alloc(42).toString('base64'), sign()]) {
			expect(() => readMinisignKey(bad)).toThrow(expect.objectContaining({ code: 'bad-key', status: 422 }));
		}
	});
});
