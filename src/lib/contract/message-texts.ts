/**
 * Descriptions of the messages of streams and WebSockets: units, when a message comes, what it
 * causes. The docs show them; a test compares the names with the schemas.
 */

const SAMPLE =
	'A sample: `cpu` in per cent of one core (150 is one and a half), `memory` in bytes, `rx` and `tx` (network) and `read` and `write` (disks) in bytes a second, `pids` in processes and threads.';
const EXIT =
	'The end, the last message: `exitCode` 0 to 255, or 128 + N after signal N; `reason` says whether it ended by itself, ran out of time, was given up, or ended with its service.';
const FAILED = 'It could not be done, or went wrong: a stable `code` and a sentence. The socket closes.';
const RESIZE = 'The terminal has another size from here on, characters; programs in it get SIGWINCH.';

export const LIVE_MESSAGES = {
	receives: {
		subscribe:
			'Joins channels, at most 64 on one socket. With `since`, the number of a change, all that was missed comes first; with `after`, cursors of logs by channel, the lines since.',
		unsubscribe: 'Leaves channels.',
		ping: 'Is answered by `pong`. At most 200 messages in ten seconds.'
	},
	sends: {
		hello:
			'The first message. `boot` is another after each start of dogeboxd; `seq` is the number of the newest change.',
		subscribed: 'The answer to `subscribe`, behind what was missed.',
		change:
			'Something is another than before: the whole object as it is now. `seq` only rises; applying one twice does no harm.',
		resync: 'Too much was missed: read what you need anew, and go on from `seq`.',
		'box-sample': `The load of the box, every two seconds. ${SAMPLE} In \`stats\`, \`memoryTotal\` and disks are bytes, \`uptime\` seconds, \`temperature\` degrees Celsius.`,
		'pup-sample': `The load of a pup: every second on its own channel, every two on that of all. ${SAMPLE}`,
		'ad-hoc-box-sample': `The load of a box, every second. ${SAMPLE}`,
		log: 'New lines of a log. `gap`: lines before these were passed over, or are gone.',
		pong: 'The answer to `ping`.',
		error: 'A message was not understood or a channel does not exist. The socket stays open.'
	}
} as const;

export const EXEC_EVENTS = {
	started: 'It runs.',
	stdout: 'Output: `text` where it is valid UTF-8, else `base64`.',
	stderr: 'Output of its errors, likewise.',
	exit: EXIT
} as const;

export const BOX_RUN_EVENTS = {
	made: 'The first event: which box is made for it.',
	progress: 'A line of what is done meanwhile, as the image is fetched and unpacked.',
	started: 'It runs.',
	stdout: EXEC_EVENTS.stdout,
	stderr: EXEC_EVENTS.stderr,
	exit: `${EXIT} \`durationMs\` is what the command took.`,
	error: 'In the place of `exit`: why it could not be run. The box is removed all the same.'
} as const;

export const BOX_EXEC_EVENTS = {
	output:
		'A piece of output: `text` where it is valid UTF-8, else `base64`. `from` is the byte of the whole output at which it begins, `at` milliseconds since 1970 when it was written.',
	gap: 'What stood before the byte `from` is not kept any more.',
	exit: EXIT
} as const;

export const BOX_EXEC_MESSAGES = {
	receives: {
		attach:
			'The first message. `from` is the byte of the output from which on it is sent; `cols` and `rows` the size of a terminal. With `streams`, each binary message begins with 1 for output or 2 for errors.',
		input: 'What is typed. Binary messages are input too, as they are.',
		'input-end': 'Closes its standard input.',
		resize: RESIZE,
		signal: 'Sends it a signal.',
		seen: 'Nothing: taken from programs that look at terminals of pups.'
	},
	sends: {
		attached: 'The answer to `attach`. The bytes follow as binary messages.',
		gap: 'What stood before the byte `from` is not kept any more.',
		exit: EXIT,
		error: FAILED
	}
} as const;

export const TERMINAL_MESSAGES = {
	receives: {
		start:
			'The first message: what is run. With `terminal` (characters) it has one, and output and errors are one stream. `timeoutMs` are milliseconds after which it is killed.',
		input: 'Text for its standard input.',
		'input-bytes': 'Bytes for its standard input.',
		'input-end': 'Closes its standard input.',
		resize: RESIZE,
		signal: 'Sends it a signal, and to all in its process group.'
	},
	sends: {
		started: 'It runs.',
		output: 'Output: `text` where it is valid UTF-8, else `base64`. A slow reader slows the command down.',
		exit: EXIT,
		error: FAILED
	}
} as const;

export const ATTACHED_MESSAGES = {
	receives: {
		attach: 'The first message: size in characters, and `from`, bytes of the output that are known already.',
		input: 'What is typed.',
		resize: RESIZE,
		seen: 'So many bytes of its output were shown, counted from its first. Without it no more than 131 kB come.'
	},
	sends: {
		attached: 'The answer to `attach`; `from` is the first byte that comes. The bytes follow as binary messages.',
		exit: EXIT,
		replaced: 'Somebody else looks at the terminal from here on. The socket closes.',
		error: FAILED
	}
} as const;

export const BOX_RUN_MESSAGES = {
	receives: {
		...TERMINAL_MESSAGES.receives,
		start:
			'The first message: what is run, and in what box, as the body of `POST /boxes/run`; without `stdin`, which is typed. With `terminal` (characters) it has one, and output and errors are one stream.'
	},
	sends: TERMINAL_MESSAGES.sends
} as const;
