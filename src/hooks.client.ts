/** What a person reads when a page fails in the browser. */
import type { HandleClientError } from '@sveltejs/kit';

export const handleError: HandleClientError = ({ error, status, message }) => {
	if (status === 404) return { message: 'There is no such page.', code: 'not-found' };
	console.error(error);
	return {
		message: status < 500 && message ? message : 'This page failed.',
		code: 'page-failed',
		hint: 'Reload it. If it fails again, the browser’s console says why.'
	};
};
