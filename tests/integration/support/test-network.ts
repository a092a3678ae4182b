/** Names and folders of the network tests on the host. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostNames, HostPaths } from '../../../src/lib/server/host/index.ts';
import { mkdtempSync, spawnSync } from '../../support/as-root.ts';

/** Runs a program of the host to its end. */
export const run = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8' });

/** Whether this process is root and the host has these programs. */
export const hasTools = (...tools: string[]) =>
	process.getuid?.() === 0 && tools.every((tool) => run(tool, '-V').error === undefined);

/**
 * Names that no other run uses at this moment, and a data folder.
 * @param mark three letters that only one test uses
 * @param subnet subnet of the bridge that only one test uses
 */
export function testNetwork(mark: string, subnet: string) {
	const tag = (process.pid % 0xffffff).toString(16).padStart(6, '0');
	const instance = `${mark}${tag}`;
	const bridge = `${instance}0`;
	const table = `dogebox_${mark}_${tag}`;
	const data = mkdtempSync(join(tmpdir(), `${instance}-`));
	const paths: HostPaths = {
		data,
		storage: join(data, 'storage'),
		images: join(data, 'images'),
		logs: join(data, 'logs'),
		run: join('/run/dogebox', instance)
	};
	const names: HostNames = { instance, bridge, subnet, nftTable: table, cgroup: `/${instance}`, idBase: 524288 };
	return { instance, bridge, table, data, paths, names };
}
