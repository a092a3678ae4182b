/** What is decided about a listing without reading any file: order, signatures, times. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkNixFile } from './integrity.ts';
import { readListing, writeListing } from './listing-store.ts';
import { nextRefresh, REFRESH_MS } from './schedule.ts';
import { createSignatureJudge, readSums } from './signatures.ts';
import { signatureOf } from './offers.ts';
import { hash, judged, listed, manifestOf, offer } from '../../../../tests/support/offers.ts';
import type { SourceListing } from './types.ts';
import { compareVersions, problemOf } from './versions.ts';

describe('versions', () => {
	it('stand newest first, and what is none at the end', () => {
		const mixed = ['0.0.9', 'latest', '1.0.0-rc.1', '0.0.10', 'v1.0.0', '2024', '1.0.0+b', 'abc'];
		expect(mixed.sort(compareVersions)).toEqual([
			'1.0.0+b',
			'v1.0.0',
			'1.0.0-rc.1',
			'0.0.10',
			'0.0.9',
			'latest',
			'abc',
			'2024'
		]);
	});
});

describe('the Nix file', () => {
	const manifest = (nixFileSha256: string) =>
		manifestOf('N', '1.0.0', { container: { build: { nixFile: 'pup.nix', nixFileSha256 } } });
	it('must be the one the manifest names', () => {
		expect(checkNixFile(manifest(hash('x')), Buffer.from('x'))).toBeNull();
		expect(checkNixFile(manifest(hash('x').toUpperCase()), Buffer.from('x'))).toBeNull();
		expect(checkNixFile(manifest(hash('x')), Buffer.from('y'))).toContain('differs: found ');
		expect(checkNixFile(manifest(hash('x')), null)).toBe('Its pup.nix is not there.');
		expect(checkNixFile(manifestOf('D', '1.0.0'), null)).toBeNull();
	});
});

describe('signatures', () => {
	it('read lists of hashes as sha256sum writes them', () => {
		const [a, b, c] = [hash('a'), hash('b'), hash('c')];
		const sums = readSums(`# note\n${a}  core\r\n${b} *./apps/one/\n${c}  .\n${a}\nzz  x\n`);
		expect([...sums]).toEqual([
			['core', a],
			['apps/one', b],
			['.', c]
		]);
	});

	it('are not asked for without a key, and always with one', () => {
		const version = listed('A', '1.0.0');
		const signed = { '*': { text: `${hash('x')}  A\n`, signature: 'untrusted comment: forged' } };
		expect(createSignatureJudge('git', { signed }, null)(version).state).toBe('unsigned');
		const key = 'RWQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
		expect(createSignatureJudge('git', { signed: {} }, key)(version).state).toBe('failed');
		expect(createSignatureJudge('git', { signed }, key)(version)).toMatchObject({ state: 'failed' });
	});

	it('make a source fail with the newest version of any pup', () => {
		const good = judged(listed('A', '2.0.0'), { signature: 'verified' });
		const bad = judged(listed('A', '3.0.0'), { signature: 'failed', signatureProblem: 'It is not signed.' });
		expect(signatureOf(false, [offer('A', bad)])).toBe('unsigned');
		expect(signatureOf(true, [offer('A', good)])).toBe('verified');
		expect(signatureOf(true, [offer('A', bad, good)])).toBe('failed');
		expect(signatureOf(true, [])).toBe('failed');
		expect(offer('A', bad, good).shown.version).toBe('2.0.0');
		expect(problemOf(bad)).toBe('It is not signed.');
	});
});

describe('the next look at a source', () => {
	const facts = { seenMs: null as number | null, failed: false, failures: 0, now: 1e12, random: 0.5 };
	it('comes soon where nothing is known, later where it was seen, and ever later after failures', () => {
		const after = (more: Partial<typeof facts>) => nextRefresh({ ...facts, ...more }) - facts.now;
		expect(after({})).toBeLessThan(60_000);
		expect(after({})).toBeGreaterThan(1000);
		expect(after({ seenMs: 0 })).toBe(REFRESH_MS);
		expect(after({ seenMs: 0, failed: true })).toBeLessThan(60_000);
		expect(after({ seenMs: 2 * REFRESH_MS })).toBeLessThan(60_000);
		expect(after({ seenMs: -86_400_000 }), 'the clock was set back by a day').toBe(REFRESH_MS);
		const waits = [1, 2, 3, 4, 20].map((failures) => after({ failures, failed: true }));
		expect(waits).toEqual([300_000, 900_000, 2_700_000, 8_100_000, REFRESH_MS]);
		expect(nextRefresh({ ...facts, seenMs: 0, random: 0 })).not.toBe(nextRefresh({ ...facts, seenMs: 0 }));
	});
});

describe('a kept listing', () => {
	let folder: string;
	beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'dbx-listing-'))));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it('comes back whole, or not at all', async () => {
		const file = join(folder, 'source', 'listing.json');
		const listing: SourceListing = {
			name: 'S',
			pups: [{ name: 'A', versions: [listed('A', '1.0.0', { warnings: ['w'] })] }],
			unreadable: [{ location: 'x', reason: 'y' }],
			conflicts: [{ name: 'A', version: '1.0.0', taken: 'a', left: ['b'] }],
			signed: { '*': { text: 't', signature: 's' } }
		};
		expect(await readListing(file)).toBeNull();
		writeListing(file, listing);
		expect(await readListing(file)).toEqual(listing);
		const text = readFileSync(file, 'utf8');
		for (const broken of [
			text.slice(0, -5),
			text.replace('"format":1', '"format":0'),
			text.replace('"manifestVersion":1', '"manifestVersion":7'),
			text.replace('"unreadable"', '"other"'),
			'null'
		]) {
			writeFileSync(file, broken);
			expect(await readListing(file)).toBeNull();
		}
	});
});
