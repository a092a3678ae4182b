/** The input of the wizard so far, stored across reloads and restarts. */
import * as v from 'valibot';
import { setupDraft, type SetupDraft } from '../../contract/box.ts';
import { invalidInput } from '../../contract/errors.ts';
import type { Settings } from '../db/index.ts';

const DRAFT = 'setup.draft';

const EMPTY: SetupDraft = {
	deviceName: null,
	timeZone: null,
	keyMap: null,
	storage: null,
	mode: null,
	step: 'welcome'
};

export interface Draft {
	read(): SetupDraft;
	/** @throws BoxError 422 where the result is no valid draft */
	save(patch: Partial<SetupDraft>): SetupDraft;
	drop(): void;
}

export function createDraft(settings: Settings): Draft {
	const read = () => settings.get(DRAFT, setupDraft) ?? EMPTY;
	return {
		read,
		save(patch) {
			const parsed = v.safeParse(setupDraft, { ...read(), ...patch });
			if (!parsed.success) throw invalidInput('This does not fit into the wizard.');
			settings.set(DRAFT, parsed.output);
			return parsed.output;
		},
		drop: () => settings.remove(DRAFT)
	};
}
