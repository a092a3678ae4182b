/** What a person reads when a page fails in the browser. */
import type { HandleClientError } from '@sveltejs/kit';

const boxAnswers = () =>
	fetch('/_app/version.json', { cache: 'no-store' }).then(
		({ ok }) => ok,
		() => false
	);

/** The page that is gone to when the box answers again: the last one that was wanted. */
let wanted: URL;

/**
 * SvelteKit asks this first, and then loads the page as a whole where the box gives it no data:
 * without a box that leads to the browser's own error page. So what stands there stays until the
 * box answers again.
 */
export const handleError: HandleClientError = async ({ error, status, message, event }) => {
	if (status === 404) return { message };
	console.error(error);
	if (await boxAnswers()) {
		return { message: status < 500 && message ? message : 'This page failed.' };
	}
	wanted = event.url;
	return new Promise(() =>
		setInterval(async () => {
			// Without the fragment: an address that differs in that alone would not be loaded.
			if (await boxAnswers()) location.href = wanted.pathname + wanted.search;
		}, 2000)
	);
};
