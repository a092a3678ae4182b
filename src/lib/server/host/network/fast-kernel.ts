/** Whether the kernel can hand segments from link to link (nft_fwd_netdev, nft_ct's timeouts). */
import type { VerbContext } from '../verb.ts';
import { fastProbeText } from './fast-path.ts';

/** Asked once: a kernel does not learn it. */
let known: Promise<boolean> | null = null;

/** Has the kernel check a table that would do it; nothing is written (nft(8), `--check`). */
export function hasFastPath(table: string, context: VerbContext): Promise<boolean> {
	known ??= context
		.spawn('nft', ['--check', '-f', '-'], { timeoutMs: 20_000, input: `${fastProbeText(table)}\n` })
		.then(
			() => true,
			() => false
		);
	return known;
}
