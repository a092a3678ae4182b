import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { PupDetail } from '$lib/contract/pups.ts';
import { limitFields, readLimits } from '$lib/components/pups/limits.ts';
import { action } from '../../../form-actions.ts';
import { localPath, raw, text } from '../../../form-answers.ts';
import { orHttpError } from '../../../page-errors.ts';
import { RANGES, rangeOf } from './ranges.ts';
import type { Actions, PageServerLoad } from './$types';

const LOG_LINES = 300;

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
	depends('box:pup');
	const { box } = locals;
	const range = rangeOf(url.searchParams.get('range'));
	const pup = orHttpError(() => box.pups.get(params.id));
	return {
		pup,
		range,
		history: box.pups.metrics(params.id, RANGES[range].seconds),
		log: await logOf(box, params.id),
		source: box.sources.list().find((source) => source.id === pup.sourceId)?.name ?? null,
		/** Which form was saved, for those without JavaScript. */
		saved: url.searchParams.get('saved'),
		/** What a change of its settings would do. */
		saving: pup.state === 'uninstalled' ? null : await box.pups.planConfig(params.id, null)
	};
};

/** The end of its logs, and how far that goes. */
async function logOf(box: App.Locals['box'], id: string) {
	const { lines, cursor } = await box.pups.logs(id, { tail: LOG_LINES });
	return { lines, cursor };
}

/** One of the plain acts: do it, go back to where the form stood. */
function act(id: 'pups.start' | 'pups.stop' | 'pups.restart' | 'pups.retry') {
	return action('state', [id], async ({ form, event, ask }) => {
		await ask(id, { params: pupOf(event) });
		redirect(303, back(form, event));
	});
}

const pupOf = (event: Pick<RequestEvent, 'params'>) => ({ id: event.params['id'] ?? '' });
const pageOf = (event: Pick<RequestEvent, 'params'>) => `/pups/${pupOf(event).id}`;
const back = (form: FormData, event: Pick<RequestEvent, 'params'>) => localPath(form.get('from'), pageOf(event));

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
	start: act('pups.start'),
	stop: act('pups.stop'),
	restart: act('pups.restart'),
	retry: act('pups.retry'),
	cancel: action('state', ['jobs.cancel'], async ({ form, event, ask }) => {
		const { jobId } = event.locals.box.pups.get(pupOf(event).id);
		if (jobId) await ask('jobs.cancel', { params: { id: jobId } });
		redirect(303, back(form, event));
	}),
	reinstall: action('state', ['pups.install'], async ({ form, event, ask }) => {
		const { sourceId, name } = event.locals.box.pups.get(pupOf(event).id);
		await ask('pups.install', { body: { sourceId, name, start: true } });
		redirect(303, back(form, event));
	}),
	dev: action('dev', ['pups.dev'], async ({ form, event, ask }) => {
		await ask('pups.dev', { params: pupOf(event), query: {}, body: { dev: text(form, 'dev') === 'on' } });
		redirect(303, `${pageOf(event)}#dev`);
	}),
	unlock: action('unlock', ['keys.unlock'], async ({ form, event, ask }) => {
		await ask('keys.unlock', { body: { password: raw(form, 'password') } });
		redirect(303, back(form, event));
	}),
	config: action('config', ['pups.configure', 'pups.start'], async ({ form, event, ask, keep }) => {
		const { values, typed } = configValues(form, event.locals.box.pups.get(pupOf(event).id));
		keep(typed);
		await ask('pups.configure', { params: pupOf(event), query: {}, body: { values } });
		if (text(form, 'then') === 'start') await ask('pups.start', { params: pupOf(event) });
		redirect(303, `${pageOf(event)}?saved=config#config`);
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
			stopSeconds: text(form, 'stopSeconds')
		} as const;
		keep(typed);
		const { change, wrong } = readLimits(typed, limitFields(event.locals.box.pups.get(params.id).limitChoices));
		if (then === 'clear') {
			await ask('pups.limits', {
				params,
				query: {},
				body: { memoryBytes: null, storageBytes: null, cpus: null, pids: null, stopSeconds: null }
			});
		} else if (Object.keys(wrong).length) {
			return refuse('This is not a number.', { fields: wrong, values: typed });
		} else {
			const answer = await ask('pups.limits', { params, query: { plan: then === 'plan' ? '1' : '0' }, body: change });
			if (then === 'plan' && 'plan' in answer) return { planned: { plan: answer.plan, fields: typed } };
		}
		redirect(303, `${pageOf(event)}?saved=limits#limits`);
	}),
	remove: action('remove', ['pups.remove'], async ({ form, event, ask, refuse }) => {
		const { name } = event.locals.box.pups.get(pupOf(event).id);
		const purge = text(form, 'data') === 'purge';
		if (purge && text(form, 'name') !== name) {
			return refuse(`Type “${name}” exactly, to confirm.`, {
				fields: { name: `Type “${name}” exactly.` },
				values: { data: 'purge' }
			});
		}
		const { jobId } = await ask('pups.remove', {
			params: pupOf(event),
			query: { keepData: purge ? 'false' : 'true' }
		});
		// A purged pup has no page any more; the work has.
		redirect(303, purge ? `/activity/${jobId}` : pageOf(event));
	})
};
