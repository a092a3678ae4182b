/**
 * Redirects to a pup's web page, at its own port and the host name by which the owner reached the
 * box.
 */
import { error, redirect, type RequestHandler } from '@sveltejs/kit';
import { isBoxError } from '$lib/contract/errors.ts';

export const GET: RequestHandler = ({ locals, params, url }) => {
	let port: number | undefined;
	try {
		port = locals.box.pups.get(params.id ?? '').webPages.find((page) => page.name === params.page)?.port;
	} catch (failure) {
		if (!isBoxError(failure)) throw failure;
	}
	if (port === undefined) {
		error(404, { message: 'This pup has no such page.', code: 'not-found', requestId: locals.requestId });
	}
	redirect(302, `${url.protocol}//${url.hostname}:${port}/`);
};
