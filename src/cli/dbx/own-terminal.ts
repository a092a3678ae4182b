/** The terminal and the signals of dbx, while they are those of a command elsewhere. */

/** Of this terminal; 80 by 24 where it does not say. */
export const terminalSize = () => ({ cols: process.stdout.columns || 80, rows: process.stdout.rows || 24 });

/** The environment of a command that has this terminal; what was asked for goes first. */
export const terminalEnv = (tty: boolean, env?: Record<string, string>): Record<string, string> | undefined =>
	tty ? { TERM: 'xterm-256color', ...env } : env;

type Passed =
	| { type: 'resize'; cols: number; rows: number }
	| { type: 'signal'; signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT' };

/**
 * Passes signals on, and with `tty` what is typed as it is typed, and each new size.
 * @returns how to stop that; nothing more is read of the standard input then
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
