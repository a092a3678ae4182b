import { error, redirect } from '@sveltejs/kit';
import { fieldsOf, readConfigForm } from '$lib/components/pups/config-form.ts';
import { storePath } from '$lib/components/store/paths.ts';
import { GRANT, PROVIDE } from '$lib/components/store/plan-choices.ts';
import { readChoices, readGrants } from '$lib/components/store/read-choices.ts';
import { askedOnInstall } from '$lib/contract/config-values.ts';
import { firstFreeName } from '$lib/contract/second-name.ts';
import { action } from '../../../../form-actions.ts';
import { text } from '../../../../form-answers.ts';
import { orHttpError, orHttpErrorLater } from '../../../../page-errors.ts';
import type { Actions, PageServerLoad } from './$types';

/** Longest version text that is accepted, in characters. */
const LONGEST_VERSION = 100;
const LONGEST_NAME = 60;

/** Name of a second pup of the offer. */
const asOf = ({ searchParams }: URL) => searchParams.get('as')?.trim().slice(0, LONGEST_NAME) || undefined;

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
	depends('box:store');
	const { pups, sources, store, wiring } = locals.box;
	if (!store.list().some((one) => one.sourceId === params.source && one.name === params.name)) {
		error(404, {
			message: `The store does not offer “${params.name.slice(0, 100)}”.`,
			hint: 'Its source may have been removed, or may no longer list it.'
		});
	}
	const version = url.searchParams.get('version')?.slice(0, LONGEST_VERSION) || undefined;
	const pup = await orHttpErrorLater(() => store.detail(params.source, params.name, version));
	const provide = url.searchParams.getAll(PROVIDE);
	const grant = url.searchParams.getAll(GRANT);
	const here = pup.installedState !== null && pup.installedState !== 'uninstalled';
	const { sourceId, name } = pup;
	const chosen = { choices: readChoices(provide), grants: readGrants(grant) };
	const as = asOf(url);
	const planRequest = { sourceId, name, as, version: pup.version, ...chosen };
	const taken = new Set([...pups.list(), ...store.list()].map((one) => `${one.sourceId}/${one.name}`));
	const standing = pups.list().find((one) => one.sourceId === sourceId && one.name === as);
	/** Whether that name is already in use. */
	const refused = as !== undefined && taken.has(`${sourceId}/${as}`) && standing?.state !== 'uninstalled';
	return {
		/** The name of a second pup; null when the first is installed. */
		second: as === undefined ? null : { name: as, taken: refused, kept: standing !== undefined },
		/** A free name for a second pup. */
		nextName: firstFreeName(name, (one) => taken.has(`${sourceId}/${one}`)),
		/** The version in the address; null for the newest usable one. */
		asked: version ?? null,
		/** Whether the page shows the form with its settings. */
		installing: url.searchParams.has('install'),
		pup,
		/**
		 * The plan with its dependencies. Null where it has none, is installed already or cannot be
		 * installed.
		 */
		plan:
			pup.needs.length > 0 && pup.runnable && (as === undefined ? !here : !refused)
				? orHttpError(() => wiring.plan(planRequest))
				: null,
		/** Choices of the plan in the address. */
		provide: [
			...provide.map((one) => `&${PROVIDE}=${encodeURIComponent(one)}`),
			...grant.map((one) => `&${GRANT}=${encodeURIComponent(one)}`)
		].join(''),
		source: sources.list().find((one) => one.id === params.source) ?? null
	};
};

/** Names of the ports to open. */
const publish = (form: FormData) => form.getAll('publish').filter((name) => typeof name === 'string');

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
		const plan = text(form, 'plan') || undefined;
		const query = event.url.searchParams;
		const choices = plan && readChoices(query.getAll(PROVIDE));
		const grants = plan && readGrants(query.getAll(GRANT));
		const as = asOf(event.url);
		const { pupId } = await ask('pups.install', {
			body: {
				sourceId,
				name,
				...(as !== undefined && { as }),
				version,
				start: true,
				config,
				plan,
				publish: publish(form),
				...(choices && { choices }),
				...(grants && { grants })
			}
		});
		redirect(303, as === undefined ? storePath({ sourceId, name }, query.get('version')) : `/pups/${pupId}`);
	})
};
