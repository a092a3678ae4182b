/**
 * Address that leads to a pup's web page. The box answers with the page's port under the very name
 * the browser used: a cookie is good for one name only, and live changes know no name.
 *
 * @param pupId id of the pup
 * @param page name of the web page
 */
export function openPath(pupId: string, page: string): string {
	return `/pups/${pupId}/open/${encodeURIComponent(page)}`;
}

/** Address of the form with a pup's limits. */
export const limitsPath = (pupId: string) => `/pups/${pupId}/configuration#limits`;
