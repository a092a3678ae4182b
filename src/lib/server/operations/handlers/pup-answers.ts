/** What answers about pups, and calls that change them, have in common. */
import type { WebPage } from '../../../contract/pups.ts';
import { needScopes } from '../access.ts';
import { actorOf } from '../callers.ts';
import type { Call, Context } from '../types.ts';

/** Addresses of pups' pages under the host name that this caller used to reach the box. */
export function withAddresses<P extends { webPages: WebPage[] }>(pup: P, { facts }: Call): P {
	return {
		...pup,
		webPages: pup.webPages.map((page) => ({ ...page, url: `${facts.scheme}://${facts.hostname}:${page.port}/` }))
	};
}

/** Who saves a configuration by this call. */
export function saverOf({ caller }: Pick<Context, 'caller'>) {
	const { actor, actorName } = actorOf(caller);
	return { actor, actorName };
}

/**
 * Who may install and update may give the settings that a version asks for. To change what a pup
 * has already is `configure`, whatever it comes with.
 * @returns takes the settings that it has, among those that are given
 * @throws BoxError 403 `missing-scope`
 */
export const mayChange =
	({ caller }: Pick<Context, 'caller'>) =>
	(names: readonly string[]): void => {
		if (names.length > 0) needScopes(caller, ['configure']);
	};
