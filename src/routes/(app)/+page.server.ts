import type { PageServerLoad } from './$types';

const BOX_SECONDS = 300;
const PUP_SECONDS = 120;

export const load: PageServerLoad = ({ locals }) => {
	const { box } = locals;
	const pups = box.pups.list();
	const installed = pups.filter((pup) => pup.state !== 'uninstalled');
	const samples = Object.fromEntries(
		pups.filter((pup) => pup.state === 'running').map((pup) => [pup.id, box.metrics.history(pup.id, PUP_SECONDS)])
	);
	return {
		boxSamples: box.metrics.history('box', BOX_SECONDS),
		samples,
		suggestions: installed.length
			? []
			: box.sources
					.store()
					.sort((a, b) => Number(b.runnable) - Number(a.runnable))
					.slice(0, 3)
	};
};
