/**
 * Verbs that touch the host's network: our bridge, our links, our firewall table, and nothing else.
 */
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

/** What the schema cannot say: that table, bridge and links are this instance's. */
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

/** The table as it was written. */
export interface TableWritten {
	/** Why the connections of pups are not bounded, in nft's words; null where they are. */
	unbounded: string | null;
	/**
	 * Why TCP between pups has not the fast path that this kernel has, in nft's words; null where
	 * nothing is wrong.
	 */
	slow: string | null;
	/** Links that have not the IPv6 that they should have, or still have it, with the reason. */
	ipv6: string[];
	/** Chosen addresses that boxes have not as they should, with the reason. */
	chosen: string[];
}

/**
 * Creates the bridge as it should be, or mends it, and writes the table whole. The table comes
 * first: no link is ever without it.
 * @throws BoxError `network-unavailable` with the words of `ip` or `nft`
 */
export const networkEnsure = verb(
	'network.ensure',
	v.object({ spec: tableSpec, prefixLength, mac, remove: v.array(interfaceName) }),
	async ({ spec, prefixLength: length, mac: bridgeMac, remove }, context): Promise<TableWritten> => {
		needOurs(context, { ...spec, ends: [...endsOf(spec), ...remove] });
		// The table names these no more.
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
				// Once it is set, links that come change nothing of it.
				`link set dev ${bridge} mtu ${LARGE}`,
				`link set dev ${bridge} up`,
				...(await narrowRoutes(bridge, spec.ends))
			],
			context
		);
		await Promise.all([
			setting(`ipv6/conf/${bridge}/disable_ipv6`, '1'),
			// Strict reverse path check: a second lock on made-up source addresses.
			setting(`ipv4/conf/${bridge}/rp_filter`, '1'),
			setting(`ipv4/conf/${bridge}/send_redirects`, '0'),
			// An earlier version had it on; `loopback.ts` says why it must not be.
			setting(`ipv4/conf/${bridge}/route_localnet`, '0'),
			// Pups that an earlier version connected take all of the network for their link. The
			// host answers for those behind other ports, as it passes their packets on (RFC 3069).
			setting(`ipv4/conf/${bridge}/proxy_arp_pvlan`, '1'),
			setting(`ipv4/neigh/${bridge}/proxy_delay`, '0')
		]);
		return written;
	}
);

/**
 * Has the host pass packets on, where others switched that off.
 * @throws BoxError `network-unavailable`
 */
export const networkForward = verb('network.forward', v.object({}), async (): Promise<null> => {
	await forwarding();
	return null;
});

/** Writes the table whole, in one transaction. */
export const networkWriteTable = verb('network.table', tableSpec, async (spec, context): Promise<TableWritten> => {
	needOurs(context, { ...spec, ends: endsOf(spec) });
	return writeTables(spec, context);
});

/**
 * What bounds connections needs a part of the kernel that not every one has (nft_connlimit); pups
 * are kept apart without it too.
 */
async function writeTables(asked: TableSpec, context: VerbContext): Promise<TableWritten> {
	const { spec, refused } = await permittedChosen(asked, context);
	const standing = spec.policies.some(({ names }) => names !== null) ? await listNamed(spec.table, context) : [];
	const slow = await writeRules({ ...spec, named: mergeNamed(spec.named, standing, spec.policies) }, context);
	// Where that is refused, a look at the host tells it, and pups that reach nothing go on.
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
 * Both ways in one transaction: what is taken back ends on both at once. A link that vanishes
 * meanwhile costs the fast path, until it is looked after.
 * @returns why there is no fast path, though the kernel has one; null where nothing is wrong
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

/** What stands open by names; nothing where the table does not stand. */
async function listNamed(table: string, context: VerbContext): Promise<NamedAddress[]> {
	const { stdout } = await context
		.spawn('nft', ['--json', 'list', 'set', 'inet', table, 'named'], options(context))
		.catch(() => ({ stdout: '{"nftables":[]}' }));
	return readNamed(JSON.parse(stdout));
}

/**
 * Opens addresses to a pup that is held to names, as a question for one of these was answered with
 * them. What is closed to all, and the home, stays closed: the table asks about those first.
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
	/** A grant of TCP is its own or leads to it. */
	fast: v.boolean(),
	alias,
	pid
});

