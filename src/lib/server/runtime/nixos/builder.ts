/** How what a container runs comes to be: nothing that is there already is made again. */
import { basename } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { nixosVerbs } from '../../host/index.ts';
import type { ContainerSpec, LimitSpec } from '../spec.ts';
import type { NixosDeps } from './deps.ts';
import { describeForNixos, type Description } from './description.ts';
import { madeFrom, type Keeper, type Kept } from './kept.ts';

export function createBuilder({ host, build }: Pick<NixosDeps, 'host' | 'build'>, keeper: Keeper) {
	/** @returns what is known of it, made anew where it is wanted otherwise */
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

	/** @param boot of the host: limits of a unit end with it */
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

/** Which copy of a pup's files it sees; the verb knows where they lie. */
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

/** What a container is given at its start. @param name of nixos-container */
export const handedTo = (name: string, spec: ContainerSpec, { devices, credentials, user }: Description) => ({
	...{ name, files: filesOf(spec), devices: { nodes: devices, owner: user }, credentials }
});

export function describe(spec: ContainerSpec, gateway: string): Description {
	if (spec.nix) return describeForNixos(spec, { ...spec.nix, gateway });
	throw new BoxError({ code: 'not-for-nixos', status: 422, message: 'It was not built with Nix.' });
}
