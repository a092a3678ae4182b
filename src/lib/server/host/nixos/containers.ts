/**
 * Verbs for NixOS containers: one container per pup, created and removed by nixos-container, run as
 * `container@NAME.service`. nixos-container's files `/etc/nixos-containers/NAME.conf` record which
 * pup a container belongs to, so the mapping survives the loss of our database.
 *
 * No verb evaluates or builds anything. A container's system is a store path that was built before.
 * So no verb can rebuild the host, and a failed build changes nothing.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { writeFileAtomic } from '../../files/index.ts';
import { containerDevices } from '../containers/index.ts';
import { findProgram } from '../programs.ts';
import type { SpawnOptions } from '../spawn.ts';
import { verb, type VerbContext } from '../verb.ts';
import { CONF_FOLDER, confOf, containerName, nixosConf, PROFILES, unitProperties } from './conf.ts';
import { deviceProperties, handOver, reclaim, type Handed } from './handed.ts';
import { containerId, credential, name, plainPath, properties, systemPath } from './schemas.ts';

/** systemd kills a container that has not stopped within this time; milliseconds. */
const STOP_WITHIN = 120_000;

export interface NixosContainer {
	/** Id of the pup, 32 hex digits. */
	id: string;
	/** Name in nixos-container. */
	name: string;
	/** Whether its unit is active. */
	running: boolean;
}

export const options = (context: VerbContext, timeoutMs = 60_000): SpawnOptions => ({
	signal: context.signal,
	timeoutMs
});

/** @throws BoxError `program-missing` when this is no NixOS */
function needNixos(): void {
	if (findProgram('nixos-container')) return;
	throw new BoxError({
		code: 'program-missing',
		status: 503,
		message: 'The program nixos-container is not there.',
		hint: 'It comes with NixOS: import nix/host.nix, or nix/module.nix, into its configuration.'
	});
}

/** All containers of this instance, by name. */
async function ours({ names }: VerbContext): Promise<Map<string, string>> {
	const files = await readdir(CONF_FOLDER).catch(() => []);
	const found = new Map<string, string>();
	for (const file of files.filter((file) => file.endsWith('.conf')).sort()) {
		const of = confOf(await readFile(join(CONF_FOLDER, file), 'utf8').catch(() => ''));
		if (of?.instance === names.instance) found.set(file.slice(0, -'.conf'.length), of.id);
	}
	return found;
}

/** Checks what the schema cannot express: the container belongs to this instance. */
export async function needOurs(named: string, context: VerbContext): Promise<string> {
	needNixos();
	const id = (await ours(context)).get(named);
	if (id !== undefined) return id;
	throw new BoxError({ code: 'invalid-host-call', status: 500, message: `The container ${named} is not ours.` });
}

export const unit = (named: string) => `container@${named}.service`;
const profile = (named: string) => join(PROFILES, named, 'system');

/** Lists the containers of this instance, and whether they run. */
export const nixosList = verb('nixos.list', v.strictObject({}), async (_args, context): Promise<NixosContainer[]> => {
	needNixos();
	const all = await ours(context);
	if (all.size === 0) return [];
	// 3 when any is not active; prints one line each, in order (systemctl(1), is-active).
	const { stdout } = await context.spawn('systemctl', ['is-active', ...[...all.keys()].map(unit)], {
		...options(context),
		allow: [3, 4]
	});
	const states = stdout.split('\n');
	return [...all].map(([name, id], at) => ({ id, name, running: states[at] === 'active' }));
});

/** Writes the settings of nixos-container and the container's unit. */
function writeConf(
	named: string,
	id: string,
	files: v.InferOutput<typeof filesOf>,
	handed: Handed,
	context: VerbContext
) {
	const { instance, idBase } = context.names;
	const { data, storage } = context.paths;
	const text = nixosConf({
		id,
		instance,
		idBase,
		// Fixed here rather than sent by dogeboxd, so it cannot request files of anything else.
		binds: [
			{ source: v.parse(plainPath, join(storage, id)), target: '/storage', readonly: false },
			{ source: v.parse(plainPath, join(data, 'pups', id, files)), target: '/pup', readonly: true }
		],
		...handed
	});
	writeFileAtomic(join(CONF_FOLDER, `${named}.conf`), text, { mode: 0o644 });
}

