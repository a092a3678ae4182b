import { orHttpError } from '../../../page-errors.ts';
import type { LayoutServerLoad } from './$types';

/** Data that all sections share. Each section loads its other data itself. */
export const load: LayoutServerLoad = ({ locals, params, depends }) => {
	depends('box:pup', 'box:wiring');
	const { box } = locals;
	const pup = orHttpError(() => box.pups.get(params.id));
	const serves = box.wiring.dependants(pup.id);
	return { pup, serves, source: box.sources.list().find((source) => source.id === pup.sourceId)?.name ?? null };
};
