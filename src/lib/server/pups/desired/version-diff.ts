/** Describes the differences between two versions of a pup for people. Pure. */
import { coerce, type StoredValues } from '../../../contract/config-values.ts';
import { bytes } from '../../../contract/bytes.ts';
import { configFields, webPages, type Manifest, type ManifestField } from '../../../contract/manifest.ts';
import type { BuildKind } from '../../../contract/store-words.ts';
import type { UpdatePlan } from '../../../contract/updates.ts';
import { listed } from '../../../contract/listed.ts';

export type Difference = UpdatePlan['changes'][number];
type Topic = Difference['topic'];

/** Manifests count in MiB; pages show powers of 1000. */
const mebibytes = (count: number) => bytes(count * 1024 ** 2);
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Splits entries by name: only in `next`, only in `was`, and in both. */
function sorted<T>(was: readonly T[], next: readonly T[], nameOf: (one: T) => string) {
	const before = new Map(was.map((one) => [nameOf(one), one]));
	const after = new Map(next.map((one) => [nameOf(one), one]));
	return {
		added: [...after].filter(([name]) => !before.has(name)).map(([, one]) => one),
		removed: [...before].filter(([name]) => !after.has(name)).map(([, one]) => one),
		both: [...after].flatMap(([name, one]): [T, T][] => {
			const old = before.get(name);
			return old === undefined ? [] : [[old, one]];
		})
	};
}

/**
 * All differences that may matter to an owner, in the order of display.
 * @param stored settings as stored in the database
 * @param how how both roots are built; null where that is unknown
 */
export function differencesOf(
	was: Manifest,
	next: Manifest,
	stored: StoredValues,
	how: { was: BuildKind | null; next: BuildKind | null }
): Difference[] {
	return [
		...ofSettings(was, next, stored),
		...ofPages(was, next),
		...ofPorts(was, next),
		...ofPermissions(was, next),
		...ofServices(was, next),
		...ofInterfaces(was, next),
		...ofPrograms(was, next),
		...ofDisk(was, next, how),
		...ofMemory(was, next)
	];
}

const difference =
	(topic: Topic) =>
	(change: Difference['change'], text: string): Difference => ({ topic, change, text });

function ofSettings(was: Manifest, next: Manifest, stored: StoredValues): Difference[] {
	const say = difference('settings');
	const { added, removed, both } = sorted(configFields(was), configFields(next), ({ name }) => name);
	return [
		...added.map((field) => say('added', newSetting(field, stored))),
		...removed.map(({ label }) => say('removed', `The setting “${label}” is gone; its value is kept.`)),
		...both.flatMap(([old, field]) => changedSetting(old, field, stored).map((text) => say('changed', text)))
	];
}

function newSetting(field: ManifestField, stored: StoredValues): string {
	const { label, required, type } = field;
	const begin = `New setting “${label}”${required ? ', which is required' : ''}`;
	if (stored.has(field.name)) return `${begin}; the value from before is used again.`;
	if (field.default === null || field.default === '') return `${begin}.`;
	return `${begin}; it begins with ${type === 'password' ? 'a default' : `“${short(field.default)}”`}.`;
}

function changedSetting(old: ManifestField, field: ManifestField, stored: StoredValues): string[] {
	const said: string[] = [];
	const name = `“${field.label}”`;
	if (old.type !== field.type) said.push(`The setting ${name} changes from ${old.type} to ${field.type}.`);
	if (old.required !== field.required)
		said.push(`The setting ${name} is ${field.required ? 'now' : 'no longer'} required.`);
	const value = stored.get(field.name);
	const wrong = value && !value.sealed ? coerce(field, value.value) : null;
	if (wrong && 'wrong' in wrong)
		said.push(`Your value of ${name}, “${short(value!.value)}”, no longer fits: it ${wrong.wrong}.`);
	const values = ({ options }: ManifestField) => options.map((option) => option.value);
	if (!same(values(old), values(field))) said.push(`The setting ${name} has other choices.`);
	const bounds = ({ min, max, step }: ManifestField) => [min, max, step];
	if (!same(bounds(old), bounds(field))) said.push(`The setting ${name} has other bounds.`);
	if (old.default !== field.default && field.type !== 'password') {
		const now = field.default === null ? 'no default' : `the default “${short(field.default)}”`;
		said.push(`The setting ${name} has ${now} now${value === undefined ? '' : '; your value stays'}.`);
	}
	return said;
}

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function ofPages(was: Manifest, next: Manifest): Difference[] {
	const say = difference('pages');
	const { added, removed } = sorted(webPages(was), webPages(next), ({ name }) => name);
	return [
		...added.map(({ name }) => say('added', `New web page “${name}”.`)),
		...removed.map(({ name }) => say('removed', `The web page “${name}” is gone.`))
	];
}

function ofPorts(was: Manifest, next: Manifest): Difference[] {
	const say = difference('ports');
	const portsOf = ({ container }: Manifest) => container.exposes.filter((one) => !one.webUI || one.listenOnHost);
	const { added, removed, both } = sorted(portsOf(was), portsOf(next), ({ type, port }) => `${type} ${port}`);
	const where = (one: { listenOnHost: boolean }) => (one.listenOnHost ? ', open to your network' : '');
	return [
		...added.map((one) => say('added', `New port ${one.port} (${one.name}, ${one.type})${where(one)}.`)),
		...removed.map((one) => say('removed', `Port ${one.port} (${one.name}, ${one.type}) is gone.`)),
		...both.flatMap(([old, one]) =>
			old.listenOnHost === one.listenOnHost
				? []
				: [
						say(
							'changed',
							`Port ${one.port} (${one.name}) is ${one.listenOnHost ? 'now' : 'no longer'} open to your network.`
						)
					]
		)
	];
}

