/**
 * What a program said when it failed, as a reason for a person: no command line, no chatter of a
 * package manager, no format of a log. All of it stays in the error's cause, for the log.
 */

/** Longest reason, characters. */
const MAX_REASON = 500;
/** Lines of a reason, the last ones. */
const MAX_LINES = 3;

/** What apt and dpkg say while all goes well; a list of names goes on in lines that are set in. */
const CHATTER =
	/^(?:Reading (?:package lists|state information|database)|Building dependency tree|(?:Suggested|Recommended) packages:|The following |Need to get |After this operation|(?:Get|Hit|Ign|Err):\d|Fetched |\d+ upgraded|Selecting previously|Preparing to unpack|Unpacking |Setting up |Processing triggers|\(Reading database|Use 'apt|Do you want to continue|debconf:|[WN]: )/;
/** Lines that name the failure, where a program marks them. */
const MARKED = /^(?:E: |dpkg: error|dpkg-deb: error|fatal: |error: )/;
/** Entries of the log of runc and crun: `time="…" level=error msg="…"`. */
const RUNTIME_LOG = /msg="((?:[^"\\]|\\.)*)"/g;
/** Programs that run containers, with what they are to people. */
const RUNTIMES = new Set(['runc', 'crun', 'conmon']);

/** Takes the sentence out of the runtime's log format: `time="…" level=error msg="…"`. */
export function runtimeWords(text: string): string {
	const messages = [...text.matchAll(RUNTIME_LOG)].map((match) => match[1]!.replace(/\\(.)/g, '$1'));
	return (messages.at(-1) ?? text).trim().slice(0, 600);
}

/**
 * The lines of an output that say why.
 * @param lines as printed
 * @returns empty where none does
 */
export function reasonIn(lines: readonly string[]): string {
	const said: string[] = [];
	let chatter = false;
	for (const line of lines) {
		// A list goes on.
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
	/** The system's word where it did not run to its end: `ENOENT`, `SIGKILL`. */
	ended: string | null;
}

/** Why a program failed, a sentence for a person. */
export function commandFailure({ program, exitCode, stdout, stderr, timedOut, ended }: FailedCommand): string {
	const name = program.split('/').at(-1)!;
	const who = RUNTIMES.has(name) ? `The container runtime (${name})` : `The program ${name}`;
	if (timedOut) return `${who} took too long and was ended.`;
	if (ended === 'ENOENT') return `${who} is not installed, or not where it is looked for.`;
	if (ended === 'EACCES') return `${who} may not be run.`;
	const output = (stderr.trim() || stdout).trim();
	const words = reasonIn((/ msg="/.test(output) ? runtimeWords(output) : output).split('\n'));
	const reason = words.replace(/\.+$/, '');
	if (reason !== '') return `${who} failed: ${reason}.`;
	if (ended !== null) return `${who} was ended (${ended}).`;
	return `${who} failed and said nothing${exitCode === undefined ? '' : ` (exit code ${exitCode})`}.`;
}
