/** Passes dbx's own terminal and signals on to a remote command. */

/** Size of this terminal; 80 by 24 when unknown. */
export const terminalSize = () => ({ cols: process.stdout.columns || 80, rows: process.stdout.rows || 24 });

/** Environment of a command that uses this terminal; requested variables take precedence. */
export const terminalEnv = (tty: boolean, env?: Record<string, string>): Record<string, string> | undefined =>
	tty ? { TERM: 'xterm-256color', ...env } : env;

type Passed =
	| { type: 'resize'; cols: number; rows: number }
	| { type: 'signal'; signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT' };

/**
 * Passes signals on, and with `tty` also raw input and size changes.
 * @returns a function that stops this, after which stdin is no longer read
 */
export function passTerminal(tty: boolean, send: (message: Passed) => void): () => void {
	const { stdin, stdout } = process;
	const resized = () => send({ type: 'resize', ...terminalSize() });
	const signals = (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const).map((signal) => {
		const pass = () => send({ type: 'signal', signal });
		process.on(signal, pass);
		return () => void process.off(signal, pass);
	});
	if (tty) {
		stdin.setRawMode(true);
		stdout.on('resize', resized);
	}
	return () => {
		for (const off of signals) off();
		if (tty) {
			stdin.setRawMode(false);
			stdout.off('resize', resized);
		}
		stdin.destroy();
	};
}
