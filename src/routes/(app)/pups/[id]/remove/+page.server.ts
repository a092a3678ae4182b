import { orHttpError } from '../../../../page-errors.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, params }) => ({
	pup: orHttpError(() => locals.box.pups.get(params.id)),
	serves: locals.box.wiring.dependants(params.id)
});
