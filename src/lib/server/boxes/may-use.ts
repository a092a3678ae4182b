/** Checks which volumes, folders and networks a new box may use. */
import type { NewBox } from '../../contract/box-inputs.ts';
import { BoxError } from '../../contract/errors.ts';
import { needChosen } from './chosen.ts';
import type { BoxesDeps } from './deps.ts';
import type { MemberRow } from './network-rows.ts';
import type { BoxRows } from './rows.ts';
import type { MayUse } from './types.ts';

/**
 * Whether a path is an allowed folder or below one. Compares text only; the host resolves links.
 */
const isAllowedFolder = (source: string, folders: readonly string[]) =>
	folders.some((folder) => source === folder || source.startsWith(`${folder}/`));

/**
 * Returns the names of volumes that must be created.
 * @throws BoxError 403 `missing-scope`; 422 `folder-not-allowed`
 */
export function newVolumes(
	input: Pick<NewBox, 'volumes'>,
	may: MayUse,
	{ rows, folders }: { rows: Pick<BoxRows, 'volumes'>; folders: readonly string[] }
): string[] {
	const made: string[] = [];
	for (const volume of input.volumes) {
		if (volume.kind === 'folder') {
			if (may.data && isAllowedFolder(volume.source, folders)) continue;
			throw new BoxError({
				code: 'folder-not-allowed',
				status: 422,
				message: `Boxes may not use the folder ${volume.source.slice(0, 200)} of the host.`,
				hint:
					folders.length === 0
						? 'Use a named volume instead. The host’s administrator can allow folders with DOGEBOX_BOX_FOLDERS.'
						: `Use a named volume, or a folder below ${folders.slice(0, 4).join(', ')}.`
			});
		}
		const there = rows.volumes.byName(volume.name) !== null;
		if (!there) made.push(volume.name);
		else if (!may.data) {
			throw new BoxError({
				code: 'missing-scope',
				status: 403,
				message: `The volume “${volume.name}” already exists: a box with it could read data of others.`,
				hint: 'Use a token with the scope “administer”, or give a new volume.'
			});
		}
	}
	return [...new Set(made)];
}

/**
 * Returns the networks of the new box, with its aliases and address on each.
 * @throws BoxError 403 `missing-scope`; 404 `not-found`; 409 `address-refused`; 422
 * `invalid-input`: a network is named twice
 */
export function joinsOf(
	input: Pick<NewBox, 'networks'>,
	may: MayUse,
	{ rows, network }: Pick<BoxesDeps, 'network'> & { rows: Pick<BoxRows, 'networks'> }
): Omit<MemberRow, 'boxId'>[] {
	if (input.networks.length > 0 && !may.networks) {
		throw new BoxError({
			code: 'missing-scope',
			status: 403,
			message: `A box on the network “${input.networks[0]!.name}” could reach all other boxes there.`,
			hint: 'Use a token with the scope “configure”, or create the box without a network of boxes.'
		});
	}
	const joins = input.networks.map(({ name, aliases, address = null }) => {
		const row = rows.networks.get(name);
		needChosen(row, address, { networks: rows.networks, network });
		return { networkId: row.id, aliases, address };
	});
	if (new Set(joins.map(({ networkId }) => networkId)).size === joins.length) return joins;
	throw new BoxError({
		code: 'invalid-input',
		status: 422,
		message: 'The same network is given twice.',
		fields: { networks: 'Give each network once.' }
	});
}
