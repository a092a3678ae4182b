/** Helpers that the calls about pups share. */
import type { WebPage } from '../../../contract/pups.ts';
import { needScopes } from '../access.ts';
import { actorOf } from '../callers.ts';
import type { Call, Context } from '../types.ts';

/** Adds the URLs of a pup's pages, under the host name that this caller used to reach the box. */
export function withAddresses<P extends { webPages: WebPage[] }>(pup: P, { facts }: Call): P {
	return {
		...pup,
		webPages: pup.webPages.map((page) => ({ ...page, url: `${facts.scheme}://${facts.hostname}:${page.port}/` }))
	};
}

/** Returns who saves a configuration by this call. */
export function saverOf({ caller }: Pick<Context, 'caller'>) {
	const { actor, actorName } = actorOf(caller);
	return { actor, actorName };
}

/**
 * A caller who may install and update may also give the settings that a version asks for. To change
 * settings that a pup already has needs `configure`, in whatever call they are sent.
 * @returns a function that takes the names of those given settings that the pup already has
 * @throws BoxError 403 `missing-scope`
 */
export const mayChange =
	({ caller }: Pick<Context, 'caller'>) =>
	(names: readonly string[]): void => {
		if (names.length > 0) needScopes(caller, ['configure']);
	};
