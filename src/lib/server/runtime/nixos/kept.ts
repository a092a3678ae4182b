/**
 * State of a container that is kept beside its description. With it a later dogeboxd adopts the
 * container, and a start rebuilds nothing that exists. It contains no secret.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/index.ts';
import { checkDescription, descriptionText, type Description } from './description.ts';

const kept = v.object({
	/** Name in nixos-container. */
	name: v.string(),
	/** Hash of the inputs from which its system was built. */
	made: v.string(),
	/** Last limits, and the boot in which they were applied to its unit. */
	limits: v.string(),
	boot: v.string(),
	/** Milliseconds since the epoch. */
	startedAt: v.number()
});
export type Kept = v.InferOutput<typeof kept>;

export interface Keeper {
	/** Path of the JSON file for the module, and of the link to the system built from it. */
	files(id: string): { description: string; link: string };
	read(id: string): Promise<{ kept: Kept; description: Description } | null>;
	/** Writes a description that is about to be built. */
	describe(id: string, description: Description): Promise<void>;
	/** Marks the description as built: it is the container's description from now on. */
	settle(id: string): Promise<void>;
	save(id: string, state: Kept): void;
	/** Journal cursor up to which lines are in the log; null: no line is. */
	cursor(id: string): Promise<string | null>;
	saveCursor(id: string, cursor: string): void;
	remove(id: string): Promise<void>;
}

/** @param folder dogeboxd's own folder, `<data>/nixos` */
export function createKeeper(folder: string): Keeper {
	const at = (id: string, name: string) => join(folder, id, name);
	const text = (id: string, name: string) => readFile(at(id, name), 'utf8').catch(() => null);
	return {
		files: (id) => ({ description: at(id, 'wanted.json'), link: at(id, 'system') }),
		async read(id) {
			try {
				const state = v.parse(kept, JSON.parse((await text(id, 'state.json')) ?? 'null'));
				return {
					kept: state,
					description: checkDescription(JSON.parse((await text(id, 'description.json')) ?? 'null'))
				};
			} catch {
				return null;
			}
		},
		async describe(id, description) {
			await mkdir(join(folder, id), { recursive: true, mode: 0o700 });
			writeFileAtomic(at(id, 'wanted.json'), descriptionText(description), { mode: 0o600 });
		},
		settle: (id) => rename(at(id, 'wanted.json'), at(id, 'description.json')),
		save: (id, state) => writeFileAtomic(at(id, 'state.json'), JSON.stringify(state), { mode: 0o600 }),
		cursor: async (id) => (await text(id, 'cursor')) || null,
		saveCursor: (id, cursor) => writeFileAtomic(at(id, 'cursor'), cursor, { mode: 0o600 }),
		remove: (id) => rm(join(folder, id), { recursive: true, force: true })
	};
}

/** Hash of a container's inputs. A different hash means that the system must be rebuilt. */
export function madeFrom(description: Description, files: string): string {
	return createHash('sha256')
		.update(`${descriptionText(description)}\n${files}`)
		.digest('hex');
}
