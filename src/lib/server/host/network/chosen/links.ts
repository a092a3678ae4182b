/**
 * Chosen addresses inside boxes, and the host's routes to them. A route is added last: its presence
 * means that the address is set up completely, even if the agent was killed meanwhile.
 */
import { BoxError, messageOf } from '../../../../contract/errors.ts';
import type { ProcessIdentity } from '../../process-identity.ts';
import type { VerbContext } from '../../verb.ts';
import { holderOf } from '../ipv6-links.ts';
import type { TableSpec } from '../table.ts';
import { refusedChosen, type ChosenAddress, type WithChosen } from './addresses.ts';
import { nothingOf, routesTable, standingWays, type Way } from './standing.ts';

/** Priority of the routing rule: after the host's own addresses, before all other routes. */
const PRIORITY = 10_690;

/** Returns an error's message. Rethrows the reason when the call was cancelled. */
const unlessCancelled =
	({ signal }: VerbContext) =>
	(error: unknown): string => {
		signal?.throwIfAborted();
		return messageOf(error);
	};

const failure = (refused: readonly string[]) =>
	new BoxError({
		code: 'address-refused',
		status: 409,
		message: `A chosen address cannot be given: ${refused.join('; ')}.`,
		hint: 'Give the network a subnet that nothing on this host uses.'
	});

/**
 * Removes forbidden chosen addresses from policies; all of them when routes cannot be read.
 * @param spec resolvers: the host reaches them through a default route, so they count too
 * @returns also the reasons as messages
 */
export async function permittedChosen<S extends { policies: readonly WithChosen[]; resolvers?: readonly string[] }>(
	spec: S,
	context: VerbContext
): Promise<{ spec: S; refused: string[] }> {
	const { policies } = spec;
	const refused: string[] = [];
	if (policies.every(({ chosen }) => chosen.length === 0)) return { spec, refused };
	const now = await standingWays(context).catch(unlessCancelled(context));
	if (typeof now === 'string')
		return { spec: { ...spec, policies: policies.map((one) => ({ ...one, chosen: [] })) }, refused: [now] };
	const others = [...now.others, ...(spec.resolvers ?? [])];
	const taken = new Set<string>();
	const isPermitted = (one: ChosenAddress) => {
		const why = taken.has(one.address) ? `${one.address} is another one’s` : refusedChosen(one, others);
		taken.add(one.address);
		if (why !== null) refused.push(why);
		return why === null;
	};
	const permitted = policies.map((policy) => ({ ...policy, chosen: policy.chosen.filter(isPermitted) }));
	return { spec: { ...spec, policies: permitted }, refused };
}

/**
 * Checks the policy of a box that is about to be connected.
 * @throws BoxError `address-refused` when an address is forbidden or belongs to another box
 */
export async function needPermitted(policy: WithChosen | null, context: VerbContext): Promise<void> {
	if (!policy || policy.chosen.length === 0) return;
	const { refused } = await permittedChosen({ policies: [policy] }, context);
	const { ways } = await standingWays(context);
	const others = ways.filter(
		({ to, by }) => by !== policy.address && policy.chosen.some(({ address }) => address === to)
	);
	refused.push(...others.map(({ to }) => `${to} is another one’s`));
	if (refused.length > 0) throw failure(refused);
}

/**
 * Applies the policies to the host and to each connected box. The firewall must be written first. A
 * failure does not affect the network of boxes without chosen addresses.
 * @returns failures as messages
 */
export const settleChosen = (spec: Settled, context: VerbContext): Promise<string[]> =>
	settle(spec, context).catch((error: unknown) => [unlessCancelled(context)(error)]);

type Settled = Pick<TableSpec, 'bridge' | 'gateway' | 'ends' | 'policies'>;

