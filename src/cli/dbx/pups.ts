/** Commands on pups that call more than one operation. */
import type { Command } from 'commander';
import { bytes } from '../../lib/contract/bytes.ts';
import type { Session } from './around.ts';
import { EXIT, Failure } from './failure.ts';
import { exec } from './exec.ts';
import { addInstall } from './install.ts';
import { showLog } from './logs.ts';
import { idOf } from './operation.ts';
import { table } from './output.ts';
import { EVERYDAY } from './resources.ts';
import { collect, pairs } from './values.ts';

interface Usage {
	name: string;
	state: string;
	cpu: string;
	memory: string;
	pids: string;
}

/** Shows the load of pups: the latest sample of each. */
async function stats(session: Session, names: string[]): Promise<void> {
	const connection = session.connection();
	const { pups } = await connection.json<{ pups: { id: string; name: string; state: string }[] }>({
		method: 'GET',
		path: '/pups'
	});
	const ids = await Promise.all(names.map((name) => idOf(session, '/pups/', name)));
	const wanted = pups.filter(({ id }) => ids.length === 0 || ids.includes(id));
	const rows = await Promise.all(
		wanted.map(async ({ id, name, state }) => {
			const { samples } = await connection.json<{ samples: Record<'cpu' | 'memory' | 'pids', number[]> }>({
				method: 'GET',
				path: `/pups/${id}/metrics?seconds=5`
			});
			const last = { cpu: samples.cpu.at(-1), memory: samples.memory.at(-1), pids: samples.pids.at(-1) };
			return { id, name, state, last };
		})
	);
	if (session.json) return session.around.out(`${JSON.stringify({ pups: rows })}\n`);
	const shown = rows.map<Usage>(({ name, state, last }) => ({
		name,
		state,
		cpu: last.cpu === undefined ? '—' : `${last.cpu.toFixed(1)} %`,
		memory: last.memory === undefined ? '—' : bytes(last.memory),
		pids: last.pids === undefined ? '—' : String(last.pids)
	}));
	session.around.out(
		`${table(shown as unknown as Record<string, unknown>[], ['name', 'state', 'cpu', 'memory', 'pids'])}\n`
	);
}

/** Converts seconds to milliseconds. @throws Failure for an invalid number */
function milliseconds(seconds: string | undefined): number | undefined {
	if (seconds === undefined) return undefined;
	if (!(Number(seconds) > 0)) throw new Failure(EXIT.usage, '--timeout must be a number of seconds.');
	return Math.ceil(Number(seconds) * 1000);
}

interface ExecWords {
	service?: string;
	cwd?: string;
	env?: string[];
	interactive?: boolean;
	tty?: boolean;
	timeout?: string;
}

/** Adds `exec`, which runs a command inside a pup. @param exit receives its exit code */
export function addExec(parent: Command, session: () => Session, exit: (code: number) => void): void {
	const command = parent.command('exec <pup> <command...>');
	if (parent.parent === null) command.helpGroup(EVERYDAY);
	command
		.description('Runs a command in a pup, with its exit code: dbx exec PUP -- ls -l')
		.passThroughOptions()
		.option('-i, --interactive', 'pass on the standard input')
		.option('-t, --tty', 'with a terminal')
		.option('-s, --service <name>', 'service, if the pup has several')
		.option('-w, --cwd <folder>', 'working folder')
		.option('-e, --env <name=value>', 'environment variable, repeatable; not for secrets', collect)
		.option('--timeout <seconds>', 'seconds after which it is killed')
		.action(async (pup: string, words: string[], options: ExecWords) => {
			const argv = words[0] === '--' ? words.slice(1) : words;
			const { env, timeout, service, cwd, interactive, tty } = options;
			const id = await idOf(session(), '/pups/', pup);
			exit(
				await exec(session(), id, argv, {
					service,
					cwd,
					interactive,
					tty,
					timeoutMs: milliseconds(timeout),
					...(env && { env: pairs(env, 'variable') })
				})
			);
		});
}

/** @param exit receives the exit code of a command that ran */
export function addPupCommands(parent: Command, session: () => Session, exit: (code: number) => void): void {
	addInstall(parent, session);
	parent
		.command('logs <pup>')
		.description('Shows lines of its log.')
		.option('-f, --follow', 'follow the log')
		.option('-s, --service <name>', 'only this service')
		.option('-n, --tail <lines>', 'number of last lines', '100')
		.option('--since <time>', 'such as 15m, 2h, 3d, or ISO 8601')
		.option('--search <text>', 'only lines with this text')
		.option('--level <level>', 'only this level or more severe')
		.action(async (pup: string, { follow, ...query }: Record<string, string> & { follow?: boolean }) => {
			const id = await idOf(session(), '/pups/', pup);
			await showLog(session(), `/pups/${id}/logs`, `pup:${id}:log`, { query, follow: follow === true });
		});
	parent
		.command('stats [pups...]')
		.description('Processor, memory and processes of pups.')
		.option('-w, --watch', 'refresh every two seconds')
		.action(async (names: string[], { watch }: { watch?: boolean }) => {
			for (;;) {
				if (watch && session().around.terminal.out) session().around.out('\u001b[H\u001b[2J');
				await stats(session(), names);
				if (!watch) return;
				await new Promise((resolve) => setTimeout(resolve, 2000));
			}
		});
	addExec(parent, session, exit);
}
