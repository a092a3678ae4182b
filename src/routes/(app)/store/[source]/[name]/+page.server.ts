import { error, redirect } from '@sveltejs/kit';
import { attempt, failed, ownerOf } from '../../../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, depends }) => {
	depends('box:store');
	const { sources } = locals.box;
	const pup = sources.store().find((one) => one.sourceId === params.source && one.name === params.name);
	if (!pup) {
		error(404, {
			message: `The store does not offer “${params.name}”.`,
			hint: 'Its source may have been removed, or may no longer list it.'
		});
	}
	return { pup, source: sources.list().find((one) => one.id === pup.sourceId) ?? null };
};

export const actions: Actions = {
	install: async (event) => {
		ownerOf(event);
		const { source, name } = event.params;
		const answer = await attempt('install', () =>
			event.locals.box.pups.install({ sourceId: source, name, start: true })
		);
		if (failed(answer)) return answer;
		redirect(303, event.url.pathname);
	}
};
