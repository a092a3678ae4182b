/** Gives an existing link IPv6 when its pup is on a network with IPv6, and removes it again. */
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
 * Gives the inner end of a link an IPv6 address, and lets the bridge forward frames from other
 * ports to it. The firewall table must be written first.
 * @param process a process in its network namespace
 */
export async function giveIpv6(
	end: string,
	address: string,
	process: ProcessIdentity,
	context: VerbContext
): Promise<void> {
	await ip({ process, task: 'netns6' }, [`address replace ${address}/64 dev eth0 nodad`], context);
	// Last: this flag marks that all steps are done.
	await ip(null, [`link set dev ${end} type bridge_slave isolated off`], context);
}

async function takeIpv6(end: string, process: ProcessIdentity | null, context: VerbContext): Promise<void> {
	// The task that enters the namespace switches IPv6 off.
	if (process !== null) await ip({ process, task: 'netns' }, ['link set dev lo up'], context);
	await ip(null, [`link set dev ${end} type bridge_slave isolated on`], context);
}

/**
 * Makes every link match its policy; does not touch links that already do.
 * @returns failures as messages; empty for none
 */
export async function settleIpv6({ ends, policies }: TableSpec, context: VerbContext): Promise<string[]> {
	const wanted = new Map(policies.map(({ address, ipv6 }) => [address, ipv6?.address ?? null]));
	const failures: string[] = [];
	await settleAll(
		ends.map(async ({ end, address }) => {
			const isolated = await read(`/sys/class/net/${end}/brport/isolated`);
			const own = wanted.get(address) ?? null;
			// The link is gone or does not exist yet: a pup gets its address when it is connected.
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

/** Finds a process in the network namespace at the other end of a link; null when there is none. */
export async function holderOf(end: string, context: VerbContext): Promise<ProcessIdentity | null> {
	const id = /^dogebox \S+ ([0-9a-z.-]+)$/.exec((await read(`/sys/class/net/${end}/ifalias`)) ?? '')?.[1];
	if (id === undefined || id.includes('..')) return null;
	const pid = await pauseProcess(id, context);
	const process = pid === null ? null : identify(pid);
	// Check again, as the process id may have been reused meanwhile.
	return process && isOfContainer(process.pid, id, context) ? process : null;
}

async function ip(
	inside: { process: ProcessIdentity; task: string } | null,
	commands: readonly string[],
	context: VerbContext
): Promise<void> {
	// Not cancellable: a half-executed batch would leave an undefined state.
	const how = { ...options({ ...context, signal: undefined }), input: `${commands.join('\n')}\n` };
	if (inside === null) await context.spawn('ip', ['-batch', '-'], how);
	else {
		const { pid, ticks } = inside.process;
		const words = [String(pid), String(ticks), 'ip', '-batch', '-'];
		await context.spawn('ip', words, { ...how, task: inside.task });
	}
}
