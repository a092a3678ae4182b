/** What a version of a pup asks for beyond what the owner has given to the one before. Pure. */
import { BoxError } from '../../../contract/errors.ts';
import type { Manifest } from '../../../contract/manifest.ts';
import type { SignatureState } from '../../../contract/pups.ts';

/** One thing that is asked for. */
export interface Ask {
	/** Stands for it in an answer of the owner: `internet`, `port/tcp/22556` … */
	key: string;
	/** A sentence for a person. */
	text: string;
}

interface Version {
	manifest: Manifest;
	signature: SignatureState;
}

/** Everything that a version asks for. */
function all({ manifest, signature }: Version): Ask[] {
	const { container, dependencies } = manifest;
	return [
		...(signature === 'verified'
			? []
			: [{ key: 'signature', text: 'It is not signed with the key of its source, as the installed version is.' }]),
		...(container.requiresInternet ? [{ key: 'internet', text: 'It wants access to the internet.' }] : []),
		...container.exposes
			.filter((port) => port.listenOnHost)
			.map(({ name, type, port }) => ({
				key: `port/${type}/${port}`,
				text: `It wants port ${port} of the box (${name}), open to everybody on your network.`
			})),
		...dependencies.flatMap(({ interfaceName, permissionGroups }) => [
			{ key: `interface/${interfaceName}`, text: `It wants to use ${interfaceName} of another pup.` },
			...permissionGroups.map((group) => ({
				key: `permission/${interfaceName}/${group}`,
				text: `It wants the permission “${group}” of ${interfaceName}.`
			}))
		])
	];
}

/** What `next` asks for and `now` does not have, each once. */
export function asksOf(now: Version, next: Version): Ask[] {
	const has = new Set(all(now).map(({ key }) => key));
	const more = new Map(all(next).flatMap((ask) => (has.has(ask.key) ? [] : [[ask.key, ask]])));
	return [...more.values()];
}

/** 409: the owner has not said yes to it yet. */
export function permissionsNeeded(name: string, asks: readonly Ask[]): BoxError {
	return new BoxError({
		code: 'permissions-needed',
		status: 409,
		message: `The new version of ${name} asks for more than the installed one has: ${asks.map(({ text }) => text).join(' ')}`,
		hint: 'Look at what it asks for, and update with your consent.',
		fields: Object.fromEntries(asks.map(({ key, text }) => [key, text]))
	});
}