function ofPermissions(was: Manifest, next: Manifest): Difference[] {
	const say = difference('permissions');
	const said: Difference[] = [];
	const [before, after] = [was.container.requiresInternet, next.container.requiresInternet];
	if (!before && after) said.push(say('added', 'It uses the internet.'));
	if (before && !after) said.push(say('removed', 'It no longer uses the internet.'));
	const groups = ({ dependencies }: Manifest) =>
		dependencies.flatMap(({ interfaceName, permissionGroups }) =>
			permissionGroups.map((group) => `“${group}” of ${interfaceName}`)
		);
	const permissions = sorted(groups(was), groups(next), (name) => name);
	for (const name of permissions.added) said.push(say('added', `It asks for the permission ${name}.`));
	for (const name of permissions.removed) said.push(say('removed', `It no longer asks for the permission ${name}.`));
	const needs = sorted(was.dependencies, next.dependencies, ({ interfaceName }) => interfaceName);
	for (const { interfaceName, interfaceVersion, optional } of needs.added)
		said.push(
			say('added', `It ${optional ? 'can use' : 'needs'} ${interfaceName} ${interfaceVersion} of another pup.`)
		);
	for (const { interfaceName } of needs.removed)
		said.push(say('removed', `It no longer needs ${interfaceName} of another pup.`));
	for (const [old, one] of needs.both) {
		if (old.interfaceVersion !== one.interfaceVersion)
			said.push(
				say('changed', `It needs ${one.interfaceName} ${one.interfaceVersion}, no longer ${old.interfaceVersion}.`)
			);
	}
	return said;
}

function ofServices(was: Manifest, next: Manifest): Difference[] {
	const say = difference('services');
	const { added, removed, both } = sorted(was.container.services, next.container.services, ({ name }) => name);
	return [
		...added.map(({ name }) => say('added', `New service ${name}.`)),
		...removed.map(({ name }) => say('removed', `The service ${name} is gone.`)),
		...both.flatMap(([old, one]) =>
			same(old.command, one.command) ? [] : [say('changed', `The service ${one.name} is started with another command.`)]
		)
	];
}

function ofInterfaces(was: Manifest, next: Manifest): Difference[] {
	const say = difference('interfaces');
	const { added, removed, both } = sorted(was.interfaces, next.interfaces, ({ name }) => name);
	return [
		...added.map(({ name, version }) => say('added', `It offers ${name} ${version} to other pups.`)),
		...removed.map(({ name }) => say('removed', `It no longer offers ${name} to other pups.`)),
		...both.flatMap(([old, one]) =>
			old.version === one.version
				? []
				: [say('changed', `It offers ${one.name} ${one.version} to other pups, no longer ${old.version}.`)]
		)
	];
}

function ofPrograms(was: Manifest, next: Manifest): Difference[] {
	const say = difference('programs');
	const { added, removed, both } = sorted(
		Object.entries(was.meta.upstreamVersions),
		Object.entries(next.meta.upstreamVersions),
		([name]) => name
	);
	return [
		...added.map(([name, version]) => say('added', `${name} ${version}.`)),
		...removed.map(([name]) => say('removed', `${name} is gone.`)),
		...both.flatMap(([[, old], [name, version]]) =>
			old === version ? [] : [say('changed', `${name} from ${old} to ${version}.`)]
		)
	];
}

function ofDisk(was: Manifest, next: Manifest, how: { was: BuildKind | null; next: BuildKind | null }): Difference[] {
	const say = difference('disk');
	const said: Difference[] = [];
	const [before, after] = [was.container, next.container];
	const kind = how.next ?? how.was;
	if (how.was !== null && how.next !== null && how.was !== how.next) {
		said.push(say('changed', `Its root filesystem is made by ${how.next}, no longer by ${how.was}.`));
	} else if (kind === 'image' && before.build.image !== after.build.image) {
		said.push(say('changed', 'A new image is fetched.'));
	} else if (kind === 'debian') {
		const packages = sorted(before.build.debian?.packages ?? [], after.build.debian?.packages ?? [], (name) => name);
		if (packages.added.length > 0) said.push(say('added', `Debian packages are fetched: ${listed(packages.added)}.`));
		if (packages.removed.length > 0)
			said.push(say('removed', `Debian packages are gone: ${listed(packages.removed)}.`));
		const archives = sorted(before.build.debian?.fetch ?? [], after.build.debian?.fetch ?? [], ({ sha256 }) => sha256);
		for (const { url } of archives.added) said.push(say('added', `An archive is fetched: ${url}`));
		const moment = ({ build }: typeof before) => [build.debian?.suite ?? null, build.debian?.snapshot ?? null];
		if (!same(moment(before), moment(after)))
			said.push(say('changed', 'It is made from another state of Debian; its packages are fetched again.'));
	}
	// Manifests stored by older versions lack this field.
	const [little, much] = [before.resources?.diskMiB ?? null, after.resources?.diskMiB ?? null];
	if (much !== null && little !== much)
		said.push(
			say(
				'changed',
				`It will fill about ${mebibytes(much)} of disk${little === null ? '' : `, no longer ${mebibytes(little)}`}.`
			)
		);
	return said;
}

function ofMemory(was: Manifest, next: Manifest): Difference[] {
	const [little, much] = [was.container.resources?.memoryMiB ?? null, next.container.resources?.memoryMiB ?? null];
	if (much === null || little === much) return [];
	return [
		difference('memory')(
			'changed',
			`It needs ${mebibytes(much)} of memory${little === null ? '' : `, no longer ${mebibytes(little)}`}.`
		)
	];
}
