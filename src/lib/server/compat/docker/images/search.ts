/** Reads a search of a registry, and formats its results. Pure. */
import type { SearchResult } from '../../../images/index.ts';
import { badRequest } from '../errors.ts';
import { allOf, filtersOf } from '../query.ts';

/** dockerd's number of results where a client gives none (moby, `registry/search.go`). */
const USUAL = 25;
const MOST = 100;

/** @throws DockerError 400 */
export function searchOf(query: URLSearchParams): {
	term: string;
	limit: number;
	fits(one: SearchResult): boolean;
} {
	const term = query.get('term') ?? '';
	if (term === '' || term.length > 500) throw badRequest('no word was given to search for');
	const asked = query.get('limit');
	const limit = asked === null || asked === '' || asked === '0' ? USUAL : Number(asked);
	if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
		throw badRequest(`limit ${(asked ?? '').slice(0, 20)} is outside the range of [1, ${MOST}]`);
	}
	const filters = filtersOf(query, ['is-official', 'is-automated', 'stars']);
	const yes = (value: string) => {
		if (['true', '1', 'false', '0'].includes(value)) return value === 'true' || value === '1';
		throw badRequest(`invalid filter: “${value.slice(0, 40)}” is neither true nor false`);
	};
	const stars = (value: string) => {
		if (/^\d{1,9}$/.test(value)) return Number(value);
		throw badRequest(`invalid filter 'stars=${value.slice(0, 40)}'`);
	};
	return {
		term,
		limit,
		fits: (one) =>
			allOf(filters, 'is-official', (value) => yes(value) === one.official) &&
			allOf(filters, 'is-automated', (value) => yes(value) === one.automated) &&
			allOf(filters, 'stars', (value) => one.stars >= stars(value))
	};
}

/** One result of `GET /images/search`. */
export const shownFound = ({ name, description, stars, official, automated }: SearchResult) => ({
	name,
	description,
	star_count: stars,
	is_official: official,
	is_automated: automated
});
