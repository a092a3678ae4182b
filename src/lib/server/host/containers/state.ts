/** Files about a container: its record and the exit statuses of its processes. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { containerId, processName } from '../confine.ts';
import { containerFolder, exitFolder, ociName } from '../programs.ts';
import { verb, type VerbContext } from '../verb.ts';

/** Returns the exit status that a process's monitor wrote; null without one. */
export const containerExit = verb(
	'container.exit',
	v.object({ id: containerId, process: processName }),
	async (args, context): Promise<number | null> => {
		const file = join(exitFolder(context.paths), ociName(args.id, args.process));
		const text = (await readFile(file, 'utf8').catch(() => '')).trim();
		return /^\d+$/.test(text) ? Number(text) & 255 : null;
	}
);

/** Returns the engine's record of a container as it was written; null for none. */
export const containerRecordRead = verb(
	'container.record-read',
	v.object({ id: containerId }),
	async ({ id }, context): Promise<string | null> =>
		readFile(join(containerFolder(context.paths, id), 'state.json'), 'utf8').catch(() => null)
);

/** The engine's record of a container. */
export const recordText = v.pipe(v.string(), v.maxLength(1_000_000));

/** Writes a container's record atomically. */
export async function keepRecord(id: string, text: string, context: Pick<VerbContext, 'paths'>): Promise<void> {
	const file = join(containerFolder(context.paths, id), 'state.json');
	// No fsync: after a power cut the folder and the container are both gone.
	await writeFile(`${file}.new`, text, { mode: 0o600 });
	await rename(`${file}.new`, file);
}

/** {@link keepRecord} as a verb. */
export const containerRecordWrite = verb(
	'container.record',
	v.object({ id: containerId, text: recordText }),
	async ({ id, text }, context): Promise<null> => {
		await keepRecord(id, text, context);
		return null;
	}
);
