/** Whether the kernel can forward packets between links (nft_fwd_netdev, nft_ct's timeouts). */
import type { VerbContext } from '../verb.ts';
import { fastProbeText } from './fast-path.ts';

/** Checked once: a running kernel does not change. */
let known: Promise<boolean> | null = null;

/** Lets the kernel check a table that would need it, without writing (nft(8), `--check`). */
export function hasFastPath(table: string, context: VerbContext): Promise<boolean> {
	known ??= context
		.spawn('nft', ['--check', '-f', '-'], { timeoutMs: 20_000, input: `${fastProbeText(table)}\n` })
		.then(
			() => true,
			() => false
		);
	return known;
}
