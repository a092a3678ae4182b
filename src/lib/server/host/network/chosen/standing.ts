/**
 * The host's routes to chosen addresses. They are in a table of their own that only packets from
 * the boxes' bridge use: neither the host itself nor packets forwarded from elsewhere see these
 * routes.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { VerbContext } from '../../verb.ts';

/** Number of a bridge's table. It is above the numbers that people use. */
export const routesTable = (bridge: string): number =>
	0x0db0_0000 + createHash('sha256').update(bridge).digest().readUInt16BE();

const name = v.union([v.string(), v.number()]);
const routes = v.array(v.object({ dst: v.string(), gateway: v.optional(v.string(), ''), table: v.optional(name) }));
const rules = v.array(v.object({ iif: v.optional(v.string()), table: v.optional(name) }));

/** One route. */
export interface Way {
	/** The chosen address. */
	to: string;
	/** The own address of the box that has it. */
	by: string;
}

export interface Standing {
	ways: Way[];
	/** How often the rule that selects the table exists. */
	rules: number;
	/** All other routed addresses and the host's own; CIDR or a single address. */
	others: string[];
}

/** Bridges without any routes or rules, as far as this process knows. */
export const nothingOf = new Set<string>();

/** Reads the routes of all tables, and the routing rules. */
export async function standingWays({ names: { bridge }, spawn, signal }: VerbContext): Promise<Standing> {
	const list = async (...what: string[]): Promise<unknown> => {
		const { stdout } = await spawn('ip', ['-4', '-json', ...what], { signal, timeoutMs: 20_000 });
		return JSON.parse(stdout || '[]');
	};
	const [allRoutes, allRules] = await Promise.all([list('route', 'show', 'table', 'all'), list('rule', 'show')]);
	const isOurs = ({ table }: { table?: string | number | undefined }) => String(table) === String(routesTable(bridge));
	const all = v.parse(routes, allRoutes);
	return {
		ways: all.filter(isOurs).map(({ dst, gateway }) => ({ to: dst, by: gateway })),
		rules: v.parse(rules, allRules).filter((one) => isOurs(one) && one.iif === bridge).length,
		others: all.filter((one) => !isOurs(one) && one.dst !== 'default').map(({ dst }) => dst)
	};
}

/** Chosen addresses that packets of boxes can reach; empty when that cannot be read. */
export async function reachedChosen(context: VerbContext): Promise<string[]> {
	if (nothingOf.has(context.names.bridge)) return [];
	const { ways, rules: count } = await standingWays(context).catch(() => ({ ways: [], rules: 0 }));
	context.signal?.throwIfAborted();
	return count > 0 ? ways.map(({ to }) => to) : [];
}
