/**
 * What a container was made from, kept beside its pup so that a changed wish can be seen and named. Short, and without
 * a secret: whatever an owner or a manifest may have put a password into is kept as a digest under the box's own key.
 */
import type { ContainerSpec, LimitSpec } from '../containers/types.ts';
import { configEnv, type ConfigValues } from './config.ts';
import type { PupRow } from './rows.ts';

/** What one service was started with; digests in hex. */
export interface ServiceSpecRecord {
	/** Its command, folder and variables, as the manifest and the image give them. */
	program: string;
	/** The pup's config, as variables and as the file that every service can read. */
	config: string;
	/** What the box adds by itself: addresses, search path, account. */
	box: string;
}

export interface SpecRecord {
	/** Digest of all that follows: two records with the same one are the same. */
	hash: string;
	version: string;
	/** Hash of the files at `/pup`; null in dev mode. */
	treeHash: string | null;
	/** Ids of the layers of its root, base first. */
	layers: string[];
	dev: boolean;
	limits: LimitSpec;
	internet: boolean;
	/** Digest of what the box decides for the whole container: mounts, address, host name, user ids. */
	box: string;
	services: Record<string, ServiceSpecRecord>;
}

/** A keyed digest of a text, hex. */
export type Digest = (text: string) => string;

/**
 * Short form of a specification.
 * @param row what the specification was made for
 * @param config the values in it, in clear
 */
export function recordOf(spec: ContainerSpec, row: PupRow, config: ConfigValues, digest: Digest): SpecRecord {
	const of = (value: unknown) => digest(JSON.stringify(value));
	const values = of([...config].sort(([a], [b]) => (a < b ? -1 : 1)));
	const fromConfig = configEnv(config);
	const services = spec.processes.map(({ name, argv, cwd, env, user }): [string, ServiceSpecRecord] => {
		const command = row.manifest.container.services.find((service) => service.name === name)?.command;
		const own = Object.entries(env).filter(([key]) => !(key in fromConfig));
		const boxes = own.filter(([key, value]) => isOfTheBox(key) && command?.env[key] !== value);
		const others = own.filter((entry) => !boxes.includes(entry));
		return [name, { program: of([argv, cwd, others]), config: values, box: of([boxes, user]) }];
	});
	const { network, mounts, hostname, limits, idRange } = spec;
	return hashed(
		{
			version: row.version,
			treeHash: row.dev ? null : row.treeHash,
			layers: row.layers,
			dev: row.dev,
			limits,
			internet: network?.internet ?? false,
			box: of([mounts.map(({ source, target }) => [source, target]), network?.address ?? null, hostname, idRange]),
			services: Object.fromEntries(services)
		},
		digest
	);
}

/** Variables that the box gives every service; a manifest or image may have set some of them too. */
const isOfTheBox = (name: string) => name.startsWith('DBX_') || ['PATH', 'LANG', 'HOME'].includes(name);

function hashed(parts: Omit<SpecRecord, 'hash'>, digest: Digest): SpecRecord {
	const { services, ...rest } = parts;
	const inOrder = Object.entries(services).sort(([a], [b]) => (a < b ? -1 : 1));
	return { hash: digest(JSON.stringify([rest, inOrder])), ...parts };
}

/**
 * What a container that stands is made from after some of its services were started anew.
 * @param was what it was made from
 * @param wanted what the services were started from
 * @param started their names
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
	// The limits are written with every start of a service.
	return hashed({ ...rest, limits: wanted.limits, services }, digest);
}
