/** Searches logs in this thread, without a worker, for tests of what a search finds. */
import type { LogSearch } from '../../src/lib/server/containers/index.ts';
import { createMatcher } from '../../src/lib/server/runtime/oci/logs/search/matcher.ts';
import { searchLogs } from '../../src/lib/server/runtime/oci/logs/search/search.ts';

export const searchHere: LogSearch = {
	run(request, cursor) {
		const answer = searchLogs(request, 60_000, cursor);
		return 'bad' in answer ? Promise.reject(new Error(answer.bad)) : Promise.resolve(answer);
	},
	fitting: (texts, filter) => {
		const { fits } = createMatcher(filter);
		return Promise.resolve(texts.flatMap((text, index) => (fits(text) ? [index] : [])));
	}
};
