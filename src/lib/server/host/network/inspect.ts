/**
 * What the host's network looks like as root sees it: firewalls, and whether packets are passed on.
 */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { findProgram } from '../programs.ts';
import type { SpawnOptions } from '../spawn.ts';
import { verb, type VerbContext } from '../verb.ts';
import { reachedChosen } from './chosen/standing.ts';
import { hasFastPath } from './fast-kernel.ts';
import { fastChain, fastTable } from './fast-path.ts';
import { flowsTable } from './flows.ts';

/** Whether the host passes packets on, as its kernel has it. */
export const FORWARD = '/proc/sys/net/ipv4/ip_forward';

export const tableName = v.pipe(v.string(), v.regex(/^[a-zA-Z][a-zA-Z0-9_]{0,62}$/, 'is no table name of ours'));

/** How programs of the network are run. */
export function options(context: VerbContext): SpawnOptions {
	return { signal: context.signal, timeoutMs: 20_000 };
}

const entries = v.object({ nftables: v.array(v.record(v.string(), v.unknown())) });
const baseChain = v.object({ family: v.string(), table: v.string(), name: v.string(), hook: v.string() });

/** Rules of a firewall that are looked at, bytes of JSON at most. */
const MOST_RULES = 2 * 1024 * 1024;

/** The host's network as it stands; of other firewalls what is asked about forwarded packets. */
export interface NetworkInspection {
	/** Our firewall is there. */
	stands: boolean;
	/** So is what bounds connections. */
	bounded: boolean;
	/** Links that the fast path is at; null where the kernel has none. */
	fast: string[] | null;
	/** Chosen addresses of boxes to which others find a way. */
	chosen: string[];
	/** The host passes packets on (ip_forward). */
	forwards: boolean;
	/** Chains and rules of other tables with a say in that, as nft gives them in JSON. */
	others: Record<string, unknown>[];
	/** The same of the kernel's older tables, as iptables-save gives them; null where none are. */
	legacy: string | null;
}

/** Looks at the host's firewalls; changes nothing. */
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
			// Gone meanwhile, as all of a firewall is that is loaded anew.
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

/** nft 1.0.6 does not say which link a chain is at; its name does. */
function fastLinks(bases: readonly v.InferOutput<typeof baseChain>[], table: string): string[] {
	const brief = fastTable(table);
	if (!bases.some((chain) => chain.family === 'inet' && chain.table === brief)) return [];
	const start = fastChain('');
	return bases
		.filter((chain) => chain.family === 'netdev' && chain.table === table && chain.name.startsWith(start))
		.map(({ name }) => name.slice(start.length));
}

/** nft does not show what iptables wrote in its older way. */
async function legacyRules(context: VerbContext): Promise<string | null> {
	const used = await readFile('/proc/self/net/ip_tables_names', 'utf8').catch(() => '');
	const program = used.split('\n').includes('filter') ? findProgram('iptables-legacy-save') : null;
	if (program === null) return null;
	// What cannot be read is left out; the rest of the look must not hang on it.
	const saved = await context.spawn(program, ['-t', 'filter'], options(context)).catch(() => null);
	return saved === null ? null : saved.stdout.slice(0, MOST_RULES);
}
