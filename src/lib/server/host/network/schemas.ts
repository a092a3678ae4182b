/** Schemas for the arguments of the network verbs. */
import { isIPv4 } from 'node:net';
import * as v from 'valibot';
import { tableName } from './inspect.ts';

/**
 * IFNAMSIZ is 16 with the terminating zero. None of these characters has a meaning in `ip -batch`
 * or nft.
 */
export const interfaceName = v.pipe(
	v.string(),
	v.regex(/^[a-zA-Z][a-zA-Z0-9_.-]{0,14}$/, 'is no interface name of ours')
);
export const address = v.pipe(v.string(), v.ipv4());
/** As the box writes its own addresses: lower case, without an IPv4 part. */
export const address6 = v.pipe(v.string(), v.ipv6(), v.regex(/^fd[0-9a-f:]+$/));
export const mac = v.pipe(v.string(), v.regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/));
export const prefixLength = v.pipe(v.number(), v.integer(), v.minValue(8), v.maxValue(30));
/** Owner of a link, stored in its `ifalias`. */
export const alias = v.pipe(v.string(), v.regex(/^[a-zA-Z0-9 _.:-]{1,200}$/));
export const pid = v.pipe(v.number(), v.integer(), v.minValue(2));

export const cidr = v.pipe(
	v.string(),
	v.regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/),
	v.check((text) => isIPv4(text.split('/')[0]!) && Number(text.split('/')[1]) <= 32, 'is no network')
);
const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
const protocol = v.picklist(['tcp', 'udp']);

/** Digest of a name that a pup may query, so that no name enters the nft text. */
export const tag = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));
/** Addresses in the answer to one DNS query. */
export const answered = v.pipe(v.array(address), v.minLength(1), v.maxLength(64));

export const tableEnd = v.object({ end: interfaceName, mac, address });

export const tablePolicy = v.object({
	address,
	internet: v.boolean(),
	lan: v.boolean(),
	networks: v.nullable(v.array(cidr)),
	names: v.nullable(v.array(tag)),
	reaches: v.array(v.object({ address, protocol, port })),
	neighbors: v.nullable(v.array(address)),
	ipv6: v.nullable(v.object({ address: address6, neighbors: v.array(address6) })),
	chosen: v.array(v.object({ address, subnet: cidr, neighbors: v.array(address) })),
	publishes: v.array(v.object({ protocol, hostPort: port, hostAddress: v.nullable(address), port }))
});

export const tableSpec = v.object({
	table: tableName,
	bridge: interfaceName,
	gateway: address,
	gatewayMac: mac,
	subnet: cidr,
	ends: v.array(tableEnd),
	fast: v.array(interfaceName),
	policies: v.array(tablePolicy),
	named: v.array(
		v.object({
			from: address,
			to: address,
			tags: v.array(tag),
			seconds: v.pipe(v.number(), v.integer(), v.minValue(1))
		})
	),
	closed: v.array(cidr),
	home: v.array(cidr),
	resolvers: v.array(address),
	resolverPort: v.nullable(port),
	ownNamesPort: v.nullable(port),
	gatewayPort: port,
	flows: v.object({ open: count, perMinute: count, burst: count })
});
