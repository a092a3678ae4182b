/** What can be sent to a running command with a terminal: a size, a signal. */
import * as v from 'valibot';

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000));

/** Size of a terminal, in characters. */
export const terminalSize = v.object({ cols: side, rows: side });

/** Signals that can be sent to a command. */
export const COMMAND_SIGNALS = [
	'SIGHUP',
	'SIGINT',
	'SIGQUIT',
	'SIGKILL',
	'SIGUSR1',
	'SIGUSR2',
	'SIGTERM',
	'SIGCONT',
	'SIGSTOP'
] as const;
