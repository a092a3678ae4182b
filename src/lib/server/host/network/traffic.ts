/** Traffic on the pups' network, as counted by the sets of the firewall table. */
import * as v from 'valibot';
import { verb } from '../verb.ts';
import { hasFastPath } from './fast-kernel.ts';
import { options, tableName } from './inspect.ts';
import type { Protocol } from './policy.ts';

/** Packets and bytes in both directions since the table was written. */
export interface Passed {
	/** Address of the pup that opened the connection; null: opened from outside the box. */
	from: string | null;
	/** Address of a pup, or the name of another destination. */
	to: string;
	protocol: Protocol | null;
	/** Destination port at the pup; null when ports are not distinguished. */
	port: number | null;
	packets: number;
	bytes: number;
	/** Refused attempts; answers to them are not counted. */
	refused: boolean;
}

type Row = Omit<Passed, 'packets' | 'bytes'>;
type Key = (string | number)[];

/** Converts elements of each counting set. */
const READERS: Record<string, (key: Key) => Row> = {
	// Elements of the fast path are always TCP and have no protocol.
	grants: ([from, to, ...rest]) => {
		const [protocol, port] = rest.length > 1 ? rest : ['tcp', ...rest];
		return row(from, to, { protocol, port });
	},
	published: ([to, protocol, port]) => row(null, to, { protocol, port }),
	internet: ([from]) => row(from, 'internet'),
	lan: ([from]) => row(from, 'lan'),
	refused_pups: ([from, to]) => row(from, to, { refused: true }),
	refused_internet: ([from]) => row(from, 'internet', { refused: true }),
	refused_lan: ([from]) => row(from, 'lan', { refused: true }),
	refused_host: ([from]) => row(from, 'host', { refused: true })
};

function row(
	from: string | number | null | undefined,
	to: string | number | undefined,
	more: { protocol?: string | number | undefined; port?: string | number | undefined; refused?: boolean } = {}
): Row {
	const { protocol = null, port = null, refused = false } = more;
	return {
		from: from == null ? null : String(from),
		to: String(to),
		// nft prints a number when the host has no /etc/protocols.
		protocol: protocol === null ? null : protocol === 'udp' || protocol === 17 ? 'udp' : 'tcp',
		port: port === null ? null : Number(port),
		refused
	};
}

const amount = v.pipe(v.number(), v.integer(), v.minValue(0));
const part = v.union([v.string(), v.number()]);
const element = v.object({
	elem: v.object({
		val: v.union([
			v.pipe(
				part,
				v.transform((one) => [one])
			),
			v.pipe(
				v.object({ concat: v.array(part) }),
				v.transform(({ concat }) => concat)
			)
		]),
		counter: v.object({ packets: amount, bytes: amount })
	})
});
const setEntry = v.object({ set: v.object({ name: v.string(), elem: v.optional(v.array(v.unknown()), []) }) });

/**
 * Returns the rows with a non-zero counter.
 * @param listing JSON of `nft --json list table` (libnftables-json(5))
 */
export function readTraffic(listing: unknown): Passed[] {
	const { nftables } = v.parse(v.object({ nftables: v.array(v.unknown()) }), listing);
	return nftables.flatMap((entry) => {
		const found = v.safeParse(setEntry, entry);
		const reader = found.success ? READERS[found.output.set.name] : undefined;
		if (!found.success || !reader) return [];
		return found.output.set.elem.flatMap((one) => {
			const read = v.safeParse(element, one);
			if (!read.success || read.output.elem.counter.packets === 0) return [];
			return [{ ...reader(read.output.elem.val), ...read.output.elem.counter }];
		});
	});
}

/**
 * Reads the counters; empty when the table does not exist. Fast-path traffic is in separate rows of
 * the same grants.
 */
export const networkTraffic = verb(
	'network.traffic',
	v.object({ table: tableName }),
	async ({ table }, context): Promise<Passed[]> => {
		const list = async (...what: string[]) => {
			const { stdout } = await context
				.spawn('nft', ['--json', 'list', ...what], options(context))
				.catch(() => ({ stdout: '{"nftables":[]}' }));
			return readTraffic(JSON.parse(stdout));
		};
		const fast = (await hasFastPath(table, context)) ? list('set', 'netdev', table, 'grants') : [];
		return (await Promise.all([list('table', 'inet', table), fast])).flat();
	}
);
