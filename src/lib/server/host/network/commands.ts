/** Commands and settings that change the host’s network. Whether they may is decided before. */
import { readFile, writeFile } from 'node:fs/promises';
import { BoxError } from '../../../contract/errors.ts';
import type { VerbContext } from '../verb.ts';
import { FORWARD, options } from './inspect.ts';

/** Changes tables in one transaction. */
export async function nft(text: string, context: VerbContext): Promise<void> {
	await context.spawn('nft', ['-f', '-'], { ...options(context), input: text + '\n' });
}

/** Changes links, addresses and routes, one after the other. */
export async function ip(commands: string[], context: VerbContext): Promise<void> {
	await context.spawn('ip', ['-batch', '-'], { ...options(context), input: commands.join('\n') + '\n' });
}

/** Cleanup runs to the end, even when the owner has cancelled. */
export function unstoppable(context: VerbContext): VerbContext {
	return { ...context, signal: undefined };
}

/**
 * Writes a network setting. A kernel without IPv6 has no such files; with a read-only /proc/sys (in
 * a container) the defaults stay.
 */
export async function setting(path: string, value: string): Promise<void> {
	await writeFile(`/proc/sys/net/${path}`, value).catch((error: NodeJS.ErrnoException) => {
		if (!['ENOENT', 'EROFS', 'EACCES', 'EPERM'].includes(error.code ?? '')) throw error;
	});
}

/**
 * Enables forwarding on the host, only when a pup may reach something. Whatever else the host then
 * forwards is the responsibility of its own firewall.
 */
export async function forwarding(): Promise<void> {
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
