import { action } from '../form-actions.ts';
import { text } from '../form-answers.ts';
import { redirect } from '@sveltejs/kit';
import { LIVE_INTERVAL_MS } from '$lib/contract/samples.ts';
import type { Actions, PageServerLoad } from './$types';

/** Lengths of the small charts on the home page. */
const BOX_SECONDS = 180;
const PUP_SECONDS = 120;

export const load: PageServerLoad = ({ locals }) => {
	const { box } = locals;
	const pups = box.pups.list();
	const installed = pups.filter((pup) => pup.state !== 'uninstalled');
	// Only what a card shows: its chart of CPU and its last value of memory.
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
