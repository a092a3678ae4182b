import { error, redirect } from '@sveltejs/kit';
import { fieldsOf, readConfigForm } from '$lib/components/pups/config-form.ts';
import { storePath } from '$lib/components/store/paths.ts';
import { askedOnInstall } from '$lib/contract/config-values.ts';
import { action } from '../../../../form-actions.ts';
import { text } from '../../../../form-answers.ts';
import { orHttpErrorLater } from '../../../../page-errors.ts';
import type { Actions, PageServerLoad } from './$types';

/** Longest version that is looked for, in characters. */
const LONGEST_VERSION = 100;

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
	depends('box:store');
	const { sources, store } = locals.box;
	if (!store.list().some((one) => one.sourceId === params.source && one.name === params.name)) {
		error(404, {
			message: `The store does not offer “${params.name.slice(0, 100)}”.`,
			hint: 'Its source may have been removed, or may no longer list it.'
		});
	}
	const version = url.searchParams.get('version')?.slice(0, LONGEST_VERSION) || undefined;
	return {
		/** The version the address asks for; null for the newest that can be used. */
		asked: version ?? null,
		/** Its settings are asked for on the page. */
		installing: url.searchParams.has('install'),
		pup: await orHttpErrorLater(() => store.detail(params.source, params.name, version)),
		source: sources.list().find((one) => one.id === params.source) ?? null
	};
};

export const actions: Actions = {
	install: action('install', ['pups.install'], async ({ form, event, ask, keep }) => {
		const { source: sourceId = '', name = '' } = event.params;
		const version = text(form, 'version') || undefined;
		let config: Record<string, unknown> | undefined;
		if (form.has('settings')) {
			const pup = await event.locals.box.store.detail(sourceId, name, version);
			const { values, typed } = readConfigForm(form, fieldsOf(askedOnInstall(pup.config)));
			keep(typed);
			config = values;
		}
		await ask('pups.install', { body: { sourceId, name, version, start: true, config } });
		redirect(303, storePath({ sourceId, name }, event.url.searchParams.get('version')));
	})
};
