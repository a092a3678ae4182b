/** Finds a shell in a service. */
import { BoxError, isBoxError } from '../../../contract/errors.ts';
import type { ExecSession, TerminalSize } from '../../containers/index.ts';
import type { Pups } from '../types.ts';

/** Starts bash if the root has it, otherwise sh. A constant. */
const BEST = 'if command -v bash >/dev/null 2>&1; then exec bash; else exec /bin/sh; fi';

/**
 * Commands that start a shell, the likeliest first. `/bin/sh` exists in all roots except those that
 * contain only a program.
 */
const SHELLS: readonly { name: string; argv: string[] }[] = [
	{ name: 'shell', argv: ['/bin/sh', '-c', BEST] },
	{ name: 'bash', argv: ['bash'] },
	{ name: 'busybox', argv: ['busybox', 'sh'] }
];

/** Capabilities of the browser's terminal. */
const ENVIRONMENT = { TERM: 'xterm-256color', COLORTERM: 'truecolor', LC_CTYPE: 'C.UTF-8' };

/** Errors that mean that the root lacks this shell. */
const NONE: readonly string[] = ['command-not-found', 'command-not-executable'];

/** @throws BoxError like `exec`; 409 `no-shell` */
export async function openShell(
	exec: Pups['exec'],
	pupId: string,
	{ service, size }: { service: string | undefined; size: TerminalSize }
): Promise<{ name: string; session: ExecSession }> {
	for (const { name, argv } of SHELLS) {
		try {
			const session = await exec(pupId, { service, argv, env: ENVIRONMENT, terminal: size });
			return { name, session };
		} catch (error) {
			if (!isBoxError(error) || !NONE.includes(error.code)) throw error;
		}
	}
	throw new BoxError({
		code: 'no-shell',
		status: 409,
		message: 'There is no shell in this service.',
		hint: 'It contains only the program. You can view its log and files instead.'
	});
}
