/** Verbs that change the host's network: only this instance's bridge, links and firewall table. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { BoxError, messageOf } from '../../../contract/errors.ts';
import { verb, type VerbContext } from '../verb.ts';
import { isOfContainer } from '../containers/index.ts';
import { RULES_REFUSED } from '../fork-server/index.ts';
import { isOfNixosContainer } from '../nixos/index.ts';
import { identify, type ProcessIdentity } from '../process-identity.ts';
import { forgetChosen, giveChosen, needPermitted, permittedChosen, settleChosen } from './chosen/links.ts';
import { hasFastPath } from './fast-kernel.ts';
import { fastJoinText, fastLeaveText, fastPathText, removeFastText, type FastPath } from './fast-path.ts';
import { flowsText } from './flows.ts';
import { FORWARD, options, tableName } from './inspect.ts';
import { giveIpv6, settleIpv6 } from './ipv6-links.ts';
import { closeText, mergeNamed, openText, readNamed, type NamedAddress } from './named.ts';
import { changesBatch, type Batch } from './netlink-batch.ts';
import { LARGE, narrowRoutes, USUAL } from './packets.ts';
import { passes, type TablePolicy } from './policy.ts';
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
import type { TableEnd } from './table-end.ts';
import { changesText, joinChanges, leaveChanges, removeText, tableText } from './table.ts';
import type { ElementChange, TableSpec } from './table.ts';

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

/** Result of writing the table. */
export interface TableWritten {
	/** nft's message when the pups' connections could not be limited; null otherwise. */
	unbounded: string | null;
	/**
	 * nft's message when the fast path of TCP between pups could not be set up, although this
	 * kernel supports it; null otherwise.
	 */
	slow: string | null;
	/** Links whose IPv6 state could not be set, with the reason. */
	ipv6: string[];
	/** Chosen addresses that could not be set, with the reason. */
	chosen: string[];
}

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
 * Writes all tables. Limiting connections needs a kernel module that not every kernel has
 * (nft_connlimit); pups are isolated from each other without it too.
 */
async function writeTables(asked: TableSpec, context: VerbContext): Promise<TableWritten> {
	const { spec, refused } = await permittedChosen(asked, context);
	const standing = spec.policies.some(({ names }) => names !== null) ? await listNamed(spec.table, context) : [];
	const slow = await writeRules({ ...spec, named: mergeNamed(spec.named, standing, spec.policies) }, context);
	// If that fails, the next inspection reports it, and pups without such access keep working.
	if (spec.policies.some(passes)) await forwarding().catch(() => {});
	const ipv6 = await settleIpv6(spec, context);
	const chosen = [...refused, ...(await settleChosen(spec, context))];
	try {
		await nft(flowsText(spec.table, spec.bridge, spec.flows), context);
		return { unbounded: null, slow, ipv6, chosen };
	} catch (error) {
		context.signal?.throwIfAborted();
		return { unbounded: messageOf(error), slow, ipv6, chosen };
	}
}

/**
 * Writes the routed path and the fast path in one transaction, so a revoked grant ends on both at
 * once. A link that vanishes meanwhile costs the fast path until the next write.
 * @returns why there is no fast path although the kernel supports it; null otherwise
 */
async function writeRules(spec: TableSpec, context: VerbContext): Promise<string | null> {
	const text = tableText(spec);
	const without = async () => nft(`${text}\n${removeFastText(spec.table)}`, context);
	if (!(await hasFastPath(spec.table, context))) {
		await nft(text, context);
		return null;
	}
	const taking = new Set(spec.fast);
	const ends = spec.ends.filter(({ end }) => taking.has(end) && existsSync(`/sys/class/net/${end}`));
	try {
		if (ends.length > 0) await nft(`${text}\n${fastPathText(spec, ends, spec.policies)}`, context);
		else await without();
		return null;
	} catch (error) {
		context.signal?.throwIfAborted();
		if (ends.length === 0) throw error;
		await without();
		return messageOf(error);
	}
}

