import { orHttpError } from '../../../page-errors.ts';
import type { LayoutServerLoad } from './$types';

/** Data that all sections share. Values of variables are left out, because no page shows them. */
export const load: LayoutServerLoad = ({ locals: { box }, params, depends }) => {
	depends('box:ad-hoc-box');
	const boxSeq = box.events.seq;
	return { boxSeq, shown: orHttpError(() => box.boxes.get(params.id, false)) };
};
