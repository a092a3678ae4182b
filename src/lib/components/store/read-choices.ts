/**
 * Parses an owner's choices for a plan. Only for the server, so that browsers need not load a
 * schema. Pure.
 */
import * as v from 'valibot';
import { planChoice, planGrant, type PlanChoice, type PlanGrant } from '$lib/contract/wiring.ts';

/** Most choices in one address. */
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

/** The choices in an address; invalid ones are ignored. */
export const readChoices = (texts: readonly unknown[]): PlanChoice[] => read(planChoice, texts);

/** The optional groups that an address grants. */
export const readGrants = (texts: readonly unknown[]): PlanGrant[] => read(planGrant, texts);
