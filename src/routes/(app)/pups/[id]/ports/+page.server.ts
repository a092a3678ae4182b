import { redirect } from '@sveltejs/kit';
import type { PageAccess } from '$lib/contract/ports.ts';
import { action } from '../../../../form-actions.ts';
import { text } from '../../../../form-answers.ts';
import { orHttpError } from '../../../../page-errors.ts';
import { pageOf, pupOf } from '../pup-forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { pup } = await event.parent();
	if (pup.state === 'uninstalled') redirect(303, pageOf(event));
	return { ports: orHttpError(() => event.locals.box.pups.ports(pup.id)), host: event.url.hostname };
};

/** Identifies the form of a port or page, where its result is shown. */
const at = (form: FormData) => `ports:${text(form, 'name')}`;

export const actions: Actions = {
	port: action(at, ['ports.change'], async ({ form, event, ask, keep }) => {
		const hostPort = text(form, 'hostPort');
		const published = form.has('published');
		keep({ hostPort, published: published ? 'on' : '' });
		const port = { name: text(form, 'name'), hostPort: Number(hostPort), published };
		await ask('ports.change', { params: pupOf(event), body: { ports: [port] } });
		redirect(303, pageOf(event, 'ports'));
	}),
	page: action(at, ['ports.change'], async ({ form, event, ask, keep }) => {
		const hostPort = text(form, 'hostPort');
		const access = text(form, 'access') as PageAccess;
		keep({ hostPort, access });
		const page = { name: text(form, 'name'), hostPort: Number(hostPort), access };
		const { tokens } = await ask('ports.change', { params: pupOf(event), body: { pages: [page] } });
		// A token is shown only once, so it must be part of this answer and not of another page.
		if (tokens.length > 0) return { tokens };
		redirect(303, pageOf(event, 'ports'));
	}),
	token: action(at, ['ports.change'], async ({ form, event, ask }) => {
		const page = { name: text(form, 'name'), newToken: true };
		const { tokens } = await ask('ports.change', { params: pupOf(event), body: { pages: [page] } });
		return { tokens };
	})
};
