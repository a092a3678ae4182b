/** Permissions that a version of a pup requests beyond those of the previous one. Pure. */
import { askedDevices } from '../../../contract/devices.ts';
import { BoxError } from '../../../contract/errors.ts';
import { reachesFurther } from '../../../contract/group-reach.ts';
import { listed } from '../../../contract/listed.ts';
import type { Manifest } from '../../../contract/manifest.ts';
import type { SignatureState } from '../../../contract/sources.ts';

/** One request. */
export interface Ask {
	/** Identifies the request in the owner's answer: `internet`, `port/tcp/22556/p2p` … */
	key: string;
	/** A sentence for a person. */
	text: string;
}

interface Version {
	manifest: Manifest;
	signature: SignatureState;
}

/** Everything that a version requests. */
function all({ manifest, signature }: Version): Ask[] {
	const { container, dependencies } = manifest;
	return [
		...(signature === 'verified'
			? []
			: [{ key: 'signature', text: 'It is not signed with the key of its source, as the installed version is.' }]),
		...(container.requiresInternet ? [{ key: 'internet', text: 'It wants access to the internet.' }] : []),
		...askedDevices(container).map(({ node }) => ({
			key: `device/${node}`,
			text: `It wants the device ${node}. It gets it when you allow it on its page.`
		})),
		...container.exposes
			.filter((port) => port.listenOnHost)
			.map(({ name, type, port }) => ({
				key: `port/${type}/${port}/${name}`,
				text: `It wants port ${port} of the box (${name}). It stays closed until you open it.`
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

/**
 * Permission groups of a manifest with their interfaces. A manifest may name an interface twice.
 */
const groupsOf = ({ interfaces }: Manifest) =>
	interfaces.flatMap(({ name, permissionGroups }) =>
		permissionGroups.map((group) => ({ key: `offer/${name}/${group.name}`, interface: name, ...group }))
	);

/**
 * Groups that grant more than the previous groups of the same name. Pups that were granted them
 * would receive the addition.
 */
function widened(now: Manifest, next: Manifest): Ask[] {
	const known = groupsOf(now);
	return groupsOf(next).flatMap((group) => {
		const before = known.filter(({ key }) => key === group.key);
		const more =
			before.length === 0 ? [] : (before.map((one) => reachesFurther(one, group)).find((one) => one.length > 0) ?? []);
		if (more.length === 0 || before.some((one) => reachesFurther(one, group).length === 0)) return [];
		const text = `Its permission “${group.name}” of ${group.interface} opens more: ${listed(more)}. Pups that were granted it get that, too.`;
		return [{ key: group.key, text }];
	});
}

/** Requests of `next` that `now` does not have, each once. */
export function asksOf(now: Version, next: Version): Ask[] {
	const has = new Set(all(now).map(({ key }) => key));
	const asked = all(next).filter(({ key }) => !has.has(key));
	const more = new Map([...asked, ...widened(now.manifest, next.manifest)].map((ask) => [ask.key, ask]));
	return [...more.values()];
}

/** 409: the owner has not approved the requests yet. */
export function permissionsNeeded(name: string, asks: readonly Ask[]): BoxError {
	return new BoxError({
		code: 'permissions-needed',
		status: 409,
		message: `The new version of ${name} asks for more than the installed one has: ${asks.map(({ text }) => text).join(' ')}`,
		hint: 'Check what it requests, and confirm the update.',
		fields: Object.fromEntries(asks.map(({ key, text }) => [key, text]))
	});
}
