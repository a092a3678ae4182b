import { orHttpErrorLater } from '../../../../page-errors.ts';
import type { PageServerLoad } from './$types';

const LOG_LINES = 300;

/** The end of its logs, and how far that goes. */
export const load: PageServerLoad = async ({ locals, params }) => {
	const { lines, cursor } = await orHttpErrorLater(() => locals.box.pups.logs(params.id, { tail: LOG_LINES }));
	return { log: { lines, cursor } };
};
