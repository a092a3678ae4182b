import { RANGES, rangeOf } from '$lib/contract/history.ts';
import { orHttpError } from '../../../../page-errors.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params: { id }, url, depends }) => {
	depends('box:pup');
	const { pups } = locals.box;
	const range = rangeOf(url.searchParams.get('range'));
	const { seconds } = RANGES[range];
	const { metrics, refused } = orHttpError(() => pups.ownMetrics(id));
	return {
		range,
		/** Right end of the charts' time axes. */
		until: Date.now(),
		history: pups.metrics(id, seconds),
		gauges: pups.gauges(id, seconds),
		own: metrics,
		refused,
		layerBytes: pups.resources().find((one) => one.id === id)?.layerBytes ?? null
	};
};
