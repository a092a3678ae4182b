/** Verbs that change the host's network: only this instance's bridge, links and firewall table. */
import { existsSync } from 'node:fs';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { isOfContainer } from '../containers/index.ts';
import { isOfNixosContainer } from '../nixos/index.ts';
import { identify, type ProcessIdentity } from '../process-identity.ts';
import { verb, type VerbContext } from '../verb.ts';
import { forgetChosen, giveChosen, needPermitted } from './chosen/links.ts';
import { forwarding, ip, nft, setting, unstoppable } from './commands.ts';
import { hasFastPath } from './fast-kernel.ts';
import { removeFastText } from './fast-path.ts';
import { options, tableName } from './inspect.ts';
import { giveIpv6 } from './ipv6-links.ts';
import { openText } from './named.ts';
import { changesBatch } from './netlink-batch.ts';
import { LARGE, narrowRoutes, USUAL } from './packets.ts';
import { passes } from './policy.ts';
import { byTask, joinFastPath, leaveTables, rulesWords, writeTables, type TableWritten } from './rules.ts';
import {
	address,
	alias,
	answered,
	cidr,
	interfaceName,
	mac,
	pid,
	prefixLength,
	tableEnd,
	tablePolicy,
	tableSpec,
	tag
} from './schemas.ts';
import { changesText, joinChanges, removeText } from './table.ts';

/** Checks what the schema cannot express: table, bridge and links belong to this instance. */
function needOurs({ names }: VerbContext, named: { table?: string; bridge?: string; ends?: readonly string[] }): void {
	const { table, bridge, ends = [] } = named;
	const ours =
		(table ?? names.nftTable) === names.nftTable &&
		(bridge ?? names.bridge) === names.bridge &&
		ends.every((end) => end.startsWith(names.instance.slice(0, 9)) && end !== names.bridge);
	if (ours) return;
	throw new BoxError({
		code: 'invalid-host-call',
		status: 500,
		message: 'The host refused to touch a network that is not this box’s own.'
	});
}

const endsOf = (spec: v.InferOutput<typeof tableSpec>) => spec.ends.map(({ end }) => end);

/**
 * Creates or repairs the bridge and writes the whole table. The table comes first: no link is ever
 * without it.
 * @throws BoxError `network-unavailable` with the message of `ip` or `nft`
 */
export const networkEnsure = verb(
	'network.ensure',
	v.object({ spec: tableSpec, prefixLength, mac, remove: v.array(interfaceName) }),
	async ({ spec, prefixLength: length, mac: bridgeMac, remove }, context): Promise<TableWritten> => {
		needOurs(context, { ...spec, ends: [...endsOf(spec), ...remove] });
		// The new table does not contain these.
		await removeLinks(remove, context);
		const written = await writeTables(spec, context);
		const { bridge } = spec;
		const stands = existsSync(`/sys/class/net/${bridge}/bridge`);
		await ip(
			[
				...(stands
					? []
					: [`link add name ${bridge} address ${bridgeMac} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`]),
				...(existsSync('/proc/net/if_inet6') ? [`link set dev ${bridge} addrgenmode none`] : []),
				`address replace ${spec.gateway}/${length} dev ${bridge}`,
				// After it is set explicitly, added links do not change it.
				`link set dev ${bridge} mtu ${LARGE}`,
				`link set dev ${bridge} up`,
				...(await narrowRoutes(bridge, spec.ends))
			],
			context
		);
		await Promise.all([
			setting(`ipv6/conf/${bridge}/disable_ipv6`, '1'),
			// Strict reverse path check: a second protection against spoofed source addresses.
			setting(`ipv4/conf/${bridge}/rp_filter`, '1'),
			setting(`ipv4/conf/${bridge}/send_redirects`, '0'),
			// An earlier version enabled it; `loopback.ts` says why it must be off.
			setting(`ipv4/conf/${bridge}/route_localnet`, '0'),
			// Pups connected by an earlier version take the whole network for their link. The host
			// answers ARP for pups behind other ports, since it forwards their packets (RFC 3069).
			setting(`ipv4/conf/${bridge}/proxy_arp_pvlan`, '1'),
			setting(`ipv4/neigh/${bridge}/proxy_delay`, '0')
		]);
		return written;
	}
);

/**
 * Makes the host forward packets, when something else switched that off.
 * @throws BoxError `network-unavailable`
 */
export const networkForward = verb('network.forward', v.object({}), async (): Promise<null> => {
	await forwarding();
	return null;
});

/** Writes the whole table in one transaction. */
export const networkWriteTable = verb('network.table', tableSpec, async (spec, context): Promise<TableWritten> => {
	needOurs(context, { ...spec, ends: endsOf(spec) });
	return writeTables(spec, context);
});

/**
 * Opens addresses to a pup that is restricted to names, because a DNS query for such a name was
 * answered with them. Addresses in closed networks and at home stay closed: the table checks those
 * first.
 */
