import { action } from '../form-actions.ts';
import { text } from '../form-answers.ts';
import { redirect } from '@sveltejs/kit';
import { LIVE_INTERVAL_MS } from '$lib/contract/samples.ts';
import type { Actions, PageServerLoad } from './$types';

/** As long as the lines of the home page are. */
const BOX_SECONDS = 180;
const PUP_SECONDS = 120;

export const load: PageServerLoad = ({ locals }) => {
	const { box } = locals;
	const pups = box.pups.list();
	const installed = pups.filter((pup) => pup.state !== 'uninstalled');
	// What a card shows, no more: the line of its CPU and the last of its memory.
	const trails = Object.fromEntries(
		pups
			.filter((pup) => pup.state === 'running')
			.map((pup) => {
				const { at, cpu, memory } = box.metrics.history(pup.id, PUP_SECONDS, LIVE_INTERVAL_MS);
				return [pup.id, { until: at.at(-1) ?? 0, cpu, memory: memory.at(-1) ?? 0 }];
			})
	);
	return {
		boxSamples: box.metrics.history('box', BOX_SECONDS, LIVE_INTERVAL_MS),
		trails,
		suggestions: installed.length
			? []
			: box.store
					.list()
					.sort((a, b) => Number(b.runnable) - Number(a.runnable))
					.slice(0, 3)
	};
};

export const actions: Actions = {
	dismiss: action('attention', ['attention.dismiss'], async ({ form, ask }) => {
		await ask('attention.dismiss', { body: { id: text(form, 'id') } });
		redirect(303, '/');
	})
};
