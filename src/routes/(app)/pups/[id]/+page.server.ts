import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { PupDetail } from '$lib/contract/pups.ts';
import type { FormProblem } from '$lib/client/forms.ts';
import { attempt, failed, localPath, ownerOf, raw, refuse, text } from '../../../form-answers.ts';
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
		log: await box.pups.logs(params.id, { tail: LOG_LINES }),
		source: box.sources.list().find((source) => source.id === pup.sourceId)?.name ?? null,
		saved: url.searchParams.has('saved'),
		/** What a change of its settings would do. */
		saving: pup.state === 'uninstalled' ? null : await box.pups.planConfig(params.id, null)
	};
};

/** One of the plain acts: check who asks, do it, go back to where the form stood. */
async function act(
	event: RequestEvent<{ id: string }>,
	at: string,
	work: (id: string) => unknown
): Promise<{ problem: FormProblem } | unknown> {
	ownerOf(event);
	const form = await event.request.formData();
	const answer = await attempt(at, () => work(event.params.id));
	if (failed(answer)) return answer;
	redirect(303, localPath(form.get('from'), `/pups/${event.params.id}`));
}

/** What the config form sent, as the manifest's fields want it. Unchecked boxes are not sent: they mean off. */
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
	start: (event) => act(event, 'state', (id) => event.locals.box.pups.start(id)),
	stop: (event) => act(event, 'state', (id) => event.locals.box.pups.stop(id)),
	restart: (event) => act(event, 'state', (id) => event.locals.box.pups.restart(id)),
	retry: (event) => act(event, 'state', (id) => event.locals.box.pups.retry(id)),
	cancel: (event) =>
		act(event, 'state', (id) => {
			const { jobId } = event.locals.box.pups.get(id);
			return jobId ? event.locals.box.jobs.cancel(jobId) : null;
		}),
	reinstall: (event) =>
		act(event, 'state', (id) => {
			const { pups } = event.locals.box;
			const { sourceId, name } = pups.get(id);
			return pups.install({ sourceId, name, start: true });
		}),
	dev: async (event) => {
		ownerOf(event);
		const form = await event.request.formData();
		const answer = await attempt('dev', () =>
			event.locals.box.pups.setDev(event.params.id, text(form, 'dev') === 'on')
		);
		if (failed(answer)) return answer;
		redirect(303, `/pups/${event.params.id}#dev`);
	},
	unlock: async (event) => {
		ownerOf(event);
		const form = await event.request.formData();
		const answer = await attempt('unlock', () =>
			event.locals.box.auth.unlock(raw(form, 'password'), event.locals.caller)
		);
		if (failed(answer)) return answer;
		redirect(303, localPath(form.get('from'), `/pups/${event.params.id}`));
	},
	config: async (event) => {
		ownerOf(event);
		const { pups } = event.locals.box;
		const form = await event.request.formData();
		const answer = await attempt('config', () => pups.get(event.params.id));
		if (failed(answer)) return answer;
		const { values, typed } = configValues(form, answer);
		const done = await attempt('config', () => pups.configure(event.params.id, values), typed);
		if (failed(done)) return done;
		if (text(form, 'then') === 'start') {
			const started = await attempt('config', () => pups.start(event.params.id), typed);
			if (failed(started)) return started;
		}
		redirect(303, `/pups/${event.params.id}?saved#config`);
	},
	remove: async (event) => {
		ownerOf(event);
		const { pups } = event.locals.box;
		const form = await event.request.formData();
		const answer = await attempt('remove', () => pups.get(event.params.id));
		if (failed(answer)) return answer;
		const purge = text(form, 'data') === 'purge';
		if (purge && text(form, 'name') !== answer.name) {
			return refuse('remove', 422, `Type “${answer.name}” exactly, to confirm.`, {
				fields: { name: `Type “${answer.name}” exactly.` },
				values: { data: 'purge' }
			});
		}
		const done = await attempt('remove', () => pups.remove(event.params.id, { keepData: !purge }));
		if (failed(done)) return done;
		// A purged pup has no page any more; the work has.
		redirect(303, purge ? `/activity/${done.id}` : `/pups/${event.params.id}`);
	}
};
