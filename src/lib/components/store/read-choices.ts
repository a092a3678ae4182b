/** Reads what an owner chose of a plan. For the server: browsers need no schema for it. Pure. */
import * as v from 'valibot';
import { planChoice, planGrant, type PlanChoice, type PlanGrant } from '$lib/contract/wiring.ts';

/** Choices that are read of one address. */
const MOST = 100;

function read<Schema extends v.GenericSchema>(schema: Schema, texts: readonly unknown[]): v.InferOutput<Schema>[] {
	return texts.slice(0, MOST).flatMap((text) => {
		try {
			const found = v.safeParse(schema, JSON.parse(typeof text === 'string' ? text : ''));
			return found.success ? [found.output] : [];
		} catch {
			return [];
		}
	});
}

/** The choices in an address; what is none is left out. */
export const readChoices = (texts: readonly unknown[]): PlanChoice[] => read(planChoice, texts);

/** The optional groups that are granted by an address. */
export const readGrants = (texts: readonly unknown[]): PlanGrant[] => read(planGrant, texts);
