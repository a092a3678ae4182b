/**
 * Descriptions of the messages of streams and WebSockets: units, when a message comes, what it
 * causes. The docs show them; a test compares the names with the schemas.
 */

const SAMPLE =
	'A sample: `cpu` in percent of one core (150 is one and a half), `memory` in bytes, `rx` and `tx` (network) and `read` and `write` (disks) in bytes per second, `pids` in processes and threads.';
const EXIT =
	'The end, the last message: `exitCode` 0 to 255, or 128 + N after signal N; `reason` says whether it ended by itself, ran out of time, was cancelled, or ended with its service.';
const FAILED = 'The request was refused or failed: a stable `code` and a sentence. The socket closes.';
const RESIZE = 'Changes the size of the terminal, in characters; programs in it get SIGWINCH.';

export const LIVE_MESSAGES = {
	receives: {
		subscribe:
			'Joins channels, at most 64 per socket. With `since`, the number of a change, all missed changes are sent first; with `after`, cursors of logs by channel, all later lines.',
		unsubscribe: 'Leaves channels.',
		ping: 'The answer is `pong`. At most 200 messages in ten seconds.'
	},
	sends: {
		hello: 'The first message. `boot` differs after each start of dogeboxd; `seq` is the number of the newest change.',
		subscribed: 'The answer to `subscribe`, after all missed changes.',
		change:
			'Something changed: the complete current object. `seq` only increases; applying a change twice is harmless.',
		resync: 'Too many changes were missed: read the current state again and continue from `seq`.',
		'box-sample': `The load of the box, every two seconds. ${SAMPLE} In \`stats\`, \`memoryTotal\` and disks are bytes, \`uptime\` seconds, \`temperature\` degrees Celsius.`,
		'pup-sample': `The load of a pup: every second on its own channel, every two seconds on the channel of all pups. ${SAMPLE}`,
		'ad-hoc-box-sample': `The load of a box, every second. ${SAMPLE}`,
		log: 'New lines of a log. `gap`: lines before these were skipped or are gone.',
		pong: 'The answer to `ping`.',
		error: 'A message was not understood or a channel does not exist. The socket stays open.'
	}
} as const;

export const EXEC_EVENTS = {
	started: 'The command runs.',
	stdout: 'Output: `text` if it is valid UTF-8, else `base64`.',
	stderr: 'Error output, likewise.',
	exit: EXIT
} as const;

export const BOX_RUN_EVENTS = {
	made: 'The first event: the box that is created for the command.',
	progress: 'A line about progress while the image is fetched and unpacked.',
	started: 'The command runs.',
	stdout: EXEC_EVENTS.stdout,
	stderr: EXEC_EVENTS.stderr,
	exit: `${EXIT} \`durationMs\` is the duration of the command.`,
	error: 'Instead of `exit`: why the command could not run. The box is removed in any case.'
} as const;

export const BOX_EXEC_EVENTS = {
	output:
		'A piece of output: `text` if it is valid UTF-8, else `base64`. `from` is its offset in the whole output, `at` the time of writing in milliseconds since 1970.',
	gap: 'Output before the byte `from` is no longer kept.',
	exit: EXIT
} as const;

export const BOX_EXEC_MESSAGES = {
	receives: {
		attach:
			'The first message. `from` is the byte of the output at which sending starts; `cols` and `rows` are the size of a terminal. With `streams`, each binary message begins with 1 for output or 2 for errors.',
		input: 'Input as text. Binary messages are input too, unchanged.',
		'input-end': 'Closes its standard input.',
		resize: RESIZE,
		signal: 'Sends it a signal.',
		seen: 'No effect: accepted from programs that also use terminals of pups.'
	},
	sends: {
		attached: 'The answer to `attach`. The bytes follow as binary messages.',
		gap: 'Output before the byte `from` is no longer kept.',
		exit: EXIT,
		error: FAILED
	}
} as const;

export const TERMINAL_MESSAGES = {
	receives: {
		start:
			'The first message: the command. With `terminal` (size in characters) it gets a terminal, and output and errors are one stream. It is killed after `timeoutMs` milliseconds.',
		input: 'Text for its standard input.',
		'input-bytes': 'Bytes for its standard input.',
		'input-end': 'Closes its standard input.',
		resize: RESIZE,
		signal: 'Sends a signal to its process group.'
	},
	sends: {
		started: 'The command runs.',
		output: 'Output: `text` if it is valid UTF-8, else `base64`. A slow reader slows the command down.',
		exit: EXIT,
		error: FAILED
	}
} as const;

export const ATTACHED_MESSAGES = {
	receives: {
		attach:
			'The first message: the size in characters, and `from`, the number of bytes of output that the client already has.',
		input: 'Input as text.',
		resize: RESIZE,
		seen: 'Number of bytes of output that were shown, counted from the first. Without this message at most 131 kB are sent.'
	},
	sends: {
		attached: 'The answer to `attach`; `from` is the first byte that is sent. The bytes follow as binary messages.',
		exit: EXIT,
		replaced: 'Another client has taken over the terminal. The socket closes.',
		error: FAILED
	}
} as const;

export const BOX_RUN_MESSAGES = {
	receives: {
		...TERMINAL_MESSAGES.receives,
		start:
			'The first message: the command and its box, as in the body of `POST /boxes/run` but without `stdin`, which is sent later. With `terminal` (size in characters) it gets a terminal, and output and errors are one stream.'
	},
	sends: TERMINAL_MESSAGES.sends
} as const;
