/**
 * Chosen addresses within boxes, and the host's ways to them. By a way it is seen that all the rest
 * of an address is done, also when the agent was killed meanwhile.
 */
import { BoxError, messageOf } from '../../../../contract/errors.ts';
import type { ProcessIdentity } from '../../process-identity.ts';
import type { VerbContext } from '../../verb.ts';
import { holderOf } from '../ipv6-links.ts';
import type { TableSpec } from '../table.ts';
import { refusedChosen, type ChosenAddress, type WithChosen } from './addresses.ts';
import { nothingOf, routesTable, standingWays, type Way } from './standing.ts';

/** Place of the rule among those of the host: behind its own addresses, before all other ways. */
const PRIORITY = 10_690;

/** What went wrong, in words; who cancelled hears that instead. */
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
		hint: 'Give the network another subnet, one that nothing on this host uses.'
	});

/**
 * Takes what may not be chosen out of policies; all, where it cannot be seen what the host uses.
 * @param spec resolvers: those that the host asks are reached by a way to all, too
 * @returns also why, in words
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
 * For one who is about to be connected.
 * @throws BoxError `address-refused` where one may not be given to a box, or is another one's
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
 * Has the host, and each box that is connected, be as the policies say. The firewall comes first.
 * Who has no chosen address does without none of his network where this fails.
 * @returns what went wrong, in words
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
		// Where `ip` cannot say what there is, nothing was ever made either.
		if (wanted.size === 0) nothingOf.add(bridge);
		return wanted.size === 0 ? [] : [now];
	}
	const { ways, rules } = now;
	const failures: string[] = [];
	const inside = async (own: string, to: string, work: (process: ProcessIdentity) => Promise<void>) => {
		const end = ends.find(({ address }) => address === own)?.end;
		try {
			const process = end === undefined ? null : await holderOf(end, context);
			// Not there, or not yet: who is connected later gets it by that.
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

/** Gives one who was just connected chosen addresses, and the host its ways there. */
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
 * Removes the host's ways to what somebody had.
 * @param own his own address; null: the ways to all
 */
export async function forgetChosen(own: string | null, context: VerbContext): Promise<void> {
	const { bridge } = context.names;
	if (nothingOf.has(bridge)) return;
	const now = await standingWays(context).catch(unlessCancelled(context));
	// Left for the next writing of the table: nobody is kept for it.
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
		// To the others there the box speaks by this address, in large packets.
		`route replace ${subnet} via ${gateway} dev eth0 src ${address}`
	]);
	await ip(process, within, context);
	// Not “replace”: one that is there is another one's.
	await ip(
		null,
		chosen.map(({ address }) => `route add ${address}/32 via ${own} dev ${bridge} table ${routesTable(bridge)}`),
		context
	);
}

/** The way by which it was the sender goes with it. */
const takeInside = (to: string, process: ProcessIdentity, context: VerbContext) =>
	// Twice, as it may be gone already.
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
		// Somebody else removed some of them.
		if (ways.some((way) => gone.some(({ to }) => to === way.to))) throw error;
	}
}

async function ip(inside: ProcessIdentity | null, commands: readonly string[], { spawn }: VerbContext): Promise<void> {
	// To its end also when it is cancelled meanwhile: half of it would be neither.
	const how = { timeoutMs: 20_000, input: `${commands.join('\n')}\n` };
	if (inside === null) await spawn('ip', ['-batch', '-'], how);
	else {
		const words = [String(inside.pid), String(inside.ticks), 'ip', '-batch', '-'];
		await spawn('ip', words, { ...how, task: 'chosen' });
	}
}