/** The copy of the pup's files that it sees. */
const filesOf = v.picklist(['source', 'source.1', 'source.2']);

/**
 * Creates a container without starting it. Updates an existing one instead.
 * @returns its name, at most 11 characters
 */
export const nixosCreate = verb(
	'nixos.create',
	v.strictObject({ id: containerId, systemPath, files: filesOf }),
	async ({ id, systemPath, files }, context): Promise<{ name: string }> => {
		needNixos();
		const all = await ours(context);
		const there = [...all].find(([, of]) => of === id)?.[0];
		const taken = (await readdir(CONF_FOLDER).catch(() => [])).map((file) => file.replace(/\.conf$/, ''));
		const name = there ?? containerName(id, new Set(taken));
		if (there === undefined) {
			await context.spawn('nixos-container', ['create', name, '--system-path', systemPath], options(context));
		} else {
			await context.spawn('nix-env', ['--profile', profile(name), '--set', systemPath], options(context));
		}
		writeConf(name, id, files, { devices: [], credentials: [] }, context);
		return { name };
	}
);

/**
 * Makes the container run another system from its next start on. The previous system stays as a
 * generation of its profile.
 */
export const nixosUpdate = verb(
	'nixos.update',
	v.strictObject({ name, systemPath }),
	async ({ name, systemPath }, context): Promise<null> => {
		await needOurs(name, context);
		await context.spawn('nix-env', ['--profile', profile(name), '--set', systemPath], options(context));
		return null;
	}
);

/** Returns to the previous generation. */
export const nixosRollback = verb(
	'nixos.rollback',
	v.strictObject({ name }),
	async ({ name }, context): Promise<null> => {
		await needOurs(name, context);
		await context.spawn('nix-env', ['--profile', profile(name), '--rollback'], options(context));
		return null;
	}
);

/** Sets limits of the unit until the host reboots; a running one gets them at once. */
export const nixosLimits = verb(
	'nixos.limits',
	v.strictObject({ name, limits: properties }),
	async ({ name, limits }, context): Promise<null> => {
		await needOurs(name, context);
		const given = ['set-property', '--runtime', unit(name), ...unitProperties(limits)];
		await context.spawn('systemctl', given, options(context));
		return null;
	}
);

/**
 * Starts a container with its devices and credentials; resolves when it is up. Idempotent.
 * @throws BoxError `host-command-failed` with the message of systemctl
 */
export const nixosStart = verb(
	'nixos.start',
	v.strictObject({
		name,
		files: filesOf,
		devices: containerDevices,
		/** Files of its storage that its services get as credentials, if they exist. */
		credentials: v.pipe(v.array(credential), v.maxLength(16))
	}),
	async ({ name, files, devices, credentials }, context): Promise<null> => {
		const id = await needOurs(name, context);
		await letGo(name, id, context);
		const handed = await handOver(id, { devices, credentials }, context);
		writeConf(name, id, files, handed, context);
		if (handed.devices.length > 0) await allow(name, handed.devices, context);
		await context.spawn('systemctl', ['start', unit(name)], options(context));
		return null;
	}
);

/** Stops a container; one that is not running is no error. */
export const nixosStop = verb('nixos.stop', v.strictObject({ name }), async ({ name }, context): Promise<null> => {
	const id = await needOurs(name, context);
	await context.spawn('systemctl', ['stop', unit(name)], options(context, STOP_WITHIN));
	await letGo(name, id, context);
	return null;
});

/** Removes a container with its profile. A missing one is no error. */
export const nixosDestroy = verb(
	'nixos.destroy',
	v.strictObject({ name }),
	async ({ name }, context): Promise<null> => {
		needNixos();
		const id = (await ours(context)).get(name);
		if (id === undefined) return null;
		await context.spawn('nixos-container', ['destroy', name], options(context, STOP_WITHIN));
		await letGo(name, id, context);
		return null;
	}
);

/** Removes devices and credentials, and revokes the unit's device access. */
async function letGo(named: string, id: string, context: VerbContext): Promise<void> {
	if (await reclaim(id, context)) await allow(named, [], context);
}

async function allow(named: string, devices: Handed['devices'], context: VerbContext): Promise<void> {
	const given = ['set-property', '--runtime', unit(named), ...deviceProperties(devices)];
	await context.spawn('systemctl', given, options(context));
}
