/** The commands of `dbx`. */
import { existsSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import type { TableRow } from '../../lib/contract/command-table.ts';
import { showPlainLines } from '../../lib/contract/hidden-characters.ts';
import type { Around, Session } from './around.ts';
import { addBoxCommands, addRun } from './boxes.ts';
import { completions, completionScript } from './completion.ts';
import { connectTo, type Connection } from './connection.ts';
import { chooseBox, contextsFile, needName, readContexts, writeContexts, type Wanted } from './contexts.ts';
import { asFailure, EXIT, Failure } from './failure.ts';
import { printOutcome, waitForJob } from './jobs.ts';
import { login, logout } from './login.ts';
import { showLog } from './logs.ts';
import { addPupTools, pupToolsCommand } from './pup-tools.ts';
import { manPage } from './man.ts';
import { addOperation, runOperation } from './operation.ts';
import { HERE, RESOURCES } from './resources.ts';
import { table } from './output.ts';
import operations from './operations.json' with { type: 'json' };
import { addMcp } from './assistant.ts';
import { addExec, addPupCommands } from './pups.ts';
import { bodyFor, collect, optionName, pairs } from './values.ts';

const rows = operations as TableRow[];

/** Operations whose command is defined elsewhere, or that have none. */
const OWN = new Set([
	'pups.install',
	'pups.exec',
	'boxes.exec',
	'pups.terminal',
	'pups.logs',
	'jobs.log',
	'terminals.attach'
]);
/** Whether an operation is the default of its resource: its list, if it has one. */
const isDefault = ({ id, path }: TableRow) => /\.(list|get|follow)$/.test(id) && !path.includes('{');
/** All scopes, because the owner at this terminal may do everything. */
const ALL_SCOPES = 'see,operate,install,configure,administer';

/** Returns the session for the selected box. The connection is created on demand. */
function sessionOf(program: Command, around: Around): Session {
	const options = program.opts<Wanted & { json?: boolean }>();
	const file = contextsFile(around.env);
	let connection: Connection | null = null;
	const session: Session = {
		around,
		json: options.json === true,
		box: () => chooseBox(options, around.env, session.contexts(), existsSync),
		connection: () => (connection ??= connectTo(session.box(), around.version)),
		contexts: () => readContexts(file),
		keep: (contexts) => writeContexts(file, contexts)
	};
	return session;
}

/**
 * Adds resources, and the operations of those that the command line mentions. Creating the commands
 * of all operations would take longer than the rest of the start.
 */
function addResources(
	program: Command,
	session: () => Session,
	isSpokenOf: (resource: string) => boolean
): Map<string, Command> {
	const resources = new Map<string, Command>();
	for (const [resource, [heading, about]] of Object.entries(RESOURCES)) {
		const parent = program.command(resource, { hidden: resource === 'dbx' });
		resources.set(resource, parent.description(about).helpGroup(heading));
	}
	for (const row of rows) {
		const [resource = '', ...verbs] = row.id.split('.');
		if (row.id === 'live.open' || OWN.has(row.id) || !isSpokenOf(resource)) continue;
		addOperation(resources.get(resource)!, optionName(verbs.join('-')), row, session, isDefault(row));
	}
	return resources;
}

function addCall(program: Command, session: () => Session): void {
	program
		.command('call <operation>')
		.description('Calls any operation of the API by its id, such as pups.list.')
		.option('-p, --param <name=value>', 'path parameter; repeatable', collect)
		.option('-q, --query <name=value>', 'query parameter; repeatable', collect)
		.option('--body <json>', '@FILE, or - for the standard input; JSON if it cannot contain a secret')
		.option('--file <file>', 'the file to send; - for the standard input')
		.option('-o, --output <file>', 'write bytes to this file')
		.option('-w, --watch', 'wait until the started job has ended')
		.action(async (id: string, options: Record<string, string & string[] & boolean>) => {
			const row = rows.find((one) => one.id === id);
			if (!row) throw new Failure(EXIT.usage, `There is no operation “${id}”.`, { hint: 'dbx operations lists all.' });
			await runOperation(session(), row, {
				params: pairs(options['param'] ?? [], 'parameter'),
				query: pairs(options['query'] ?? [], 'query'),
				body: options['body'] === undefined ? undefined : bodyFor(row, options['body']),
				file: options['file'],
				output: options['output'],
				watch: options['watch']
			});
		});
	program
		.command('operations')
		.description('All operations of the API.')
		.action(() => {
			const { around, json } = session();
			around.out(
				json
					? `${JSON.stringify(rows)}\n`
					: `${table(rows as unknown as Record<string, unknown>[], ['id', 'method', 'path', 'summary'])}\n`
			);
		});
}

function addContexts(program: Command, session: () => Session): void {
	program
		.command('login [url]')
		.description('Logs in to a box: asks for its password or an API token, and stores a token.')
		.option('--name <name>', 'local name of the box; its host name otherwise')
		.option('--scopes <scopes>', 'scopes of the token that the password creates', ALL_SCOPES)
		.option('--days <days>', 'lifetime of that token', '90')
		.action((url: string | undefined, options: { name?: string; scopes: string; days: string }) =>
			login(session(), url, options)
		);
	program
		.command('logout [name]')
		.description('Forgets a box and its token.')
		.action((name: string | undefined) => logout(session(), name));
	const context = program.command('context').description('The known boxes.');
	context
		.command('list', { isDefault: true })
		.description('All of them.')
		.action(() => {
			const { around, json, contexts } = session();
			const { current, boxes } = contexts();
			const known = Object.entries(boxes).map(([name, { url, socket }]) => ({
				name,
				at: url ?? socket,
				current: name === current
			}));
			if (json) around.out(`${JSON.stringify({ boxes: known })}\n`);
			else
				around.out(
					known.length === 0
						? 'No box is known here.\n'
						: `${known.map((one) => `${one.current ? '*' : ' '} ${one.name}  ${one.at}`).join('\n')}\n`
				);
		});
	context
		.command('use <name>')
		.description('Makes it the current box.')
		.action((name: string) => {
			const contexts = session().contexts();
			if (!Object.hasOwn(contexts.boxes, needName(name)))
				throw new Failure(EXIT.notFound, `No box “${name}” is known here.`);
			session().keep({ ...contexts, current: name });
		});
}

function addJobs(jobs: Command, session: () => Session): void {
	jobs
		.command('wait <id>')
		.description('Waits until a job has ended; fails if the job failed.')
		.action(async (id: string) => printOutcome(session(), await waitForJob(session(), id)));
	jobs
		.command('log <id>')
		.description('Shows lines of its log.')
		.option('-f, --follow', 'follow the log')
		.option('-n, --tail <lines>', 'number of last lines', '1000')
		.action((id: string, { follow, tail }: { follow?: boolean; tail: string }) =>
			showLog(session(), `/jobs/${encodeURIComponent(id)}/log`, `job:${id}:log`, {
				query: { tail },
				follow: follow === true
			})
		);
}

/** Allows `--json` after each command, too. */
function addJsonEverywhere(program: Command): void {
	const add = (command: Command): void => {
		if (command.name().startsWith('__')) return;
		command.option('-j, --json', 'answers as JSON, for programs');
		command.on('option:json', () => program.setOptionValue('json', true));
		command.commands.forEach(add);
	};
	program.commands.forEach(add);
}

/** Words for which all commands are created. */
const OF_ALL = ['man', '__complete'];

/**
 * Creates the commands.
 * @param exit receives the exit code of a command that ran inside a pup
 * @param words of the command line; without them all commands are created
 */
export function createProgram(around: Around, exit: (code: number) => void, words?: readonly string[]): Command {
	const all = !words || OF_ALL.some((word) => words.includes(word));
	const program = new Command('dbx');
	const session = () => sessionOf(program, around);
	program
		.description('The command line of a Dogebox.')
		.version(around.version, '-V, --version')
		.enablePositionalOptions()
		.option('-c, --context <name>', 'a known box (DOGEBOX_CONTEXT)')
		.option('--url <url>', 'the box at this address (DOGEBOX_URL)')
		.option('--socket <path>', 'the box behind this Unix socket (DOGEBOX_SOCKET)')
		.option(
			'--token-file <file>',
			'an API token in a file; - for the standard input (DOGEBOX_TOKEN contains the token itself)'
		)
		.option('-j, --json', 'answers as JSON, for programs')
		.configureOutput({ writeOut: around.out, writeErr: around.err })
		.showSuggestionAfterError()
		.exitOverride();
	program.commandsGroup(HERE);
	const isSpokenOf = (name: string) => all || words.includes(name);
	const resources = addResources(program, session, isSpokenOf);
	addCall(program, session);
	addContexts(program, session);
	if (isSpokenOf('pups')) addPupCommands(resources.get('pups')!, session, exit);
	addExec(program, session, exit);
	if (isSpokenOf('boxes')) addBoxCommands(resources.get('boxes')!, session, exit);
	addRun(program, session, exit);
	if (isSpokenOf('jobs')) addJobs(resources.get('jobs')!, session);
	const pupCommand = pupToolsCommand(program);
	if (isSpokenOf('pup')) addPupTools(pupCommand, session, exit);
	program
		.command('completion <shell>')
		.description('A script for bash, zsh or fish: eval "$(dbx completion bash)"')
		.action((shell: string) => around.out(completionScript(shell)));
	program
		.command('man')
		.description('The manual page: dbx man | man -l -')
		.action(() => around.out(manPage(program)));
	program
		.command('__complete [words...]', { hidden: true })
		.allowUnknownOption()
		.passThroughOptions()
		.action(async (words: string[]) => {
			const found = await completions(program, words, (chosen) => {
				for (const [name, value] of Object.entries(chosen)) program.setOptionValue(name, value);
				return session();
			});
			around.out(found.map((word) => `${word}\n`).join(''));
		});
	addMcp(program, session);
	addJsonEverywhere(program);
	return program;
}

/** Runs a command line. @param words without the program itself @returns exit code */
export async function run(words: readonly string[], around: Around): Promise<number> {
	let code = 0;
	const program = createProgram(around, (given) => (code = given), words);
	try {
		await program.parseAsync(words, { from: 'user' });
		return code;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
		const { exit, message, hint, problem } = asFailure(error);
		if (program.opts<{ json?: boolean }>().json) {
			const shown = problem ?? { title: message, ...(hint !== undefined && { detail: hint }) };
			around.err(`${JSON.stringify(shown)}\n`);
		} else around.err(showPlainLines(`dbx: ${message}\n${hint === undefined ? '' : `${hint}\n`}`));
		return exit;
	}
}
