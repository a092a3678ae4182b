/**
 * What is left of the pups' network after the box has been removed. Runs in its own network
 * namespace with the real ip and nft.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { instanceOf } from '../../scripts/lib/network-removal.mjs';
import { readConfig } from '../../src/lib/server/config-from-env.ts';
import { fastTable } from '../../src/lib/server/host/network/fast-path.ts';
import { flowsTable } from '../../src/lib/server/host/network/flows.ts';
import { namesOf } from '../../src/lib/server/paths.ts';
import { root } from '../support/program.ts';
import { spawnSync } from '../support/as-root.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('network-removal.test: skipped, it needs root');

const { bridge, nftTable } = namesOf({ instance: 'dbx', subnet: '10.69.0.0/16' });
const TABLES = [
	...[`bridge ${nftTable}`, `inet ${nftTable}`, `inet ${flowsTable(nftTable)}`],
	...[`netdev ${nftTable}`, `inet ${fastTable(nftTable)}`]
];
const BY_SCRIPT = `${process.execPath} -e "import('${join(root, 'scripts/lib/network-removal.mjs')}').then((it) => console.log(it.removeNetwork('dbx')))"`;
// The rest of the script is not the subject of this test, so the host's own systemd is not called.
const BY_PACKAGE = `mount --bind /dev/null /usr/bin/deb-systemd-helper; sh ${join(root, 'deploy/debian/postrm')} remove`;

/**
 * Runs lines of shell in a network namespace where nothing of the host's network can be changed.
 */
function apart(...lines: string[]): string {
	const ran = spawnSync('unshare', ['--net', '--mount', 'sh', '-ec', lines.join('\n')], { encoding: 'utf8' });
	return `${String(ran.stdout)}${String(ran.stderr)}`.trim();
}
const script = [
	`ip link add name ${bridge} type bridge`,
	...TABLES.map((table) => `nft add table ${table}`),
	'nft add table inet another'
];
const show = [`ip link show ${bridge} > /dev/null 2>&1 && echo ${bridge} || true`, 'nft list tables'];
const all = [bridge, ...TABLES.map((table) => `table ${table}`)];

describe.skipIf(!isRoot)('the network of a box that is removed', () => {
	describe.each([
		['by service:remove', BY_SCRIPT],
		['by the Debian package', BY_PACKAGE]
	])('%s', (_, remove) => {
		it('is gone, and nothing else', () => {
			const left = apart(...script, remove, ...show);
			for (const one of all) expect(left).not.toMatch(new RegExp(`^${one}$`, 'm'));
			expect(left).toContain('table inet another');
		});
		it('stays while a pup is connected: its firewall is what holds it', () => {
			const left = apart(
				...script,
				'ip link add name pup0 type veth peer name inside',
				`ip link set pup0 master ${bridge}`,
				remove,
				...show
			);
			for (const one of all) expect(left).toMatch(new RegExp(`^${one}$`, 'm'));
		});
		it('may be gone already', () => {
			expect(apart(remove, ...show).replace('removed', '')).toBe('');
		});
	});

	it.each([{}, { data: '/srv/box' }, { data: '/srv/../srv/box/' }, { instance: 'home', data: '/srv/box' }])(
		'is that of the instance that the program finds by %o',
		(given) => {
			const argv = Object.entries(given).map(([flag, value]) => `--${flag}=${value}`);
			const parts = { dkmProgram: '', builtinPups: '', migrations: '', version: '0' };
			const { config } = readConfig({ argv, env: {}, isRoot: true }, parts);
			expect(instanceOf(given)).toBe(config!.instance);
		}
	);
});
