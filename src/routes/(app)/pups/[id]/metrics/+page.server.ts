import { orHttpError } from '../../../../page-errors.ts';
import { RANGES, rangeOf } from './ranges.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params, url }) => {
	const range = rangeOf(url.searchParams.get('range'));
	const history = orHttpError(() => locals.box.pups.metrics(params.id, RANGES[range].seconds));
	return { range, history };
};
