import { redirect } from '@sveltejs/kit';
import { limitFields, readLimits } from '$lib/components/pups/limits.ts';
import type { PupDetail } from '$lib/contract/pups.ts';
import { action } from '../../../../form-actions.ts';
import { raw, text } from '../../../../form-answers.ts';
import { pageOf, pupOf } from '../pup-forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { pup } = await event.parent();
	if (pup.state === 'uninstalled') redirect(303, pageOf(event));
	return {
		/** Which form was saved, for those without JavaScript. */
		saved: event.url.searchParams.get('saved'),
		/** What a change of its settings would do. */
		saving: await event.locals.box.pups.planConfig(pup.id, null)
	};
};

/**
 * What the config form sent, as the manifest's fields want it. Unchecked boxes are not sent: they
 * mean off.
 */
function configValues(
	form: FormData,
	pup: PupDetail
): { values: Record<string, unknown>; typed: Record<string, string> } {
	const values: Record<string, unknown> = {};
	const typed: Record<string, string> = {};
	for (const field of pup.config.sections.flatMap((section) => section.fields)) {
		const name = `f.${field.name}`;
		if (field.type === 'toggle' || field.type === 'checkbox') {
			values[field.name] = form.has(name);
			typed[field.name] = form.has(name) ? 'true' : 'false';
		} else if (field.type === 'password') {
			// An empty password box means “as it is”; a stored secret is never sent to the browser.
			const value = raw(form, name);
			if (value) values[field.name] = value;
			else if (form.has(`clear.${field.name}`)) values[field.name] = '';
		} else {
			const value = raw(form, name).replaceAll('\r\n', '\n');
			values[field.name] = value;
			typed[field.name] = value;
		}
	}
	return { values, typed };
}

export const actions: Actions = {
	dev: action('dev', ['pups.dev'], async ({ form, event, ask }) => {
		await ask('pups.dev', { params: pupOf(event), query: {}, body: { dev: text(form, 'dev') === 'on' } });
		redirect(303, `${pageOf(event, 'configuration')}#dev`);
	}),
	config: action('config', ['pups.configure', 'pups.start'], async ({ form, event, ask, keep }) => {
		const { values, typed } = configValues(form, event.locals.box.pups.get(pupOf(event).id));
		keep(typed);
		await ask('pups.configure', { params: pupOf(event), query: {}, body: { values } });
		if (text(form, 'then') === 'start') await ask('pups.start', { params: pupOf(event) });
		redirect(303, `${pageOf(event, 'configuration')}?saved=config#config`);
	}),
	limits: action('limits', ['pups.limits'], async ({ form, event, ask, keep, refuse }) => {
		const params = pupOf(event);
		const then = text(form, 'then');
		const unit = (name: string) => (text(form, name) === 'GB' ? 'GB' : 'MB');
		const typed = {
			memoryBytes: text(form, 'memoryBytes'),
			unit: unit('unit'),
			storageBytes: text(form, 'storageBytes'),
			storageUnit: unit('storageUnit'),
			cpus: text(form, 'cpus'),
			pids: text(form, 'pids'),
			stopSeconds: text(form, 'stopSeconds'),
			ioWeight: text(form, 'ioWeight')
		} as const;
		keep(typed);
		const { change, wrong } = readLimits(typed, limitFields(event.locals.box.pups.get(params.id).limitChoices));
		if (then === 'clear') {
			await ask('pups.limits', {
				params,
				query: {},
				body: { memoryBytes: null, storageBytes: null, cpus: null, pids: null, stopSeconds: null, ioWeight: null }
			});
		} else if (Object.keys(wrong).length) {
			return refuse('This is not a number.', { fields: wrong, values: typed });
		} else {
			const answer = await ask('pups.limits', { params, query: { plan: then === 'plan' ? '1' : '0' }, body: change });
			if (then === 'plan' && 'plan' in answer) return { planned: { plan: answer.plan, fields: typed } };
		}
		redirect(303, `${pageOf(event, 'configuration')}?saved=limits#limits`);
	})
};
