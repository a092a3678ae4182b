/** Checks that dogeboxd may request a container's configuration. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { isWithin } from '../confine.ts';
import { type OciConfig } from '../oci-schema.ts';
import { settleAll } from '../../settle-all.ts';
import { RANGE_SIZE } from '../ids/index.ts';
import { containerFolder, findProgram } from '../programs.ts';
import { type VerbContext } from '../verb.ts';
import { isOfContainer } from './cgroup.ts';
import { mountSource } from './mount-source.ts';

/**
 * Checks what the schema cannot express: paths, namespaces and ids must belong to this instance.
 */
export async function checkConfig(id: string, config: OciConfig, context: VerbContext): Promise<void> {
	const folder = containerFolder(context.paths, id);
	const refuse = (what: string) => {
		throw new BoxError({ code: 'invalid-host-call', status: 500, message: `The host refused a container: ${what}` });
	};
	if (!isWithin(folder, config.root.path)) refuse(`its root is not in ${folder}`);
	if (!isWithin(join(context.names.cgroup, id), config.linux.cgroupsPath)) refuse('its control group is not its own');
	const base = await baseOfNamespace(config, context);
	for (const mapping of [...(config.linux.uidMappings ?? []), ...(config.linux.gidMappings ?? [])]) {
		if (mapping.hostID !== base) refuse('its ids are not the mapped range');
	}
	for (const { path } of config.linux.namespaces) {
		const pid = /^\/proc\/(\d+)\//.exec(path ?? '')?.[1];
		if (pid !== undefined && !isOfContainer(Number(pid), id, context)) refuse('it joins a process of somebody else');
	}
	const init = findProgram('catatonit');
	await settleAll(
		config.mounts
			.filter(({ type, source, options }) => type === 'bind' && !(source === init && options.includes('ro')))
			.map(({ source }) => mountSource(source, context))
	);
}

/**
 * Returns the first host id of the joined user namespace according to the kernel; for a new user
 * namespace, the first id of the range on the disk.
 */
async function baseOfNamespace(config: OciConfig, context: VerbContext): Promise<number | null> {
	const user = config.linux.namespaces.find((namespace) => namespace.type === 'user');
	if (user?.path === undefined) return context.names.idBase;
	const map = await readFile(join(dirname(dirname(user.path)), 'uid_map'), 'utf8').catch(() => '');
	const [inside, base, count] = map.trim().split(/\s+/).map(Number);
	return inside === 0 && base !== undefined && base >= context.names.idBase && count === RANGE_SIZE ? base : null;
}