async function settle({ bridge, gateway, ends, policies }: Settled, context: VerbContext): Promise<string[]> {
	const wanted = new Map(
		policies.flatMap(({ address: own, chosen }) => chosen.map((one) => [one.address, { own, one }]))
	);
	if (wanted.size === 0 && nothingOf.has(bridge)) return [];
	const now = await standingWays(context).catch(unlessCancelled(context));
	if (typeof now === 'string') {
		// When `ip` cannot list anything, nothing was ever added either.
		if (wanted.size === 0) nothingOf.add(bridge);
		return wanted.size === 0 ? [] : [now];
	}
	const { ways, rules } = now;
	const failures: string[] = [];
	const inside = async (own: string, to: string, work: (process: ProcessIdentity) => Promise<void>) => {
		const end = ends.find(({ address }) => address === own)?.end;
		try {
			const process = end === undefined ? null : await holderOf(end, context);
			// No process, or not yet: a box gets its addresses when it is connected.
			if (process) await work(process);
			return true;
		} catch (error) {
			failures.push(`${to}: ${messageOf(error)}`);
			return false;
		}
	};
	const gone: Way[] = [];
	for (const way of ways.filter(({ to, by }) => wanted.get(to)?.own !== by)) {
		if (await inside(way.by, way.to, (process) => takeInside(way.to, process, context))) gone.push(way);
	}
	await removeWays(gone, wanted.size > 0 ? 0 : rules, context);
	if (wanted.size === 0 && gone.length === ways.length) nothingOf.add(bridge);
	if (wanted.size > 0 && rules === 0) await addRule(context);
	const left = new Set(ways.filter((way) => !gone.includes(way)).map(({ to }) => to));
	for (const [to, { own, one }] of wanted) {
		if (!left.has(to)) await inside(own, to, (process) => give(own, gateway, [one], process, context));
	}
	return failures;
}

/** Gives chosen addresses to a box that was just connected, and adds the host's routes to them. */
export async function giveChosen(
	{ address, chosen }: WithChosen,
	gateway: string,
	process: ProcessIdentity,
	context: VerbContext
): Promise<void> {
	if (chosen.length === 0) return;
	if ((await standingWays(context)).rules === 0) await addRule(context);
	await give(address, gateway, chosen, process, context);
}

/**
 * Removes the host's routes to a box's chosen addresses.
 * @param own the box's own address; null: the routes to all boxes
 */
export async function forgetChosen(own: string | null, context: VerbContext): Promise<void> {
	const { bridge } = context.names;
	if (nothingOf.has(bridge)) return;
	const now = await standingWays(context).catch(unlessCancelled(context));
	// The next write of the table does this; no caller has to wait for it.
	if (typeof now === 'string') return;
	const { ways, rules } = now;
	const gone = ways.filter(({ by }) => own === null || by === own);
	const all = gone.length === ways.length;
	await removeWays(gone, all ? rules : 0, context);
	if (all) nothingOf.add(bridge);
}

async function give(
	own: string,
	gateway: string,
	chosen: readonly ChosenAddress[],
	process: ProcessIdentity,
	context: VerbContext
): Promise<void> {
	const { bridge } = context.names;
	nothingOf.delete(bridge);
	const within = chosen.flatMap(({ address, subnet }) => [
		`address replace ${address}/32 dev eth0`,
		// Sends large packets to the others on this network, from this address.
		`route replace ${subnet} via ${gateway} dev eth0 src ${address}`
	]);
	await ip(process, within, context);
	// Not “replace”: an existing route belongs to another box.
	await ip(
		null,
		chosen.map(({ address }) => `route add ${address}/32 via ${own} dev ${bridge} table ${routesTable(bridge)}`),
		context
	);
}

/** The route with this source address is removed with it. */
const takeInside = (to: string, process: ProcessIdentity, context: VerbContext) =>
	// Replace, then delete: deleting alone would fail if it is already gone.
	ip(process, [`address replace ${to}/32 dev eth0`, `address del ${to}/32 dev eth0`], context);

const ruleOf = ({ names: { bridge } }: VerbContext) =>
	`priority ${PRIORITY} iif ${bridge} lookup ${routesTable(bridge)}`;

async function addRule(context: VerbContext): Promise<void> {
	nothingOf.delete(context.names.bridge);
	await ip(null, [`rule add ${ruleOf(context)}`], context);
}

async function removeWays(gone: readonly Way[], rules: number, context: VerbContext): Promise<void> {
	const table = routesTable(context.names.bridge);
	const lines = [
		...gone.map(({ to }) => `route del ${to} table ${table}`),
		...Array.from({ length: rules }, () => `rule del ${ruleOf(context)}`)
	];
	if (lines.length === 0) return;
	try {
		await ip(null, lines, context);
	} catch (error) {
		const { ways } = await standingWays(context);
		// Another process removed some of them.
		if (ways.some((way) => gone.some(({ to }) => to === way.to))) throw error;
	}
}

async function ip(inside: ProcessIdentity | null, commands: readonly string[], { spawn }: VerbContext): Promise<void> {
	// Not cancellable: a half-executed batch would leave an undefined state.
	const how = { timeoutMs: 20_000, input: `${commands.join('\n')}\n` };
	if (inside === null) await spawn('ip', ['-batch', '-'], how);
	else {
		const words = [String(inside.pid), String(inside.ticks), 'ip', '-batch', '-'];
		await spawn('ip', words, { ...how, task: 'chosen' });
	}
}
