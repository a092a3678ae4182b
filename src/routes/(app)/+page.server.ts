import { browserOnly } from '../form-actions.ts';
import { text } from '../form-answers.ts';
import { redirect } from '@sveltejs/kit';
import { LIVE_INTERVAL_MS } from '$lib/contract/pups.ts';
import type { Actions, PageServerLoad } from './$types';

/** As long as the lines of the home page are. */
const BOX_SECONDS = 180;
const PUP_SECONDS = 120;

/** Pups that are named where a disk is full. */
const LARGEST = 5;

/** How long the end of a part is told to those who do not put it away, milliseconds. */
const TOLD_FOR = 7 * 86_400_000;
/** Which ends this browser has put away: those up to a moment. */
const SEEN = 'ends-seen';

export const load: PageServerLoad = ({ locals, cookies, depends }) => {
	depends('box:info');
	const { box } = locals;
	const seen = Number(cookies.get(SEEN)) || 0;
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
		/** How parts of the box ended by themselves, as far as it was not put away. */
		ends: box.lastEnds().filter(({ at }) => at > Math.max(seen, Date.now() - TOLD_FOR)),
		full: fullDisks(box),
		trails,
		suggestions: installed.length
			? []
			: box.store
					.list()
					.sort((a, b) => Number(b.runnable) - Number(a.runnable))
					.slice(0, 3)
	};
};

/** Disks that are nearly full, and what takes most of them. */
function fullDisks({ space, pups }: App.Locals['box']) {
	const disks = space.disks().filter(({ level }) => level !== 'ok');
	return { disks, pups: disks.length ? pups.space().slice(0, LARGEST) : [] };
}

export const actions: Actions = {
	'put-away': browserOnly(
		'up to when this browser has seen how parts ended, in a cookie',
		({ form, cookies, secure }) => {
			const at = text(form, 'at');
			if (/^\d{1,15}$/.test(at)) {
				cookies.set(SEEN, at, { path: '/', maxAge: TOLD_FOR / 1000, httpOnly: true, sameSite: 'lax', secure });
			}
			redirect(303, '/');
		}
	)
};
