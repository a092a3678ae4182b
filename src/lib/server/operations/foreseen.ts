/** Describes what changes of pups, wiring, ports and sources would affect, for a person. Pure. */
import type { Session } from '../../contract/box.ts';
import type { Effect } from '../../contract/effects.ts';
import type { PagePort, PupPort, PupPorts } from '../../contract/ports.ts';
import type { PupDetail, PupSummary } from '../../contract/pups.ts';
import type { Dependant, Dependency, PupAccess, PupWiring } from '../../contract/wiring.ts';

type Named = Pick<PupSummary, 'id' | 'name'>;

const pupEffect = ({ id, name }: Named, text: string): Effect => ({ kind: 'pup', id, name, text });
const isUp = ({ state }: Pick<PupSummary, 'state'>) => state === 'running' || state === 'starting';

/** Effects for the pups that depend on a pup: one each, with the interface that it uses. */
function dependantEffects(serves: readonly Dependant[], text: (one: Dependant) => string): Effect[] {
	return serves.map((one) => pupEffect(one, text(one)));
}

const pageEffects = ({ webPages }: Pick<PupSummary, 'webPages'>, text: string): Effect[] =>
	webPages.map(({ name }) => ({ kind: 'page', id: null, name, text }));

/** Effects of stopping a pup, or of restarting it when `again` is true. */
export function stopEffects(
	pup: Pick<PupDetail, 'id' | 'name' | 'state' | 'webPages'>,
	serves: readonly Dependant[],
	again: boolean
): Effect[] {
	const how = again
		? 'It is stopped, and started again.'
		: 'It is stopped, and stays stopped after a restart of the box.';
	if (!isUp(pup)) return [pupEffect(pup, again ? 'It is started.' : 'It does not run, and stays stopped.')];
	const until = again ? 'until it runs again' : 'until it is started';
	return [
		pupEffect(pup, how),
		...pageEffects(pup, `It cannot be opened ${until}.`),
		...dependantEffects(serves, (one) => `It cannot reach ${one.interface} of ${pup.name} ${until}.`)
	];
}

/** Effects of removing a pup, with or without its data. */
export function removalEffects(
	pup: Pick<PupDetail, 'id' | 'name' | 'state' | 'webPages'>,
	{ serves, ports, keepData }: { serves: readonly Dependant[]; ports: readonly PupPort[]; keepData: boolean }
): Effect[] {
	return [
		pupEffect(pup, `${isUp(pup) ? 'It is stopped and' : 'It is'} uninstalled.`),
		{
			kind: 'data',
			id: pup.id,
			name: `Data and keys of ${pup.name}`,
			text: keepData ? 'They are kept for a later installation.' : 'They are deleted for good.'
		},
		...pageEffects(pup, 'It is gone.'),
		...ports.filter(({ published }) => published).map((port) => portEffect(port, 'It is closed.')),
		...dependantEffects(
			serves,
			(one) =>
				`Nobody provides ${one.interface} to it any more; ${one.optional ? 'it also runs without' : 'it needs it'}.`
		)
	];
}

/** Compares one dependency before and after a change: its provider and its permissions. */
function dependencyEffects(pup: Named, before: Dependency, after: Dependency): Effect[] {
	const [had, has] = [before.provider, after.provider];
	const moved = had?.id !== has?.id;
	const granted = ({ permissions }: Dependency) =>
		new Map(permissions.filter((one) => one.granted).map((one) => [one.name, one]));
	const [could, can] = [granted(before), granted(after)];
	const lost = [...could.keys()].filter((name) => !can.has(name));
	const won = [...can.keys()].filter((name) => !could.has(name));
	const at = (provider: Dependency['provider']) => (provider ? ` at ${provider.name}` : '');
	const group = (name: string, text: string): Effect => ({
		kind: 'connection',
		id: null,
		name: `${before.interface}: ${name}`,
		text
	});
	return [
		...(moved && has ? [pupEffect(has, `It provides ${before.interface} to ${pup.name}.`)] : []),
		...(moved && had
			? [pupEffect(had, `It provides ${before.interface} to ${pup.name} no more; connections are cut.`)]
			: []),
		...won.map((name) => group(name, `${pup.name} is granted it${at(has)}.`)),
		...lost.map((name) => group(name, `${pup.name} loses it${at(had)}; connections that are open with it are cut.`))
	];
}

