/**
 * Address that redirects to a pup's web page. The box redirects to the page's port under the host
 * name that the browser used: cookies are bound to that name, and live updates do not know it.
 *
 * @param pupId id of the pup
 * @param page name of the web page
 */
export function openPath(pupId: string, page: string): string {
	return `/pups/${pupId}/open/${encodeURIComponent(page)}`;
}

/** Address of the form with a pup's limits. */
export const limitsPath = (pupId: string) => `/pups/${pupId}/configuration#limits`;
