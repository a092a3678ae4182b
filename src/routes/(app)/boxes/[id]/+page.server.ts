import { redirect } from '@sveltejs/kit';
import { action } from '../../../form-actions.ts';
import { act, boxOf } from './box-forms.ts';
import type { Actions, PageServerLoad } from './$types';

/** Length of the charts in the overview. */
const SECONDS = 300;

export const load: PageServerLoad = async ({ locals: { box }, parent, url }) => {
	const { shown } = await parent();
	return { seconds: SECONDS, history: box.boxes.stats(shown.id, SECONDS).samples, host: url.hostname };
};

/** Form actions of all sections. */
export const actions: Actions = {
	start: act('boxes.start'),
	stop: act('boxes.stop'),
	restart: act('boxes.restart'),
	pause: act('boxes.pause'),
	resume: act('boxes.resume'),
	remove: action('state', ['boxes.remove'], async ({ event, ask }) => {
		// The confirmation told the owner that the box is stopped first.
		await ask('boxes.remove', { params: boxOf(event), query: { force: 'true' } });
		redirect(303, '/boxes');
	})
};
