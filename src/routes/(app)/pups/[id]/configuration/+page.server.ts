import { redirect } from '@sveltejs/kit';
import { fieldsOf, readConfigForm } from '$lib/components/pups/config-form.ts';
import { limitFields, readLimits } from '$lib/components/pups/limits.ts';
import { action } from '../../../../form-actions.ts';
import { text } from '../../../../form-answers.ts';
import { pageOf, pupOf } from '../pup-forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { pup } = await event.parent();
	if (pup.state === 'uninstalled') redirect(303, pageOf(event));
	const { pups } = event.locals.box;
	const asked = event.url.searchParams;
	const from = versionOf(asked.get('compare'));
	const to = versionOf(asked.get('with'));
	const versions = pups.configHistory(pup.id);
	const known = (version: number) => versions.some((one) => one.version === version);
	return {
		/** The form that was saved, for pages without JavaScript. */
		saved: asked.get('saved'),
		/** The effect of changing its settings. */
		saving: await pups.planConfig(pup.id, null),
		versions,
		compared:
			from === null || !known(from) || (to !== null && !known(to))
				? null
				: {
						from,
						to,
						differences: pups.compareConfig(pup.id, from, to),
						restoring: (await pups.planRestore(pup.id, from)).plan.text
					}
	};
};

/** The number of the saved configuration in the address; null for none. */
function versionOf(text: string | null): number | null {
	return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

export const actions: Actions = {
	dev: action('dev', ['pups.dev'], async ({ form, event, ask }) => {
		await ask('pups.dev', { params: pupOf(event), query: {}, body: { dev: text(form, 'dev') === 'on' } });
		redirect(303, `${pageOf(event, 'configuration')}#dev`);
	}),
	config: action('config', ['pups.configure', 'pups.start'], async ({ form, event, ask, keep }) => {
		const params = pupOf(event);
		const then = text(form, 'then');
		const { config } = event.locals.box.pups.get(params.id);
		const { values, typed } = readConfigForm(form, fieldsOf(config.sections));
		keep(typed);
		const { plan, differences = [] } = await ask('pups.configure', {
			params,
			query: { plan: then === 'plan' ? '1' : '0' },
			body: { values }
		});
		if (then === 'plan') return { config: { plan, differences, typed } };
		if (then === 'start') await ask('pups.start', { params, query: {} });
		redirect(303, `${pageOf(event, 'configuration')}?saved=config#config`);
	}),
	restore: action('restore', ['config.restore'], async ({ form, event, ask }) => {
		await ask('config.restore', {
			params: pupOf(event),
			query: {},
			body: { version: Number(text(form, 'version')) }
		});
		redirect(303, `${pageOf(event, 'configuration')}?saved=config#history`);
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
