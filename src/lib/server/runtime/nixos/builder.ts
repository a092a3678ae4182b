/** Prepares the system of a container. Does not rebuild what already exists. */
import { basename } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { nixosVerbs } from '../../host/index.ts';
import type { ContainerSpec, LimitSpec } from '../spec.ts';
import type { NixosDeps } from './deps.ts';
import { describeForNixos, type Description } from './description.ts';
import { madeFrom, type Keeper, type Kept } from './kept.ts';

export function createBuilder({ host, build }: Pick<NixosDeps, 'host' | 'build'>, keeper: Keeper) {
	/** @returns the kept state of the container, rebuilt where its description has changed */
	async function prepare(spec: ContainerSpec, description: Description, signal?: AbortSignal): Promise<Kept> {
		const files = filesOf(spec);
		const made = madeFrom(description, files);
		const known = (await keeper.read(spec.id))?.kept;
		if (known?.made === made) return known;
		await keeper.describe(spec.id, description);
		const packages = [...new Set(Object.values(description.services).map((service) => service.package))];
		const systemPath = await build({ ...keeper.files(spec.id), packages }, signal);
		const { name } = await host.call(nixosVerbs.nixosCreate, { id: spec.id, systemPath, files });
		await keeper.settle(spec.id);
		const kept = { name, made, limits: known?.limits ?? '', boot: known?.boot ?? '', startedAt: 0 };
		keeper.save(spec.id, kept);
		return kept;
	}

	/** @param boot id of the host's boot: a reboot resets the limits of a unit */
	async function limit(id: string, kept: Kept, limits: LimitSpec, boot: string): Promise<Kept> {
		const text = JSON.stringify(limits);
		if (kept.limits === text && kept.boot === boot) return kept;
		await host.call(nixosVerbs.nixosLimits, { name: kept.name, limits });
		const now = { ...kept, limits: text, boot };
		keeper.save(id, now);
		return now;
	}

	return { prepare, limit };
}

/** Name of the folder with a pup's files. The agent's verb knows where the folders are. */
function filesOf(spec: ContainerSpec): 'source' | 'source.1' | 'source.2' {
	const mount = spec.mounts.find(({ target }) => target === '/pup');
	const name = basename(mount?.source ?? 'source');
	if (!mount?.foreign && (name === 'source' || name === 'source.1' || name === 'source.2')) return name;
	throw new BoxError({
		code: 'not-for-nixos',
		status: 422,
		message: 'A pup with a Nix file cannot be run from a folder of a developer’s.'
	});
}

/** Arguments of a container's start. @param name name in nixos-container */
export const handedTo = (name: string, spec: ContainerSpec, { devices, credentials, user }: Description) => ({
	...{ name, files: filesOf(spec), devices: { nodes: devices, owner: user }, credentials }
});

export function describe(spec: ContainerSpec, gateway: string): Description {
	if (spec.nix) return describeForNixos(spec, { ...spec.nix, gateway });
	throw new BoxError({ code: 'not-for-nixos', status: 422, message: 'It was not built with Nix.' });
}
