/** Writes the rules of the network: all tables at once, and what belongs to one link. */
import { existsSync } from 'node:fs';
import { messageOf } from '../../../contract/errors.ts';
import { RULES_REFUSED } from '../fork-server/index.ts';
import type { VerbContext } from '../verb.ts';
import { forgetChosen, permittedChosen, settleChosen } from './chosen/links.ts';
import { forwarding, nft } from './commands.ts';
import { hasFastPath } from './fast-kernel.ts';
import { fastJoinText, fastLeaveText, fastPathText, removeFastText, type FastPath } from './fast-path.ts';
import { flowsText } from './flows.ts';
import { options } from './inspect.ts';
import { settleIpv6 } from './ipv6-links.ts';
import { closeText, mergeNamed, readNamed, type NamedAddress } from './named.ts';
import { changesBatch, type Batch } from './netlink-batch.ts';
import { passes, type TablePolicy } from './policy.ts';
import type { TableEnd } from './table-end.ts';
import { changesText, leaveChanges, tableText, type ElementChange, type TableSpec } from './table.ts';

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
 * Writes all tables. Limiting connections needs a kernel module that not every kernel has
 * (nft_connlimit); pups are isolated from each other without it too.
 */
export async function writeTables(asked: TableSpec, context: VerbContext): Promise<TableWritten> {
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

export const rulesWords = ({ messages, last }: Batch) => [messages.toString('hex'), String(last)];

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
export async function byTask(task: 'connect' | 'rules', words: string[], context: VerbContext): Promise<boolean> {
	const how = { ...options(context), cwd: '/', task, allow: [RULES_REFUSED] };
	const { exitCode } = await context.spawn('ip', words, how);
	return exitCode === 0;
}

/** If this fails, packets take the routed path until the network is repaired. */
export async function joinFastPath(
	args: FastPath & { end: TableEnd; policy: TablePolicy | null; fast: boolean },
	context: VerbContext
): Promise<void> {
	const { end, policy, fast } = args;
	if (fast && (await hasFastPath(args.table, context)))
		await nft(fastJoinText(args, end, policy), context).catch(() => {});
}

export async function leaveTables(
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