/**
 * Puts its link into the network namespace of a process: the rules stand before the link carries
 * anything, and IPv6 is off before it is up. Who is on a network with IPv6 gets it after that.
 * @throws BoxError `network-attach-failed`; nothing of the link is left
 */
export const networkAttach = verb('network.attach', connecting, async (args, context) => {
	const { end, policy } = args;
	needOurs(context, { ...args, ends: [end.end] });
	// First: who then is of a container is this one, or nobody is connected.
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
		// To its end also when it is cancelled meanwhile: what one of its programs still made
		// would come after the taking away.
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
 * Writes the rules of a link and makes it, all of it in one process. Routes but that to other pups
 * say the usual size of packets.
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

/** Changes elements of the tables; by nft where the kernel does not take it from us. */
async function change(table: string, changes: readonly ElementChange[], context: VerbContext): Promise<void> {
	if (await byTask('rules', rulesWords(changesBatch(table, changes)), context).catch(() => false)) return;
	await nft(changesText(table, changes), context);
}

/**
 * Has a task of the fork server speak to the kernel.
 * @returns false where it refused the rules, and nothing was done
 * @throws BoxError `host-command-failed` with its words
 */
async function byTask(task: 'connect' | 'rules', words: string[], context: VerbContext): Promise<boolean> {
	const how = { ...options(context), cwd: '/', task, allow: [RULES_REFUSED] };
	const { exitCode } = await context.spawn('ip', words, how);
	return exitCode === 0;
}

/** Its packets take the routed way where that fails, until the network is looked after. */
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
		// Also where there is no table any more.
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

/** Takes a pup's link and its lines in the table away; what is gone already is no error. */
export const networkDetach = verb(
	'network.detach',
	v.object({
		table: tableName,
		ends: v.array(interfaceName),
		member: v.nullable(tableEnd),
		policy: v.nullable(tablePolicy),
		/** A grant of TCP is its own or leads to it. */
		fast: v.boolean()
	}),
	async (args, context) => {
		needOurs(context, { table: args.table, ends: [...args.ends, ...(args.member ? [args.member.end] : [])] });
		// One after the other: no link is ever without its rules.
		await removeLinks(args.ends, context);
		if (args.member) await leaveTables(args, args.member, context);
	}
);

/** Removes links, bridge and table of this instance. */
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
 * The other end of a link vanishes with it; a link that is gone between the look and the deed is no
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

/** What is undone is undone to the end, also when the owner has cancelled. */
function unstoppable(context: VerbContext): VerbContext {
	return { ...context, signal: undefined };
}

/**
 * A kernel without IPv6 has no such files; a read-only /proc/sys (we run in a container) leaves the
 * defaults.
 */
async function setting(path: string, value: string): Promise<void> {
	await writeFile(`/proc/sys/net/${path}`, value).catch((error: NodeJS.ErrnoException) => {
		if (!['ENOENT', 'EROFS', 'EACCES', 'EPERM'].includes(error.code ?? '')) throw error;
	});
}

/**
 * Only once a pup may reach something does the host pass packets on; what else it then passes on is
 * its own firewall's matter.
 */
async function forwarding(): Promise<void> {
	if ((await readFile(FORWARD, 'utf8')).trim() === '1') return;
	try {
		await writeFile(FORWARD, '1');
	} catch (error) {
		throw new BoxError({
			code: 'network-unavailable',
			status: 500,
			message: 'The host does not let this program pass packets on, so pups reach neither each other nor the internet.',
			hint: 'Run: sysctl -w net.ipv4.ip_forward=1',
			cause: error
		});
	}
}
