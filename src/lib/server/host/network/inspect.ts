/** Reads the host's network state as root sees it: firewalls, and whether packets are forwarded. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { findProgram } from '../programs.ts';
import type { SpawnOptions } from '../spawn.ts';
import { verb, type VerbContext } from '../verb.ts';
import { reachedChosen } from './chosen/standing.ts';
import { hasFastPath } from './fast-kernel.ts';
import { fastChain, fastTable } from './fast-path.ts';
import { flowsTable } from './flows.ts';

/** The kernel's setting that makes the host forward packets. */
export const FORWARD = '/proc/sys/net/ipv4/ip_forward';

export const tableName = v.pipe(v.string(), v.regex(/^[a-zA-Z][a-zA-Z0-9_]{0,62}$/, 'is no table name of ours'));

/** Options for running network programs. */
export function options(context: VerbContext): SpawnOptions {
	return { signal: context.signal, timeoutMs: 20_000 };
}

const entries = v.object({ nftables: v.array(v.record(v.string(), v.unknown())) });
const baseChain = v.object({ family: v.string(), table: v.string(), name: v.string(), hook: v.string() });

/** Maximum size of other firewalls' rules, bytes of JSON. */
const MOST_RULES = 2 * 1024 * 1024;

/** State of the host's network; of other firewalls, the chains for forwarded packets. */
export interface NetworkInspection {
	/** Our firewall table exists. */
	stands: boolean;
	/** The table that limits connections exists. */
	bounded: boolean;
	/** Links with a fast path; null when the kernel does not support it. */
	fast: string[] | null;
	/** Chosen addresses of boxes that other boxes can reach. */
	chosen: string[];
	/** The host forwards packets (ip_forward). */
	forwards: boolean;
	/** Chains and rules of other tables that affect forwarding, as in nft's JSON. */
	others: Record<string, unknown>[];
	/** The same for the kernel's legacy tables, as in iptables-save; null for none. */
	legacy: string | null;
}

/** Reads the state of the host's firewalls. Changes nothing. */
export const networkInspect = verb(
	'network.inspect',
	v.object({ table: tableName }),
	async ({ table }, context): Promise<NetworkInspection> => {
		const list = async (...what: string[]) => {
			const { stdout } = await context.spawn('nft', ['--json', 'list', ...what], options(context));
			return v.parse(entries, JSON.parse(stdout)).nftables;
		};
		const bases = (await list('chains'))
			.map(({ chain }) => v.safeParse(baseChain, chain))
			.flatMap(({ success, output }) => (success ? [output] : []));
		const hooked = (family: string, name: string, hook: string) =>
			bases.some((chain) => chain.table === name && chain.family === family && chain.hook === hook);
		const asked = bases.filter(
			(chain) => chain.table !== table && chain.hook === 'forward' && ['ip', 'inet'].includes(chain.family)
		);
		const others: NetworkInspection['others'] = [];
		for (const key of new Set(asked.map((chain) => `${chain.family} ${chain.table}`))) {
			// The table is gone meanwhile, as when a firewall reloads.
			const found = await list('table', ...key.split(' ')).catch(() => []);
			others.push(...found.filter((entry) => 'chain' in entry || 'rule' in entry));
		}
		return {
			stands:
				hooked('bridge', table, 'prerouting') && hooked('inet', table, 'input') && hooked('inet', table, 'forward'),
			bounded: hooked('inet', flowsTable(table), 'prerouting'),
			fast: (await hasFastPath(table, context)) ? fastLinks(bases, table) : null,
			chosen: await reachedChosen(context),
			forwards: (await readFile(FORWARD, 'utf8').catch(() => '1')).trim() === '1',
			others: JSON.stringify(others).length > MOST_RULES ? [] : others,
			legacy: await legacyRules(context)
		};
	}
);

/** nft 1.0.6 does not list the link of a chain; the chain's name contains it. */
function fastLinks(bases: readonly v.InferOutput<typeof baseChain>[], table: string): string[] {
	const brief = fastTable(table);
	if (!bases.some((chain) => chain.family === 'inet' && chain.table === brief)) return [];
	const start = fastChain('');
	return bases
		.filter((chain) => chain.family === 'netdev' && chain.table === table && chain.name.startsWith(start))
		.map(({ name }) => name.slice(start.length));
}

/** nft does not show rules of legacy iptables. */
async function legacyRules(context: VerbContext): Promise<string | null> {
	const used = await readFile('/proc/self/net/ip_tables_names', 'utf8').catch(() => '');
	const program = used.split('\n').includes('filter') ? findProgram('iptables-legacy-save') : null;
	if (program === null) return null;
	// An unreadable table is omitted, so that the rest of the result is still returned.
	const saved = await context.spawn(program, ['-t', 'filter'], options(context)).catch(() => null);
	return saved === null ? null : saved.stdout.slice(0, MOST_RULES);
}
