/** `dogebox.json`, the list of a source's pups (reference: pups.md §2; docs/sources.md). */
import * as v from 'valibot';
import { BoxError } from '../../contract/errors.ts';

/** Most pups of one source; the largest known index lists nine. */
export const MAX_PUPS = 500;
/** Most bytes of `manifest.json` and `dogebox.json`; the largest known manifest has 6 kB. */
export const MAX_JSON_BYTES = 1024 * 1024;

/** 422: no valid source or part of one. */
export function badSource(message: string, hint?: string): BoxError {
	return new BoxError({ code: 'bad-source', status: 422, message, ...(hint && { hint }) });
}

const required = (member: string) =>
	v.nullish(
		v.pipe(
			v.string(`“${member}” must be text`),
			v.check((text) => text.trim() !== '', `missing field: ${member}`),
			v.maxLength(200, `“${member}” has more than 200 characters`)
		),
		''
	);

/** Shape of `dogebox.json`. */
export const sourceIndex = v.looseObject(
	{
		id: required('id'),
		name: required('name'),
		pups: v.nullish(v.array(v.unknown(), '“pups” must be a list'), () => [])
	},
	'must be an object'
);

/**
 * Validates a source's index.
 * @param json content of `dogebox.json`
 * @param most entries that are read
 * @returns its name and its entries, each with its folder; null where the entry names none
 * @throws BoxError 422 `bad-source`
 */
export function readSourceIndex(
	json: unknown,
	most = MAX_PUPS
): {
	name: string;
	entries: { location: string | null; entry: unknown }[];
} {
	const parsed = v.safeParse(sourceIndex, json);
	if (!parsed.success) throw badSource(`dogebox.json cannot be used: ${parsed.issues[0].message}.`);
	const { name, pups } = parsed.output;
	if (pups.length > most) throw badSource(`dogebox.json lists ${pups.length} pups; at most ${most} are read.`);
	return { name, entries: pups.map((entry) => ({ location: locationOf(entry), entry })) };
}

/** The folder that an entry of the index names; null where it names none. */
export function locationOf(entry: unknown): string | null {
	if (typeof entry !== 'object' || entry === null || !('location' in entry)) return null;
	return typeof entry.location === 'string' && entry.location.trim() !== '' ? entry.location : null;
}
