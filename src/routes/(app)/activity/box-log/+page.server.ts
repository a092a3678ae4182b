import { orHttpErrorLater } from '../../../page-errors.ts';
import { logStart } from '../../log-start.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { boxLog } = locals.box;
	return {
		log: await orHttpErrorLater(() => logStart((query) => boxLog.page(query), url.searchParams.get('at'))),
		parts: await boxLog.services()
	};
};
