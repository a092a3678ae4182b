/** The install script before it changes anything: what it refuses, and what it says it would do. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { root } from '../../scripts/lib/prepare.mjs';

const MINISIGN = '/usr/bin/minisign';
if (!existsSync(MINISIGN)) console.log('skipped: minisign is not installed');
const work = mkdtempSync(join(tmpdir(), 'dbx-install-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const archive = join(work, `dogebox-1.2.3-linux-${process.arch}.tar.gz`);
const run = (...args: string[]) => {
	const { status, stdout, stderr } = spawnSync('/bin/sh', [join(root, 'deploy/install.sh'), ...args], {
		encoding: 'utf8'
	});
	return { status, said: stdout, why: stderr.trim() };
};

beforeEach(() => {
	writeFileSync(archive, 'a release');
	const hash = createHash('sha256').update('a release').digest('hex');
	writeFileSync(`${archive}.sha256`, `${hash}  any-name.tar.gz\n`);
});

it('explains itself, and refuses what it does not know', () => {
	expect(run('--help')).toMatchObject({ status: 0, said: expect.stringContaining('sh install.sh ARCHIVE') });
	expect(run('--prot')).toMatchObject({ status: 1, why: 'install.sh: there is no option --prot. See --help.' });
	expect(run()).toMatchObject({ status: 1, why: 'install.sh: name the archive. See --help.' });
	expect(run(archive).why).toContain('give --key KEY, or --unsigned');
	const other = join(work, 'dogebox-1.2.3-linux-riscv64.tar.gz');
	for (const end of ['', '.sha256']) writeFileSync(other + end, '');
	expect(run(other, '--unsigned', '--check').why).toContain('is no release for this processor');
});

it('refuses an archive that is not what its hash says', () => {
	writeFileSync(archive, 'a release, changed');
	expect(run(archive, '--unsigned', '--check', '--root', '/')).toMatchObject({
		status: 1,
		said: '',
		why: expect.stringContaining('the archive is damaged')
	});
});

it.skipIf(!existsSync(MINISIGN))('goes by the signature of the key that was given, and no other', () => {
	const keyOf = (name: string) => {
		const [open, secret] = [join(work, `${name}.pub`), join(work, `${name}.key`)];
		execFileSync(MINISIGN, ['-G', '-W', '-f', '-p', open, '-s', secret], { stdio: 'ignore' });
		return { secret, key: readFileSync(open, 'utf8').split('\n')[1]! };
	};
	const [signer, other] = [keyOf('signer'), keyOf('other')];
	execFileSync(MINISIGN, ['-S', '-s', signer.secret, '-m', archive], { stdio: 'ignore' });
	expect(run(archive, '--check', '--root', '/', '--key', other.key)).toMatchObject({
		status: 1,
		why: expect.stringContaining('the signature is not by this key. Nothing was changed.')
	});
	expect(run(archive, '--check', '--root', '/', '--key', signer.key).said).toContain('Signature: by the key');
});

it('says what it would do', () => {
	const { said, why, status } = run(archive, '--unsigned', '--check', '--root', '/');
	expect([status, why]).toEqual([0, '']);
	expect(said).toContain('Accounts: dogebox, dogebox-dkm, dogebox-web');
	expect(said).toContain('Checked. Nothing was changed.');
});
