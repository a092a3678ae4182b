/**
 * What the owner chose in the wizard: checked, and kept in the settings. Applying it to the host is
 * not done here.
 */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { setupDraft, type Disk, type SetupDraft, type SetupInput } from '../../contract/box.ts';
import { invalidInput } from '../../contract/errors.ts';
import type { Settings } from '../db/index.ts';
import { isKeyMap, isTimeZone, visibleMounts } from '../system/index.ts';

const NAME = 'box.name';
const TIME_ZONE = 'box.timeZone';
const KEY_MAP = 'box.keyMap';
const STORAGE = 'box.storage';
const DRAFT = 'setup.draft';

/** Where pups' data lie when it is not the data folder's disk. */
const storagePlace = v.object({ disk: v.string(), mountPoint: v.string(), folder: v.string() });
type StoragePlace = v.InferOutput<typeof storagePlace>;

const EMPTY: SetupDraft = {
	deviceName: null,
	timeZone: null,
	keyMap: null,
	storage: null,
	mode: null,
	step: 'welcome'
};

export interface Choices {
	/** Checks the input against this host. @throws BoxError 422 naming the fields */
	check(input: SetupInput): Promise<() => void>;
	name(): string | null;
	storage(): StoragePlace | null;
	/** Whether the chosen disk is mounted where it was; true for the default. */
	storageThere(): boolean;
	draft(): SetupDraft;
	saveDraft(patch: Partial<SetupDraft>): SetupDraft;
	dropDraft(): void;
}

/**
 * @param deps.instance name of this instance, part of the folder on another disk
 * @param deps.dataDisk mount point of the data folder
 */
export function createChoices(deps: { settings: Settings; instance: string; disks: () => Promise<Disk[]> }): Choices {
	const { settings } = deps;
	const draft = () => settings.get(DRAFT, setupDraft) ?? EMPTY;
	const storage = () => settings.get(STORAGE, v.nullable(storagePlace));

	async function place(name: string | undefined): Promise<StoragePlace | null> {
		if (name === undefined || name === '') return null;
		const disks = await deps.disks();
		const at = disks.findIndex((disk) => disk.name === name);
		const disk = disks[at];
		if (!disk)
			throw invalidInput('This disk is not there.', { storage: 'This disk is not there. Choose one of the list.' });
		if (!disk.usable || disk.mountPoint === null) {
			throw invalidInput('This disk cannot be used.', { storage: disk.reason ?? 'This disk cannot be used.' });
		}
		// The first of the list is the data folder's own: then pups' data stay in the data folder.
		if (at === 0) return null;
		return { disk: name, mountPoint: disk.mountPoint, folder: join(disk.mountPoint, 'dogebox', deps.instance) };
	}

	return {
		async check(input) {
			const fields: Record<string, string> = {};
			if (!isTimeZone(input.timeZone)) fields['timeZone'] = 'This is not a time zone.';
			if (input.keyMap !== undefined && input.keyMap !== '' && !isKeyMap(input.keyMap)) {
				fields['keyMap'] = 'This keyboard is not known.';
			}
			if (Object.keys(fields).length > 0) throw invalidInput('Some of the choices do not fit.', fields);
			const chosen = await place(input.storage);
			return () => {
				settings.set(NAME, input.deviceName);
				settings.set(TIME_ZONE, input.timeZone);
				if (input.keyMap) settings.set(KEY_MAP, input.keyMap);
				settings.set(STORAGE, chosen);
			};
		},
		name: () => settings.get(NAME, v.string()),
		storage,
		storageThere() {
			const chosen = storage();
			if (!chosen) return true;
			try {
				const mounts = visibleMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
				return mounts.some((mount) => mount.target === chosen.mountPoint);
			} catch {
				return true;
			}
		},
		draft,
		saveDraft(patch) {
			const parsed = v.safeParse(setupDraft, { ...draft(), ...patch });
			if (!parsed.success) throw invalidInput('This does not fit into the wizard.');
			settings.set(DRAFT, parsed.output);
			return parsed.output;
		},
		dropDraft: () => settings.remove(DRAFT)
	};
}
