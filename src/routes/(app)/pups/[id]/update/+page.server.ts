import { redirect } from '@sveltejs/kit';
import { fieldsOf, readConfigForm } from '$lib/components/pups/config-form.ts';
import { isBoxError } from '$lib/contract/errors.ts';
import { action } from '../../../../form-actions.ts';
import { text } from '../../../../form-answers.ts';
import { orHttpError } from '../../../../page-errors.ts';
import { back, pageOf, pupOf } from '../pup-forms.ts';
import type { Actions, PageServerLoad } from './$types';

/** Longest version text that is accepted, in characters. */
const LONGEST_VERSION = 100;

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
	depends('box:pup', 'box:store');
	const { pups, store } = locals.box;
	const pup = orHttpError(() => pups.get(params.id));
	const version = url.searchParams.get('version')?.slice(0, LONGEST_VERSION) || undefined;
	const [planned, offered] = await Promise.all([
		orRefusal(() => pups.planUpdate(pup.id, { version })),
		orRefusal(() => store.detail(pup.sourceId, pup.offerName ?? pup.name))
	]);
	return {
		pup,
		plan: planned.value,
		/** Why there is no plan. */
		refusal: planned.refusal,
		/** All versions in its source, newest first; empty where the source is gone. */
		offered: offered.value?.offered ?? []
	};
};

/** Returns an expected failure as a value, to show it in the page. */
async function orRefusal<T>(read: () => Promise<T>) {
	try {
		return { value: await read(), refusal: null };
	} catch (cause) {
		if (!isBoxError(cause)) throw cause;
		return { value: null, refusal: { code: cause.code, title: cause.message, hint: cause.hint ?? null } };
	}
}

export const actions: Actions = {
	update: action('update', ['pups.update'], async ({ form, event, ask, keep }) => {
		const version = text(form, 'version') || undefined;
		// The owner only accepts the permissions that the page showed, and none that were added
		// since.
		const acceptPermissions = form.has('accept') ? form.getAll('asked').map(String) : false;
		let config: Record<string, unknown> | undefined;
		if (form.has('settings')) {
			const plan = await event.locals.box.pups.planUpdate(pupOf(event).id, { version });
			const { values, typed } = readConfigForm(form, fieldsOf(plan.settings));
			keep(typed);
			config = values;
		}
		const body = { version, acceptPermissions, config };
		await ask('pups.update', { params: pupOf(event), query: {}, body });
		redirect(303, pageOf(event));
	}),
	skip: action('skip', ['pups.skipVersion'], async ({ form, event, ask }) => {
		await ask('pups.skipVersion', { params: pupOf(event), body: { version: text(form, 'version') || null } });
		redirect(303, back(form, event));
	})
};
