/**
 * The record of a container's specification, kept with its pup to detect changes of the desired
 * state. Short and without secrets: any value that may contain a password is stored as a digest
 * keyed with the box's own key.
 */
import type { ContainerSpec } from '../../containers/types.ts';
import { configEnv, type ConfigValues } from '../config/index.ts';
import { isLinkVariable } from './link-variables.ts';
import type { PupRow, ServiceSpecRecord, SpecRecord } from '../installed/index.ts';

/** A keyed digest of a text, hex. */
export type Digest = (text: string) => string;

/**
 * Converts a specification to its record.
 * @param row the pup of the specification
 * @param config its settings in plain text
 */
export function recordOf(spec: ContainerSpec, row: PupRow, config: ConfigValues, digest: Digest): SpecRecord {
	const of = (value: unknown) => digest(JSON.stringify(value));
	const values = of([...config].sort(([a], [b]) => (a < b ? -1 : 1)));
	const fromConfig = configEnv(config);
	const services = spec.processes.map(({ name, argv, cwd, env, user }): [string, ServiceSpecRecord] => {
		const command = row.manifest.container.services.find((service) => service.name === name)?.command;
		const own = Object.entries(env).filter(([key]) => !(key in fromConfig));
		const links = own.filter(([key, value]) => isLinkVariable(key) && command?.env[key] !== value);
		const boxes = own.filter(([key, value]) => isOfTheBox(key) && !isLinkVariable(key) && command?.env[key] !== value);
		const others = own.filter((entry) => !boxes.includes(entry) && !links.includes(entry));
		return [
			name,
			{
				program: of([argv, cwd, others]),
				config: values,
				box: of([boxes, user]),
				links: links.length > 0 ? of(links) : null
			}
		];
	});
	const { network, mounts, hostname, limits, idRange, memoryFolders, aio } = spec;
	return hashed(
		{
			version: row.version,
			treeHash: row.dev ? null : row.treeHash,
			layers: row.layers,
			dev: row.dev,
			limits,
			...(spec.devices && { devices: spec.devices.map(({ node, access }) => `${node} ${access}`) }),
			box: of([
				mounts.map(({ source, target }) => [source, target]),
				network?.address ?? null,
				network?.hosts ?? [],
				hostname,
				idRange,
				memoryFolders,
				...(aio ? ['aio'] : [])
			]),
			services: Object.fromEntries(services)
		},
		digest
	);
}

/**
 * Variables that dogeboxd sets for every service. A manifest or image may have set some of them
 * too.
 */
const isOfTheBox = (name: string) => name.startsWith('DBX_') || ['PATH', 'LANG', 'HOME'].includes(name);

function hashed(parts: Omit<SpecRecord, 'hash'>, digest: Digest): SpecRecord {
	const { services, ...rest } = parts;
	const inOrder = Object.entries(services).sort(([a], [b]) => (a < b ? -1 : 1));
	return { hash: digest(JSON.stringify([rest, inOrder])), ...parts };
}

/**
 * Returns the record of an existing container after some of its services were restarted.
 * @param was the container's record before that
 * @param wanted the record that the services were started from
 * @param started the services' names
 */
export function withServices(
	was: SpecRecord,
	wanted: SpecRecord,
	started: readonly string[],
	digest: Digest
): SpecRecord {
	const { hash: _hash, ...rest } = was;
	const services = { ...was.services };
	for (const name of started) if (wanted.services[name]) services[name] = wanted.services[name];
	// Every start of a service writes the limits too.
	return hashed({ ...rest, limits: wanted.limits, services }, digest);
}
