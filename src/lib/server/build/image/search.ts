/**
 * Searches a registry with the old API of Docker’s index, which dockerd uses too (moby,
 * `registry/search_session.go`): `GET /v1/search?q=nginx&n=25`. Docker Hub supports it; few others
 * do.
 */
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import type { SearchResult } from '../types.ts';
import { createAsk, type AskDeps } from './ask.ts';
import { parseJson } from './documents.ts';
import { refused } from './login.ts';
import { registryNamed, type ImageName } from './reference.ts';

/** Docker Hub uses different servers for searching and for pulling. */
const HUB_INDEX = 'index.docker.io';

const shortText = v.nullish(v.pipe(v.string(), v.maxLength(10_000)), '');
const searchAnswer = v.object({
	results: v.pipe(
		v.array(
			v.object({
				name: v.pipe(v.string(), v.maxLength(1000)),
				description: shortText,
				star_count: v.nullish(v.number(), 0),
				is_official: v.nullish(v.boolean(), false),
				is_automated: v.nullish(v.boolean(), false)
			})
		),
		v.maxLength(1000)
	)
});

/**
 * Splits a search term into the registry and the word. The registry is the part before the first
 * slash if that looks like a host, otherwise Docker Hub.
 */
export function searchedAt(term: string): { registry: ImageName; word: string } {
	const slash = term.indexOf('/');
	const first = slash < 0 ? '' : term.slice(0, slash);
	const named = /[.:]/.test(first) || first === 'localhost';
	const registry = registryNamed(named ? first : '');
	const word = (named ? term.slice(slash + 1) : term).replace(/^library\//, '');
	return { registry: registry.name === 'docker.io' ? { ...registry, host: HUB_INDEX } : registry, word };
}

/** @see Builder.searchImages */
export async function searchRegistry(
	deps: AskDeps,
	term: string,
	limit: number,
	signal: AbortSignal
): Promise<SearchResult[]> {
	const { registry, word } = searchedAt(term);
	const { ask } = createAsk(deps);
	const query = new URLSearchParams({ q: word, n: String(limit) });
	const path = `/v1/search?${query.toString()}`;
	const answer = await ask(registry, { path, scopes: [], accept: [403, 404, 405, 429, 500, 503], signal });
	if (answer.status === 401 || answer.status === 403) throw refused({ ...registry, title: 'a search' }, null);
	const parsed = answer.status === 200 ? v.safeParse(searchAnswer, parseJson(answer.body)) : null;
	if (!parsed?.success) {
		throw new BoxError({
			code: 'registry-refused',
			status: 502,
			message: `The registry ${registry.name} cannot be searched.`,
			hint: 'Most registries except Docker Hub have no search. Use its web page.'
		});
	}
	return parsed.output.results.slice(0, limit).map((one) => ({
		name: one.name,
		description: one.description ?? '',
		stars: one.star_count ?? 0,
		official: one.is_official ?? false,
		automated: one.is_automated ?? false
	}));
}
