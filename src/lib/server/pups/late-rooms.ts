/**
 * Modules that are loaded on their first use: files and terminals of pups. Until then they take no
 * memory.
 */
import type { PupsDeps } from './deps.ts';
import type { PupRow, PupRows } from './installed/index.ts';
import type { PupSpaceWatch } from './space/index.ts';
import type { PupFiles } from '../stored-files/types.ts';
import type { PupTerminals } from './terminals/types.ts';
import type { Pups } from './types.ts';

/** Interval of the removal of abandoned uploads, milliseconds. */
const SWEEP_MS = 86_400_000;

interface LateRooms {
	storage(): Promise<PupFiles>;
	terminals(): Promise<PupTerminals>;
	close(): Promise<void>;
}

export function lateRooms(
	deps: Pick<PupsDeps, 'host' | 'engine' | 'facts' | 'space' | 'onRevoke' | 'log'> & {
		rows: Pick<PupRows, 'get' | 'all'>;
		usage: Pick<PupSpaceWatch, 'bytesOf' | 'refresh'>;
		exec: Pups['exec'];
		/** Folders inside a pup in which its image keeps data. */
		volumesOf: (row: PupRow) => readonly string[];
	}
): LateRooms {
	const { rows, exec, log } = deps;
	let storage: Promise<PupFiles> | undefined;
	let terminals: Promise<PupTerminals> | undefined;
	let stopRevoke: (() => void) | undefined;

	async function sweep(): Promise<void> {
		if (!deps.engine) return;
		for (const { id, name } of rows.all()) {
			await (
				await open()
			)
				.sweep(id)
				.catch((error: unknown) => log.debug({ err: error, pup: name }, 'uploads were not swept'));
		}
	}
	const sweeping = setInterval(() => void sweep(), SWEEP_MS).unref();

	const open = () => (storage ??= import('./storage/index.ts').then((room) => room.createPupStorage(deps)));

	return {
		storage: open,
		terminals: () =>
			(terminals ??= import('./terminals/index.ts').then((room) => {
				const made = room.createPupTerminals({
					exec,
					servicesOf: (id) => rows.get(id).manifest.container.services.map(({ name }) => name),
					log
				});
				stopRevoke = deps.onRevoke?.((credential) => made.revoked(credential));
				return made;
			})),
		async close() {
			clearInterval(sweeping);
			stopRevoke?.();
			(await terminals)?.closeAll();
		}
	};
}
