/** Keys and signatures, compared with those of minisign itself. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkMinisign, readMinisignKey } from '../../lib/server/sources/index.ts';
import {
	newSecretKey,
	publicKeyFile,
	publicLine,
	readSecretKey,
	scryptOf,
	secretKeyFile,
	signMinisign
} from './minisign-secret.ts';

const missing = spawnSync('minisign', ['-v']).error !== undefined;
if (missing) console.log('skipped: minisign is not installed');

const content = Buffer.from('what is signed\n');
/** Little work, for tests. The format is the same. */
const QUICK = { ops: 32_768, memory: 16 * 1024 * 1024 };
const never = () => Promise.reject(new Error('no passphrase is to be asked for'));

describe('a key', () => {
	it('is read as it was written, open and sealed', async () => {
		const key = newSecretKey();
		expect(await readSecretKey(await secretKeyFile(key, null), never)).toEqual(key);
		const sealed = await secretKeyFile(key, 'geheim', QUICK);
		expect(sealed).not.toContain(key.seed.toString('base64').slice(0, 20));
		expect(await readSecretKey(sealed, () => Promise.resolve('geheim'))).toEqual(key);
		await expect(readSecretKey(sealed, () => Promise.resolve('Geheim'))).rejects.toMatchObject({
			code: 'bad-key',
			message: 'The passphrase does not match the key.'
		});
	});

	it.each([
		['nothing', ''],
		['a public key', publicKeyFile(newSecretKey())],
		['text', 'untrusted comment: x\nhello'],
		['the beginning of one', 'untrusted comment: x\nRWRTY0Iy']
	])('is not %s', async (_, text) => {
		await expect(readSecretKey(text, never)).rejects.toMatchObject({ code: 'bad-key', status: 400 });
	});

	it('is refused where a byte of its file is another, or it asks for all memory', async () => {
		const text = await secretKeyFile(newSecretKey(), null);
		const [comment, line] = text.split('\n') as [string, string];
		const changed = (at: number, value: number, sealed = false) => {
			const bytes = Buffer.from(line, 'base64');
			if (sealed) bytes.write('Sc', 2, 'latin1');
			bytes[at] = value ^ (sealed ? 0 : bytes[at]!);
			return `${comment}\n${bytes.toString('base64')}\n`;
		};
		for (const at of [54, 70, 100, 150])
			await expect(readSecretKey(changed(at, 1), never)).rejects.toMatchObject({ message: /damaged/ });
		// The highest byte of the limit of operations, then that of the limit of memory.
		for (const at of [45, 53])
			await expect(readSecretKey(changed(at, 0x7f, true), () => Promise.resolve('x'))).rejects.toMatchObject({
				code: 'bad-key'
			});
	});

	it.each([
		// Limits of libsodium: crypto_pwhash_scryptsalsa208sha256_{INTERACTIVE,SENSITIVE}, and its
		// minimum.
		[
			{ ops: 524_288, memory: 16_777_216 },
			{ N: 2 ** 14, r: 8, p: 1 }
		],
		[
			{ ops: 33_554_432, memory: 1_073_741_824 },
			{ N: 2 ** 20, r: 8, p: 1 }
		],
		[
			{ ops: 1, memory: 16_777_216 },
			{ N: 2 ** 10, r: 8, p: 1 }
		]
	])('costs by its effort %j', (effort, parameters) => {
		expect(scryptOf(effort)).toEqual(parameters);
	});
});

it('a signature is right for its content alone', () => {
	const key = newSecretKey();
	const open = readMinisignKey(publicLine(key));
	const signature = signMinisign(content, key, 'file:x');
	expect(signMinisign(content, key, 'file:x')).toBe(signature);
	expect(checkMinisign(content, signature, open)).toBeNull();
	expect(checkMinisign(Buffer.from('other'), signature, open)).toBe('does not fit the content');
	expect(checkMinisign(content, signature.replace('file:x', 'file:y'), open)).toBe('has a changed comment');
	expect(checkMinisign(content, signature, readMinisignKey(publicLine(newSecretKey())))).toBe(
		'was made with another key'
	);
});

it.each([
	['0102030405060708', '807060504030201'],
	['81b87ae51bbc3c09', '93CBC1BE57AB881'],
	['0100000000000000', '1']
])('the id %s is written as minisign writes it', (id, text) => {
	const key = { ...newSecretKey(), id: Buffer.from(id, 'hex') };
	expect(publicKeyFile(key)).toContain(`public key ${text}\n`);
});

describe.skipIf(missing)('minisign and dbx', () => {
	let folder: string;
	const file = (name: string) => join(folder, name);
	const minisign = (args: string[], input = '') => execFileSync('minisign', args, { input, stdio: 'pipe' });
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'dbx-secret-'));
		writeFileSync(file('text'), content);
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	it('minisign takes our signatures', () => {
		const key = newSecretKey();
		writeFileSync(file('text.minisig'), signMinisign(content, key, 'timestamp:1\tfile:text\thashed'));
		writeFileSync(file('ours.pub'), publicKeyFile(key));
		expect(String(minisign(['-Vm', file('text'), '-p', file('ours.pub')]))).toContain('timestamp:1\tfile:text');
		expect(String(minisign(['-Vm', file('text'), '-P', publicLine(key)]))).toContain('verified');
		writeFileSync(file('text.minisig'), signMinisign(Buffer.from('other'), key, 'x'));
		expect(() => minisign(['-Vm', file('text'), '-p', file('ours.pub')])).toThrow();
	});

	it.each([
		['open', null],
		['sealed', 'such secret']
	])('minisign signs with our key, %s', async (_, passphrase) => {
		const key = newSecretKey();
		writeFileSync(file('ours.key'), await secretKeyFile(key, passphrase, QUICK));
		// With an open key it reads no input and may have ended before any could be written.
		minisign(['-Sm', file('text'), '-s', file('ours.key')], passphrase === null ? '' : `${passphrase}\n`);
		const signature = readFileSync(file('text.minisig'), 'utf8');
		expect(checkMinisign(content, signature, readMinisignKey(publicLine(key)))).toBeNull();
	});

	it('we sign with a key of minisign', async () => {
		minisign(['-GW', '-f', '-p', file('theirs.pub'), '-s', file('theirs.key')]);
		const key = await readSecretKey(readFileSync(file('theirs.key'), 'utf8'), never);
		expect(publicKeyFile(key)).toBe(readFileSync(file('theirs.pub'), 'utf8'));
		writeFileSync(file('text.minisig'), signMinisign(content, key, 'by dbx'));
		expect(String(minisign(['-Vm', file('text'), '-p', file('theirs.pub')]))).toContain('by dbx');
	});

	it('also with one that a passphrase seals, at its full effort', async () => {
		minisign(['-G', '-f', '-p', file('theirs.pub'), '-s', file('theirs.key')], 'wow\nwow\n');
		const key = await readSecretKey(readFileSync(file('theirs.key'), 'utf8'), () => Promise.resolve('wow'));
		expect(publicKeyFile(key)).toBe(readFileSync(file('theirs.pub'), 'utf8'));
		// Two key derivations with a gigabyte of memory each, which take long on a slow machine.
	}, 180_000);
});
