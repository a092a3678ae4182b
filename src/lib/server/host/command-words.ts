/**
 * Turns the output of a failed program into a reason for a person: no command line, no progress
 * messages of a package manager, no log format. The full output stays in the error's cause.
 */

/** Longest reason, characters. */
const MAX_REASON = 500;
/** Maximum number of lines in a reason; the last ones are used. */
const MAX_LINES = 3;

/** Progress messages of apt and dpkg. A list of names continues on indented lines. */
const CHATTER =
	/^(?:Reading (?:package lists|state information|database)|Building dependency tree|(?:Suggested|Recommended) packages:|The following |Need to get |After this operation|(?:Get|Hit|Ign|Err):\d|Fetched |\d+ upgraded|Selecting previously|Preparing to unpack|Unpacking |Setting up |Processing triggers|\(Reading database|Use 'apt|Do you want to continue|debconf:|[WN]: )/;
/** Lines that a program marks as the failure. */
const MARKED = /^(?:E: |dpkg: error|dpkg-deb: error|fatal: |error: )/;
/** Log entries of runc and crun: `time="…" level=error msg="…"`. */
const RUNTIME_LOG = /msg="((?:[^"\\]|\\.)*)"/g;
/** Programs that run containers; errors call them “the container runtime”. */
const RUNTIMES = new Set(['runc', 'crun', 'conmon']);

/** Extracts the message from the runtime's log format: `time="…" level=error msg="…"`. */
export function runtimeWords(text: string): string {
	const messages = [...text.matchAll(RUNTIME_LOG)].map((match) => match[1]!.replace(/\\(.)/g, '$1'));
	return (messages.at(-1) ?? text).trim().slice(0, 600);
}

/**
 * Finds the lines of an output that explain the failure.
 * @param lines as printed
 * @returns empty when there are none
 */
export function reasonIn(lines: readonly string[]): string {
	const said: string[] = [];
	let chatter = false;
	for (const line of lines) {
		// An indented line continues the list before it.
		if (chatter && /^\s/.test(line)) continue;
		chatter = CHATTER.test(line);
		if (!chatter && line.trim() !== '') said.push(line.trim());
	}
	const marked = said.filter((line) => MARKED.test(line));
	return (marked.length > 0 ? marked : said)
		.slice(-MAX_LINES)
		.map((line) => line.replace(/^E: /, ''))
		.join(' · ')
		.slice(0, MAX_REASON);
}

export interface FailedCommand {
	program: string;
	exitCode: number | undefined;
	stdout: string;
	stderr: string;
	timedOut: boolean;
	/** The error code or signal when the program did not run to its end: `ENOENT`, `SIGKILL`. */
	ended: string | null;
}

/** Returns one sentence for a person: why a program failed. */
export function commandFailure({ program, exitCode, stdout, stderr, timedOut, ended }: FailedCommand): string {
	const name = program.split('/').at(-1)!;
	const who = RUNTIMES.has(name) ? `The container runtime (${name})` : `The program ${name}`;
	if (timedOut) return `${who} took too long and was ended.`;
	if (ended === 'ENOENT') return `${who} is not installed, or not in the expected path.`;
	if (ended === 'EACCES') return `${who} may not be run.`;
	const output = (stderr.trim() || stdout).trim();
	const words = reasonIn((/ msg="/.test(output) ? runtimeWords(output) : output).split('\n'));
	const reason = words.replace(/\.+$/, '');
	if (reason !== '') return `${who} failed: ${reason}.`;
	if (ended !== null) return `${who} was ended (${ended}).`;
	return `${who} failed and said nothing${exitCode === undefined ? '' : ` (exit code ${exitCode})`}.`;
}
