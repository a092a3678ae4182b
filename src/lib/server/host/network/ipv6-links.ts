/** IPv6 of a link that stands: given to who is on a network with it, and taken away again. */
import { readFile } from 'node:fs/promises';
import { messageOf } from '../../../contract/errors.ts';
import { settleAll } from '../../settle-all.ts';
import { isOfContainer, pauseProcess } from '../containers/index.ts';
import { identify, type ProcessIdentity } from '../process-identity.ts';
import type { VerbContext } from '../verb.ts';
import { options } from './inspect.ts';
import type { TableSpec } from './table.ts';

const read = (file: string) =>
	readFile(file, 'utf8').then(
		(text) => text.trim(),
		() => null
	);

/**
 * Gives its end inside an IPv6 address, and has the bridge pass on what other ports send to it. The
 * table comes first.
 * @param process in its network namespace
 */
export async function giveIpv6(
	end: string,
	address: string,
	process: ProcessIdentity,
	context: VerbContext
): Promise<void> {
	await ip({ process, task: 'netns6' }, [`address replace ${address}/64 dev eth0 nodad`], context);
	// Last: by this it is seen that all of it is done.
	await ip(null, [`link set dev ${end} type bridge_slave isolated off`], context);
}

async function takeIpv6(end: string, process: ProcessIdentity | null, context: VerbContext): Promise<void> {
	// Entering switches IPv6 off.
	if (process !== null) await ip({ process, task: 'netns' }, ['link set dev lo up'], context);
	await ip(null, [`link set dev ${end} type bridge_slave isolated on`], context);
}

/**
 * Has every link be as its policy says; those that are so already are let alone.
 * @returns what went wrong, in words; empty for nothing
 */
export async function settleIpv6({ ends, policies }: TableSpec, context: VerbContext): Promise<string[]> {
	const wanted = new Map(policies.map(({ address, ipv6 }) => [address, ipv6?.address ?? null]));
	const failures: string[] = [];
	await settleAll(
		ends.map(async ({ end, address }) => {
			const isolated = await read(`/sys/class/net/${end}/brport/isolated`);
			const own = wanted.get(address) ?? null;
			// Gone meanwhile, or not there yet: who is connected later gets it by that.
			if (isolated === null || (isolated === '0') === (own !== null)) return;
			try {
				const process = await holderOf(end, context);
				if (own === null) await takeIpv6(end, process, context);
				else if (process !== null) await giveIpv6(end, own, process, context);
			} catch (error) {
				failures.push(`${end}: ${messageOf(error)}`);
			}
		})
	);
	return failures;
}

/** A process in the network namespace at the other end of a link; null where there is none. */
export async function holderOf(end: string, context: VerbContext): Promise<ProcessIdentity | null> {
	const id = /^dogebox \S+ ([0-9a-z.-]+)$/.exec((await read(`/sys/class/net/${end}/ifalias`)) ?? '')?.[1];
	if (id === undefined || id.includes('..')) return null;
	const pid = await pauseProcess(id, context);
	const process = pid === null ? null : identify(pid);
	// Again, as the id may have become another one's meanwhile.
	return process && isOfContainer(process.pid, id, context) ? process : null;
}

async function ip(
	inside: { process: ProcessIdentity; task: string } | null,
	commands: readonly string[],
	context: VerbContext
): Promise<void> {
	// To its end also when it is cancelled meanwhile: half of it would be neither.
	const how = { ...options({ ...context, signal: undefined }), input: `${commands.join('\n')}\n` };
	if (inside === null) await context.spawn('ip', ['-batch', '-'], how);
	else {
		const { pid, ticks } = inside.process;
		const words = [String(pid), String(ticks), 'ip', '-batch', '-'];
		await context.spawn('ip', words, { ...how, task: inside.task });
	}
}
