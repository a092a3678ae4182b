import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import { deviceName, newPassword, PASSWORD_MIN, seedPhrase, type SetupInput } from '$lib/contract/box.ts';
import type { Setup } from '$lib/server/setup/types.ts';
import { attempt, failed, raw, refuse, setSessionCookie, text } from '../../form-answers.ts';
import { keepChosen } from '../chosen.ts';
import { isChoiceStep } from '../steps.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { setup } = locals.box;
	const step = params.step;
	if (!isChoiceStep(step)) error(404, { message: 'The setup has no such step.', hint: 'Begin at its first page.' });
	const draft = setup.draft();
	// Nobody jumps over the name: the address of a later step, typed or kept, leads to the first open one.
	if (step !== 'device' && draft.deviceName === null) redirect(303, '/setup/device');
	switch (step) {
		case 'device': {
			const suggested = setup.suggestions();
			return {
				step,
				deviceName: draft.deviceName ?? suggested.deviceName,
				timeZone: draft.timeZone ?? suggested.timeZone,
				keyMap: draft.keyMap ?? suggested.keyMap,
				timeZones: setup.timeZones(),
				keyMaps: setup.keyMaps()
			};
		}
		case 'storage':
			return { step, disks: await setup.disks(), chosen: draft.storage };
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

/** Remembers how far the owner has come; never goes back. */
function reached(setup: Setup, step: string, patch: Parameters<Setup['saveDraft']>[0] = {}): void {
	const order = ['welcome', 'device', 'storage', 'password', 'words', 'check'];
	const before = setup.draft().step;
	const further = order.indexOf(step) > order.indexOf(before === 'restore' ? 'password' : before);
	setup.saveDraft({ ...patch, ...(further && { step }) });
}

/** The new password, twice the same and long enough, or the refusal for its form. */
function passwordOf(form: FormData, at: string, values: Record<string, string> = {}) {
	const parsed = v.safeParse(newPassword, raw(form, 'next'));
	if (!parsed.success) {
		const why = parsed.issues[0].message;
		return refuse(at, 422, why, { fields: { next: why }, values });
	}
	if (raw(form, 'next') !== raw(form, 'again')) {
		const why = 'The two passwords are not the same.';
		return refuse(at, 422, why, { fields: { again: why }, values });
	}
	return parsed.output;
}

/** Everything chosen so far, as `create` wants it. */
function inputOf(setup: Setup, password: string, words?: string[]): SetupInput {
	const draft = setup.draft();
	const suggested = setup.suggestions();
	return {
		deviceName: draft.deviceName ?? suggested.deviceName,
		timeZone: draft.timeZone ?? suggested.timeZone,
		keyMap: draft.keyMap ?? suggested.keyMap,
		...(draft.storage && { storage: draft.storage }),
		password,
		...(words && { seedPhrase: words })
	};
}

/** The box is set up: the owner is logged in and goes on. */
async function enter(
	event: Pick<RequestEvent, 'cookies' | 'locals'>,
	draft: ReturnType<Setup['draft']>,
	restored: boolean
): Promise<never> {
	setSessionCookie(event, await event.locals.box.auth.openSession(event.locals.caller));
	keepChosen(event.cookies, draft, restored, event.locals.secure);
	redirect(303, '/setup/network');
}

export const actions: Actions = {
	device: async ({ request, locals }) => {
		const { setup } = locals.box;
		const form = await request.formData();
		const values = {
			deviceName: text(form, 'deviceName'),
			timeZone: text(form, 'timeZone'),
			keyMap: text(form, 'keyMap')
		};
		const name = v.safeParse(deviceName, values.deviceName);
		const fields: Record<string, string> = {};
		if (!name.success) fields.deviceName = name.issues[0].message;
		if (!setup.timeZones().includes(values.timeZone)) fields.timeZone = 'Choose a time zone of the list.';
		if (values.keyMap && !setup.keyMaps().some((map) => map.id === values.keyMap))
			fields.keyMap = 'Choose a keyboard of the list.';
		if (!name.success || Object.keys(fields).length) {
			return refuse('device', 422, 'Something is missing.', { fields, values });
		}
		const answer = await attempt(
			'device',
			() =>
				reached(setup, 'storage', {
					deviceName: name.output,
					timeZone: values.timeZone,
					keyMap: values.keyMap || null
				}),
			values
		);
		if (failed(answer)) return answer;
		redirect(303, '/setup/storage');
	},
	storage: async ({ request, locals }) => {
		const { setup } = locals.box;
		const wanted = text(await request.formData(), 'storage');
		const disk = (await setup.disks()).find((one) => one.name === wanted);
		if (!disk) return refuse('storage', 422, 'Choose a disk.');
		if (!disk.usable) return refuse('storage', 422, 'This disk cannot be used.', { detail: disk.reason });
		const answer = await attempt('storage', () => reached(setup, 'password', { storage: disk.name }));
		if (failed(answer)) return answer;
		redirect(303, '/setup/password');
	},
	password: async (event) => {
		const { setup } = event.locals.box;
		const password = passwordOf(await event.request.formData(), 'password');
		if (typeof password !== 'string') return password;
		const draft = setup.draft();
		const answer = await attempt('password', async () => {
			reached(setup, 'words', { mode: 'create' });
			await setup.create(inputOf(setup, password), event.locals.caller);
		});
		if (failed(answer)) return answer;
		// A key that was there already and whose password this is: nothing to write down.
		if (setup.configured()) return enter(event, draft, true);
		redirect(303, '/setup/words');
	},
	restore: async (event) => {
		const { setup } = event.locals.box;
		const form = await event.request.formData();
		const words = v.safeParse(seedPhrase, raw(form, 'words'));
		if (!words.success) {
			const count = raw(form, 'words')
				.split(/[\s,]+/)
				.filter(Boolean).length;
			return refuse('restore', 422, 'There must be 24 words.', {
				fields: { words: `There must be 24 words; here ${count === 1 ? 'is 1' : `are ${count}`}.` }
			});
		}
		const password = passwordOf(form, 'restore');
		if (typeof password !== 'string') return password;
		const draft = setup.draft();
		const answer = await attempt('restore', async () => {
			setup.saveDraft({ mode: 'restore' });
			await setup.create(inputOf(setup, password, words.output), event.locals.caller);
		});
		if (failed(answer)) return answer;
		return enter(event, draft, true);
	},
	check: async (event) => {
		const { setup } = event.locals.box;
		const form = await event.request.formData();
		const words = Object.fromEntries(
			setup.askedPositions().map((position) => [String(position), text(form, `word-${position}`)])
		);
		const draft = setup.draft();
		const answer = await attempt('check', () => setup.confirm(words, event.locals.caller));
		if (failed(answer)) return answer;
		return enter(event, draft, false);
	}
};