/** Reads the addresses currently open by name; empty when the table does not exist. */
async function listNamed(table: string, context: VerbContext): Promise<NamedAddress[]> {
	const { stdout } = await context
		.spawn('nft', ['--json', 'list', 'set', 'inet', table, 'named'], options(context))
		.catch(() => ({ stdout: '{"nftables":[]}' }));
	return readNamed(JSON.parse(stdout));
}

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

const rulesWords = ({ messages, last }: Batch) => [messages.toString('hex'), String(last)];

/** Changes elements of the tables; uses nft when the kernel rejects the direct message. */
async function change(table: string, changes: readonly ElementChange[], context: VerbContext): Promise<void> {
	if (await byTask('rules', rulesWords(changesBatch(table, changes)), context).catch(() => false)) return;
	await nft(changesText(table, changes), context);
}

/**
 * Runs a task of the fork server that talks to the kernel.
 * @returns false when the kernel rejected the rules, and nothing was changed
 * @throws BoxError `host-command-failed` with its message
 */
async function byTask(task: 'connect' | 'rules', words: string[], context: VerbContext): Promise<boolean> {
	const how = { ...options(context), cwd: '/', task, allow: [RULES_REFUSED] };
	const { exitCode } = await context.spawn('ip', words, how);
	return exitCode === 0;
}

/** If this fails, packets take the routed path until the network is repaired. */
async function joinFastPath(
	args: FastPath & { end: TableEnd; policy: TablePolicy | null; fast: boolean },
	context: VerbContext
): Promise<void> {
	const { end, policy, fast } = args;
	if (fast && (await hasFastPath(args.table, context)))
		await nft(fastJoinText(args, end, policy), context).catch(() => {});
}

async function leaveTables(
	from: { table: string; policy: TablePolicy | null; fast: boolean },
	gone: TableEnd,
	context: VerbContext
): Promise<void> {
	try {
		await leaveRules(from, gone, context);
	} finally {
		// Even when the table is already gone.
		await forgetChosen(gone.address, context);
	}
}

async function leaveRules(
	{ table, policy, fast }: { table: string; policy: TablePolicy | null; fast: boolean },
	gone: TableEnd,
	context: VerbContext
): Promise<void> {
	const changes = leaveChanges(gone, policy);
	const named = policy?.names ? await listNamed(table, context) : [];
	const fastToo = fast && (await hasFastPath(table, context));
	if (named.length === 0 && !fastToo) return change(table, changes, context);
	const fastText = fastToo ? [fastLeaveText(table, gone, policy)] : [];
	await nft([changesText(table, changes), closeText(table, gone.address, named), ...fastText].join('\n'), context);
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

async function nft(text: string, context: VerbContext): Promise<void> {
	await context.spawn('nft', ['-f', '-'], { ...options(context), input: text + '\n' });
}

async function ip(commands: string[], context: VerbContext): Promise<void> {
	await context.spawn('ip', ['-batch', '-'], { ...options(context), input: commands.join('\n') + '\n' });
}

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

/** Cleanup runs to the end, even when the owner has cancelled. */
function unstoppable(context: VerbContext): VerbContext {
	return { ...context, signal: undefined };
}

/**
 * Writes a network setting. A kernel without IPv6 has no such files; with a read-only /proc/sys (in
 * a container) the defaults stay.
 */
async function setting(path: string, value: string): Promise<void> {
	await writeFile(`/proc/sys/net/${path}`, value).catch((error: NodeJS.ErrnoException) => {
		if (!['ENOENT', 'EROFS', 'EACCES', 'EPERM'].includes(error.code ?? '')) throw error;
	});
}

/**
 * Enables forwarding on the host, only when a pup may reach something. Whatever else the host then
 * forwards is the responsibility of its own firewall.
 */
async function forwarding(): Promise<void> {
	if ((await readFile(FORWARD, 'utf8')).trim() === '1') return;
	try {
		await writeFile(FORWARD, '1');
	} catch (error) {
		throw new BoxError({
			code: 'network-unavailable',
			status: 500,
			message:
				'The host does not let this program enable packet forwarding, so pups reach neither each other nor the internet.',
			hint: 'Run: sysctl -w net.ipv4.ip_forward=1',
			cause: error
		});
	}
}
