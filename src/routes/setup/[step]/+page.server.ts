import { error, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { deviceName, PASSWORD_MIN } from '$lib/contract/box.ts';
import { countProblem, readSeedWords } from '$lib/contract/seed-words.ts';
import { action, type Asked } from '../../form-actions.ts';
import { raw, text } from '../../form-answers.ts';
import { newPasswordOf } from '../../new-password.ts';
import { keepChosen } from '../chosen.ts';
import { isChoiceStep } from '../steps.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { setup, system } = locals.box;
	const step = params.step;
	if (!isChoiceStep(step)) error(404, { message: 'The setup has no such step.', hint: 'Begin at its first page.' });
	const draft = setup.draft();
	// The name cannot be skipped: the address of a later step leads to the first open one.
	if (step !== 'device' && draft.deviceName === null) redirect(303, '/setup/device');
	switch (step) {
		case 'device': {
			const suggested = system.suggestions();
			return {
				step,
				deviceName: draft.deviceName ?? suggested.deviceName,
				timeZone: draft.timeZone ?? suggested.timeZone,
				keyMap: draft.keyMap ?? suggested.keyMap,
				timeZones: system.timeZones(),
				keyMaps: system.keyMaps()
			};
		}
		case 'storage':
			return { step, disks: await system.disks(), chosen: draft.storage };
		case 'password':
			return { step, passwordMin: PASSWORD_MIN, again: setup.claimed() };
		case 'restore':
			return { step, passwordMin: PASSWORD_MIN };
		case 'words': {
			const words = setup.pendingWords();
			if (!words && !setup.claimed()) redirect(303, '/setup/password');
			return { step, words };
		}
		case 'check': {
			if (!setup.pendingWords()) redirect(303, '/setup/words');
			return { step, positions: setup.askedPositions() };
		}
	}
};

type Box = App.Locals['box'];
type Draft = ReturnType<Box['setup']['draft']>;

/** Stores the furthest step that the owner has reached. */
async function reached({ event, ask }: Asked<'setup.draft'>, step: string, patch: Partial<Draft> = {}): Promise<void> {
	const order = ['welcome', 'device', 'storage', 'password', 'words', 'check'];
	const before = event.locals.box.setup.draft().step;
	const further = order.indexOf(step) > order.indexOf(before === 'restore' ? 'password' : before);
	await ask('setup.draft', { body: { ...patch, ...(further && { step }) } });
}

/** All choices so far, as input of `setup.create`. */
function inputOf({ setup, system }: Box, password: string, words?: string) {
	const draft = setup.draft();
	const suggested = system.suggestions();
	return {
		deviceName: draft.deviceName ?? suggested.deviceName,
		timeZone: draft.timeZone ?? suggested.timeZone,
		keyMap: draft.keyMap ?? suggested.keyMap,
		...(draft.storage && { storage: draft.storage }),
		password,
		...(words !== undefined && { seedPhrase: words }),
		login: true
	};
}

/** Continues after the box was set up and the owner logged in. */
function enter({ cookies, locals }: Asked<never>['event'], draft: Draft, restored: boolean): never {
	keepChosen(cookies, draft, restored, locals.secure);
	redirect(303, '/setup/network');
}

export const actions: Actions = {
	device: action('device', ['setup.draft'], async (asked) => {
		const { form, event, keep, refuse } = asked;
		const { system } = event.locals.box;
		const values = {
			deviceName: text(form, 'deviceName'),
			timeZone: text(form, 'timeZone'),
			keyMap: text(form, 'keyMap')
		};
		keep(values);
		const name = v.safeParse(deviceName, values.deviceName);
		const fields: Record<string, string> = {};
		if (!name.success) fields.deviceName = name.issues[0].message;
		if (!system.timeZones().includes(values.timeZone)) fields.timeZone = 'Choose a time zone of the list.';
		if (values.keyMap && !system.keyMaps().some((map) => map.id === values.keyMap))
			fields.keyMap = 'Choose a keyboard of the list.';
		if (!name.success || Object.keys(fields).length) return refuse('Something is missing.', { fields });
		await reached(asked, 'storage', {
			deviceName: name.output,
			timeZone: values.timeZone,
			keyMap: values.keyMap || null
		});
		redirect(303, '/setup/storage');
	}),
	storage: action('storage', ['setup.draft'], async (asked) => {
		const wanted = text(asked.form, 'storage');
		const disk = (await asked.event.locals.box.system.disks()).find((one) => one.name === wanted);
		if (!disk) return asked.refuse('Choose a disk.');
		if (!disk.usable) return asked.refuse('This disk cannot be used.', { detail: disk.reason });
		await reached(asked, 'password', { storage: disk.name });
		redirect(303, '/setup/password');
	}),
	password: action('password', ['setup.draft', 'setup.create'], async (asked) => {
		const password = newPasswordOf(asked);
		if (typeof password !== 'string') return password;
		const draft = asked.event.locals.box.setup.draft();
		await reached(asked, 'words', { mode: 'create' });
		const { session } = await asked.ask('setup.create', { body: inputOf(asked.event.locals.box, password) });
		// The key already existed and this is its password, so there are no words to write down.
		if (session) enter(asked.event, draft, true);
		redirect(303, '/setup/words');
	}),
	restore: action('restore', ['setup.draft', 'setup.create'], async (asked) => {
		const { form, event, ask, refuse } = asked;
		const wrong = countProblem(readSeedWords(raw(form, 'words')));
		if (wrong !== null) return refuse('There must be 24 words.', { fields: { words: wrong } });
		const password = newPasswordOf(asked);
		if (typeof password !== 'string') return password;
		const draft = event.locals.box.setup.draft();
		await ask('setup.draft', { body: { mode: 'restore' } });
		await ask('setup.create', { body: inputOf(event.locals.box, password, raw(form, 'words')) });
		enter(event, draft, true);
	}),
	check: action('check', ['setup.confirm'], async ({ form, event, ask }) => {
		const { setup } = event.locals.box;
		const words = Object.fromEntries(
			setup.askedPositions().map((position) => [String(position), text(form, `word-${position}`)])
		);
		const draft = setup.draft();
		await ask('setup.confirm', { body: { words, login: true } });
		enter(event, draft, false);
	})
};
