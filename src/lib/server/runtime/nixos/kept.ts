/**
 * What is kept of a container beside its description, so that a later dogeboxd can go on with it
 * and a start builds nothing that is there already. No secret is in it.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomic } from '../../files/index.ts';
import { checkDescription, descriptionText, type Description } from './description.ts';

const kept = v.object({
	/** Of nixos-container. */
	name: v.string(),
	/** Of what its system and its file were made from. */
	made: v.string(),
	/** Last limits, and the boot in which its unit was given them. */
	limits: v.string(),
	boot: v.string(),
	/** Milliseconds since the epoch. */
	startedAt: v.number()
});
export type Kept = v.InferOutput<typeof kept>;

export interface Keeper {
	/** File of the JSON that the module is given, and the link to the system built of it. */
	files(id: string): { description: string; link: string };
	read(id: string): Promise<{ kept: Kept; description: Description } | null>;
	/** Writes a description that something shall be built of. */
	describe(id: string, description: Description): Promise<void>;
	/** It was built, and is what the container is from now on. */
	settle(id: string): Promise<void>;
	save(id: string, state: Kept): void;
	/** Place in the journal up to which its lines are in the log; null: none is. */
	cursor(id: string): Promise<string | null>;
	saveCursor(id: string, cursor: string): void;
	remove(id: string): Promise<void>;
}

/** @param folder dogeboxd's own, `<data>/nixos` */
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

/** Short form of what a container is made from: another one needs another system or file. */
export function madeFrom(description: Description, files: string): string {
	return createHash('sha256')
		.update(`${descriptionText(description)}\n${files}`)
		.digest('hex');
}