export const networkOpen = verb(
	'network.open',
	v.object({ table: tableName, from: address, addresses: answered, tags: v.pipe(v.array(tag), v.minLength(1)) }),
	async ({ table, from, addresses, tags }, context): Promise<null> => {
		needOurs(context, { table });
		await nft(openText(table, from, addresses, tags), context);
		return null;
	}
);

const connecting = v.object({
	table: tableName,
	bridge: interfaceName,
	gateway: address,
	gatewayMac: mac,
	subnet: cidr,
	end: tableEnd,
	policy: v.nullable(tablePolicy),
	/** A TCP grant starts at this pup or leads to it. */
	fast: v.boolean(),
	alias,
	pid
});

/**
 * Moves a pup's link into the network namespace of a process. The rules exist before the link
 * carries any packet, and IPv6 is off before the link is up. Networks with IPv6 enable it
 * afterwards.
 * @throws BoxError `network-attach-failed`; nothing of the link is left
 */
export const networkAttach = verb('network.attach', connecting, async (args, context) => {
	const { end, policy } = args;
	needOurs(context, { ...args, ends: [end.end] });
	// Identify first: if the check below passes, it is about exactly this process.
	const process = identify(args.pid);
	if (!process || (!isOfContainer(args.pid, null, context) && !(await isOfNixosContainer(args.pid, context)))) {
		throw new BoxError({
			code: 'invalid-host-call',
			status: 500,
			message: 'The host refused to connect a process that is no container’s.'
		});
	}
	await needPermitted(policy, context);
	if (policy && passes(policy)) await forwarding();
	context.signal?.throwIfAborted();
	try {
		// Not cancellable: a program that is still running would otherwise create something after
		// the cleanup.
		const whole = unstoppable(context);
		await connect(args, process, whole);
		await joinFastPath(args, whole);
		if (policy?.ipv6) await giveIpv6(end.end, policy.ipv6.address, process, whole);
		if (policy) await giveChosen(policy, args.gateway, process, whole);
		context.signal?.throwIfAborted();
	} catch (error) {
		await removeLinks([end.end], context);
		await leaveTables(args, end, unstoppable(context)).catch(() => {});
		throw error;
	}
});

/**
 * Writes the rules of a link and creates it, all in one process. Only the route to other pups
 * allows large packets.
 */
async function connect(
	args: v.InferOutput<typeof connecting>,
	{ pid, ticks }: ProcessIdentity,
	context: VerbContext
): Promise<void> {
	const { table, end, gateway, subnet, bridge } = args;
	const changes = joinChanges(end, args.policy);
	const link = [bridge, end.end, end.mac, args.alias, String(LARGE)];
	const inside = [end.address, gateway, ...subnet.split('/'), String(USUAL)];
	const connectBy = (rules: string[]) =>
		byTask('connect', [String(pid), String(ticks), ...rules, ...link, ...inside], context);
	if (await connectBy(rulesWords(changesBatch(table, changes)))) return;
	await nft(changesText(table, changes), context);
	await connectBy(['', '0']);
}

/** Removes a pup's link and its elements in the tables; a missing link is no error. */
export const networkDetach = verb(
	'network.detach',
	v.object({
		table: tableName,
		ends: v.array(interfaceName),
		member: v.nullable(tableEnd),
		policy: v.nullable(tablePolicy),
		/** A TCP grant starts at this pup or leads to it. */
		fast: v.boolean()
	}),
	async (args, context) => {
		needOurs(context, { table: args.table, ends: [...args.ends, ...(args.member ? [args.member.end] : [])] });
		// In this order: no link is ever without its rules.
		await removeLinks(args.ends, context);
		if (args.member) await leaveTables(args, args.member, context);
	}
);

/** Removes links, bridge and tables of this instance. */
export const networkDestroy = verb(
	'network.destroy',
	v.object({ table: tableName, bridge: interfaceName, ends: v.array(interfaceName) }),
	async (args, context) => {
		needOurs(context, args);
		await removeLinks(args.ends, context);
		if (existsSync(`/sys/class/net/${args.bridge}/bridge`)) await ip([`link delete dev ${args.bridge}`], context);
		const fastToo = (await hasFastPath(args.table, context)) ? [removeFastText(args.table)] : [];
		await nft([removeText(args.table), ...fastToo].join('\n'), context);
		await forgetChosen(null, context);
	}
);

/**
 * Removes links; the kernel removes the other end with each. A link that vanishes meanwhile is no
 * error.
 */
async function removeLinks(ends: string[], context: VerbContext): Promise<void> {
	const standing = ends.filter((end) => existsSync(`/sys/class/net/${end}`));
	if (standing.length === 0) return;
	try {
		await context.spawn('ip', ['-force', '-batch', '-'], {
			...options(unstoppable(context)),
			input: standing.map((end) => `link delete dev ${end}\n`).join('')
		});
	} catch (error) {
		if (standing.some((end) => existsSync(`/sys/class/net/${end}`))) throw error;
	}
}
