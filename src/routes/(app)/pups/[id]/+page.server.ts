import { redirect } from '@sveltejs/kit';
import { storePath } from '$lib/components/store/paths.ts';
import { asksForSettings } from '$lib/components/pups/sections.ts';
import { action } from '../../../form-actions.ts';
import { raw, text } from '../../../form-answers.ts';
import { orHttpError } from '../../../page-errors.ts';
import { act, back, pageOf, pupOf } from './pup-forms.ts';
import type { Actions, PageServerLoad } from './$types';

/** Length of the charts in the overview. */
const SHORT_SECONDS = 300;

export const load: PageServerLoad = async (event) => {
	event.depends('box:wiring');
	const { pup } = await event.parent();
	// Without its settings the pup cannot start, so the owner is sent there. The result of a
	// refused form (a POST) is still shown here.
	if (asksForSettings(pup) && event.request.method === 'GET') redirect(303, pageOf(event, 'configuration'));
	const { pups, wiring } = event.locals.box;
	return {
		seconds: SHORT_SECONDS,
		history: pups.metrics(pup.id, SHORT_SECONDS),
		wiring: orHttpError(() => wiring.of(pup.id)),
		access: orHttpError(() => wiring.access(pup.id)),
		hooks: pup.state === 'uninstalled' ? [] : orHttpError(() => wiring.hooks(pup.id))
	};
};

/** Form actions of all sections. */
export const actions: Actions = {
	start: action('state', ['pups.start'], async ({ form, event, ask }) => {
		const anyway = text(form, 'anyway') === 'true' ? 'true' : 'false';
		await ask('pups.start', { params: pupOf(event), query: { anyway } });
		redirect(303, back(form, event));
	}),
	stop: act('pups.stop'),
	restart: act('pups.restart'),
	retry: act('pups.retry'),
	cancel: action('state', ['jobs.cancel'], async ({ form, event, ask }) => {
		const { jobId } = event.locals.box.pups.get(pupOf(event).id);
		if (jobId) await ask('jobs.cancel', { params: { id: jobId } });
		redirect(303, back(form, event));
	}),
	reinstall: action('state', ['pups.install'], async ({ form, event, ask }) => {
		const pup = event.locals.box.pups.get(pupOf(event).id);
		const { sourceId } = pup;
		const [name, as] = [pup.offerName ?? pup.name, pup.offerName === undefined ? undefined : pup.name];
		// A pup with dependencies is installed by a plan, which the owner reads first.
		const depends = event.locals.box.wiring.of(pupOf(event).id).dependsOn.length > 0;
		if (depends) redirect(303, storePath({ sourceId, name }, null, { install: true, as }));
		await ask('pups.install', { body: { sourceId, name, ...(as !== undefined && { as }), start: true } });
		redirect(303, back(form, event));
	}),
	provider: action('provider', ['wiring.choose'], async ({ form, event, ask }) => {
		const params = { ...pupOf(event), interface: text(form, 'interface') };
		const groups = form.getAll('group').map(String);
		await ask('wiring.choose', {
			params,
			body: { provider: text(form, 'provider') || null, ...(groups.length > 0 && { groups }) }
		});
		redirect(303, pageOf(event));
	}),
	permission: action('provider', ['wiring.grant', 'wiring.revoke'], async ({ form, event, ask }) => {
		const params = { ...pupOf(event), interface: text(form, 'interface'), group: text(form, 'group') };
		await ask(text(form, 'granted') === 'yes' ? 'wiring.grant' : 'wiring.revoke', { params });
		redirect(303, pageOf(event));
	}),
	devices: action('devices', ['pups.devices'], async ({ form, event, ask }) => {
		const devices = form.getAll('device').map(String);
		await ask('pups.devices', { params: pupOf(event), body: { devices } });
		redirect(303, pageOf(event));
	}),
	access: action('access', ['wiring.setAccess'], async ({ form, event, ask, keep }) => {
		const networks = text(form, 'networks');
		keep({ networks });
		const lines = networks.split(/[\s,;]+/).filter((line) => line !== '');
		const { asksInternet } = event.locals.box.wiring.access(pupOf(event).id);
		const internet = form.has('internet');
		await ask('wiring.setAccess', {
			params: pupOf(event),
			body: {
				// The manifest's default is stored as null, because another version may have
				// another default.
				internet: internet === asksInternet ? null : internet,
				lan: form.has('lan'),
				networks: lines.length > 0 ? lines : null
			}
		});
		redirect(303, pageOf(event));
	}),
	rotateHook: action('hooks', ['pups.hooks.rotate'], async ({ form, event, ask }) => {
		await ask('pups.hooks.rotate', { params: { ...pupOf(event), hook: text(form, 'hook') } });
		redirect(303, pageOf(event));
	}),
	removeHook: action('hooks', ['pups.hooks.remove'], async ({ form, event, ask }) => {
		await ask('pups.hooks.remove', { params: { ...pupOf(event), hook: text(form, 'hook') } });
		redirect(303, pageOf(event));
	}),
	unlock: action('unlock', ['keys.unlock'], async ({ form, event, ask }) => {
		await ask('keys.unlock', { body: { password: raw(form, 'password') } });
		redirect(303, back(form, event));
	})
};
