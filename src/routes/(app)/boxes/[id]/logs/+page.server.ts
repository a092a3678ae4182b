import { orHttpErrorLater } from '../../../../page-errors.ts';
import { logStart } from '../../../log-start.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { box }, params, url }) => ({
	log: await orHttpErrorLater(() => logStart((query) => box.boxes.logs(params.id, query), url.searchParams.get('at')))
});
