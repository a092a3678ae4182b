/**
 * Ways of the host to chosen addresses, as they stand. They are in a table of their own, which only
 * packets from the boxes' bridge ask: the host itself, and whoever asks it for a way from
 * elsewhere, finds none of them.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { VerbContext } from '../../verb.ts';

/** The table of one bridge; numbers below are those that people give. */
export const routesTable = (bridge: string): number =>
	0x0db0_0000 + createHash('sha256').update(bridge).digest().readUInt16BE();

const name = v.union([v.string(), v.number()]);
const routes = v.array(v.object({ dst: v.string(), gateway: v.optional(v.string(), ''), table: v.optional(name) }));
const rules = v.array(v.object({ iif: v.optional(v.string()), table: v.optional(name) }));

/** One of them. */
export interface Way {
	/** The chosen address. */
	to: string;
	/** Whose it is, by his own address. */
	by: string;
}

export interface Standing {
	ways: Way[];
	/** How often the rule by which they are asked is there. */
	rules: number;
	/** All else that the host has a way to, and its own addresses; CIDR, or an address alone. */
	others: string[];
}

/** Bridges for which nothing stands, as this process knows. */
export const nothingOf = new Set<string>();

/** Reads the host's routes, of all tables, and its rules. */
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

/** Chosen addresses to which packets of boxes find a way; none where that cannot be seen. */
export async function reachedChosen(context: VerbContext): Promise<string[]> {
	if (nothingOf.has(context.names.bridge)) return [];
	const { ways, rules: count } = await standingWays(context).catch(() => ({ ways: [], rules: 0 }));
	context.signal?.throwIfAborted();
	return count > 0 ? ways.map(({ to }) => to) : [];
}
