// What the network of pups leaves on the host when the box is removed: a bridge, and tables of nft.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';

/**
 * The instance that a box is, as `config-from-env.ts` finds it.
 * @param {{ instance?: string | undefined, data?: string | undefined }} given settings, where given
 */
export function instanceOf({ instance, data = '/var/lib/dogebox' }) {
	const folder = resolve(data);
	if (instance) return instance;
	if (folder === '/var/lib/dogebox') return 'dbx';
	return `dbx${createHash('sha256').update(folder).digest('hex').slice(0, 6)}`;
}

/**
 * Names of what an instance has on the host, as dogeboxd's `namesOf` gives them.
 * @param {string} instance
 */
const namesOf = (instance) => {
	const table = `dogebox_${instance.replaceAll('-', '_')}`;
	return { bridge: `${instance}0`, tables: [`bridge ${table}`, `inet ${table}`, `inet ${table}_flows`] };
};

/**
 * Removes the bridge and the tables of an instance that is stopped. Where pups still run they stay:
 * without them these pups would reach everything.
 * @param {string} instance as {@link instanceOf} gives it
 * @returns {boolean} whether nothing of it is left
 */
export function removeNetwork(instance) {
	const { bridge, tables } = namesOf(instance);
	const run = (/** @type {string} */ program, /** @type {string[]} */ args, input = '') =>
		spawnSync(program, args, { input, encoding: 'utf8' });
	const connected = run('ip', ['-o', 'link', 'show', 'master', bridge]);
	if (connected.stdout?.trim()) return false;
	// Without a bridge of that name the first has failed.
	const gone = connected.status !== 0 || run('ip', ['link', 'delete', 'dev', bridge]).status === 0;
	// A table is made first, so that one that is not there is no error.
	const removed =
		run('nft', ['-f', '-'], tables.map((table) => `table ${table}\ndelete table ${table}\n`).join('')).status === 0;
	return gone && removed;
}