/** Effects of a change of who provides interfaces to a pup, and of what it is granted there. */
export function wiringEffects(pup: Named, before: PupWiring, after: PupWiring): Effect[] {
	const found = before.dependsOn.flatMap((one) => {
		const now = after.dependsOn.find((other) => other.interface === one.interface);
		return now ? dependencyEffects(pup, one, now) : [];
	});
	if (found.length === 0) return [];
	return [
		pupEffect(pup, 'It follows at once; it is restarted only where its services are told another address.'),
		...found
	];
}

const NETWORKS = { internet: 'The internet', lan: 'The home network' } as const;

/** Effects of a change of what a pup may reach beyond the box. */
export function accessEffects(pup: Named, before: PupAccess, after: PupAccess): Effect[] {
	const reach = (name: string, had: boolean, has: boolean): Effect[] =>
		had === has
			? []
			: [
					{
						kind: 'access',
						id: null,
						name,
						text: has ? `${pup.name} may reach it.` : `${pup.name} may reach it no more; connections are cut.`
					}
				];
	const held = (networks: PupAccess['networks']) =>
		networks === null ? 'all of it' : networks.join(', ') || 'none of it';
	const [was, is] = [held(before.networks), held(after.networks)];
	return [
		...reach(NETWORKS.internet, before.reachesInternet, after.reachesInternet),
		...reach(NETWORKS.lan, before.lan, after.lan),
		...(was === is
			? []
			: [
					{
						kind: 'access' as const,
						id: null,
						name: 'Names and networks',
						text: `${pup.name} is held to ${is}; before, to ${was}.`
					}
				])
	];
}

const portEffect = ({ name, hostPort, protocol }: PupPort, text: string): Effect => ({
	kind: 'port',
	id: null,
	name: `${name} (${hostPort}/${protocol})`,
	text
});

function changesOfPort(before: PupPort, after: PupPort): Effect[] {
	const moved = before.hostPort !== after.hostPort ? `It moves to port ${after.hostPort}.` : '';
	const opened = after.published ? 'Devices of the home network reach it.' : 'It is closed; what is open by it is cut.';
	const text = [moved, before.published === after.published ? '' : opened].filter(Boolean).join(' ');
	return text === '' ? [] : [portEffect(before, text)];
}

const ACCESS = {
	login: 'Only who is logged in opens it.',
	token: 'Programs with its token open it, too.',
	open: 'Every device of the home network opens it, without a login.'
} as const;

function changesOfPage(before: PagePort, after: PagePort): Effect[] {
	const made = after.tokenAt !== null && after.tokenAt !== before.tokenAt;
	const text = [
		before.hostPort !== after.hostPort && `It moves to port ${after.hostPort}.`,
		before.access !== after.access && ACCESS[after.access],
		made && 'It gets a new token.',
		(made || after.tokenAt === null) && before.tokenAt !== null && 'The token of before is good no more.'
	];
	const said = text.filter((one) => one !== false).join(' ');
	return said === '' ? [] : [{ kind: 'page', id: null, name: before.name, text: said }];
}

/** Effects of a change of a pup's ports and pages. */
export function portEffects(before: PupPorts, after: PupPorts): Effect[] {
	const pairs = <T extends { name: string }>(from: readonly T[], to: readonly T[]) =>
		from.flatMap((one) => {
			const other = to.find(({ name }) => name === one.name);
			return other ? [[one, other] as const] : [];
		});
	return [
		...pairs(before.ports, after.ports).flatMap(([one, other]) => changesOfPort(one, other)),
		...pairs(before.pages, after.pages).flatMap(([one, other]) => changesOfPage(one, other))
	];
}

/**
 * Effects of removing a source.
 * @param offers number of pups that the source offers
 * @param installed pups that came from it
 */
export function sourceEffects(
	{ id, name }: { id: string; name: string },
	{ offers, installed }: { offers: number; installed: readonly Named[] }
): Effect[] {
	const offered = offers === 1 ? 'The one pup' : `The ${offers} pups`;
	const text = offers === 0 ? 'It is read no more.' : `${offered} that it offers leave the store.`;
	return [
		{ kind: 'source', id, name, text },
		...installed.map((pup) => pupEffect(pup, 'It stays as it is, and no update is found for it.'))
	];
}

/** Effects of ending sessions. */
export function sessionEffects(sessions: readonly Session[], keepCurrent: boolean): Effect[] {
	return sessions
		.filter(({ current }) => !(keepCurrent && current))
		.map(({ id, device, address }) => ({
			kind: 'session',
			id,
			name: device,
			text: `It is signed out (${address}); what is open by it is cut.`
		}));
}
