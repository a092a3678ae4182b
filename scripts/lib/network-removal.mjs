// What the network of pups leaves on the host when the box is removed: a bridge, and tables of nft.
// deploy/debian/postrm and deploy/install.sh do the same where no program of ours is left.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { instanceFor, networkNames } from '../../src/lib/server/instance.js';

/** Where root's box keeps its data when no setting names another folder. */
const STANDARD = '/var/lib/dogebox';

/**
 * The instance that a box is, as `config-from-env.ts` finds it.
 * @param {{ instance?: string | undefined, data?: string | undefined }} given settings, where given
 */
export const instanceOf = ({ instance, data = STANDARD }) => instance || instanceFor(resolve(data), STANDARD);

/**
 * Removes the bridge and the tables of an instance that is stopped. Where pups still run they stay:
 * without them these pups would reach everything.
 * @param {string} instance as {@link instanceOf} gives it
 * @returns {'removed' | 'connected' | 'failed'} `connected`: pups still run
 */
export function removeNetwork(instance) {
	const { bridge, nftTable: table } = networkNames(instance);
	const tables = [`bridge ${table}`, `inet ${table}`, `inet ${table}_flows`, `inet ${table}_fast`];
	const run = (/** @type {string} */ program, /** @type {string[]} */ args, input = '') =>
		spawnSync(program, args, { input, encoding: 'utf8' });
	const connected = run('ip', ['-o', 'link', 'show', 'master', bridge]);
	if (connected.stdout?.trim()) return 'connected';
	// Without a bridge of that name the first has failed.
	const gone = connected.status !== 0 || run('ip', ['link', 'delete', 'dev', bridge]).status === 0;
	// A table is made first, so that one that is not there is no error.
	const remove = (/** @type {string[]} */ list) =>
		run('nft', ['-f', '-'], list.map((one) => `table ${one}\ndelete table ${one}\n`).join('')).status === 0;
	// A kernel may have no tables of this family.
	remove([`netdev ${table}`]);
	return remove(tables) && gone ? 'removed' : 'failed';
}
