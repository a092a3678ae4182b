/** Commands on boxes that call more than one operation: `dbx run`, `dbx boxes exec`. */
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Session } from './around.ts';
import { coresOf, memoryOf, readBoxify, type BoxifyRequest } from './boxify.ts';
import { copy } from './box-cp.ts';
import { execInBox } from './box-exec.ts';
import { EXIT, Failure } from './failure.ts';
import { printOutcome, waitForJob } from './jobs.ts';
import { EVERYDAY } from './resources.ts';
import { collect, pairs } from './values.ts';

/**
 * Seconds without a command after which a box removes itself, in case this program was killed
 * before it removed the box.
 */
const IDLE_SECONDS = 600;
/** Starts bash if the image has it, otherwise sh. */
const SHELL = ['/bin/sh', '-c', 'command -v bash >/dev/null && exec bash || exec sh'];

interface RunWords {
	memory?: string;
	cpus?: string;
	network: string;
	env?: string[];
	workdir?: string;
}

/** Builds the request for a box from an image name or a file. */
async function boxRequest(given: string, folder: string): Promise<BoxifyRequest> {
	const path = resolve(folder, given);
	const isFile = /\.ya?ml$/i.test(given) || (existsSync(path) && statSync(path).isFile());
	if (!isFile) return { image: given };
	const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
		throw new Failure(EXIT.usage, `“${given}” cannot be read: ${error.code ?? error.message}.`);
	});
	const { parse } = await import('yaml');
	let parsed: unknown;
	try {
		parsed = parse(text);
	} catch (error) {
		throw new Failure(EXIT.usage, `“${given}” is not YAML: ${(error as Error).message.split('\n')[0]}`);
	}
	return readBoxify(parsed, basename(given));
}

async function run(session: Session, given: string, argv: string[], words: RunWords): Promise<number> {
	const { around } = session;
	const request = await boxRequest(given, around.folder);
	const connection = session.connection();
	const { jobId, box } = await connection.json<{ jobId: string; box: { id: string } }>({
		method: 'POST',
		path: '/boxes',
		json: {
			...request,
			...(words.memory !== undefined && { memoryBytes: memoryOf(words.memory, '--memory') }),
			...(words.cpus !== undefined && { cpus: coresOf(words.cpus, '--cpus') }),
			network: words.network,
			ephemeral: true,
			idleStopSeconds: IDLE_SECONDS
		}
	});
	try {
		const job = await waitForJob(session, jobId);
		if (job.status !== 'succeeded') printOutcome(session, job);
		const tty = around.terminal.in && around.terminal.out;
		return await execInBox(session, box.id, argv.length > 0 ? argv : SHELL, {
			cwd: words.workdir,
			...(words.env && { env: pairs(words.env, 'variable') }),
			interactive: true,
			tty
		});
	} finally {
		// The box may be gone already, because its main process has ended.
		await connection.json({ method: 'DELETE', path: `/boxes/${box.id}?force=true` }).catch(() => undefined);
	}
}

interface ExecWords {
	cwd?: string;
	env?: string[];
	interactive?: boolean;
	tty?: boolean;
}

const afterDashes = (words: string[]) => (words[0] === '--' ? words.slice(1) : words);

/** @param exit receives the exit code of a command that ran */
export function addBoxCommands(boxes: Command, session: () => Session, exit: (code: number) => void): void {
	boxes
		.command('exec <box> <command...>')
		.description('Runs a command in a box, with its exit code: dbx boxes exec -it BOX -- sh')
		.passThroughOptions()
		.option('-i, --interactive', 'pass on the standard input')
		.option('-t, --tty', 'with a terminal')
		.option('-w, --cwd <folder>', 'working folder')
		.option('-e, --env <name=value>', 'environment variable, repeatable; not for secrets', collect)
		.action(async (box: string, words: string[], { env, ...options }: ExecWords) => {
			const variables = env && { env: pairs(env, 'variable') };
			exit(await execInBox(session(), box, afterDashes(words), { ...options, ...variables }));
		});
	boxes
		.command('cp <from> <to>')
		.description('Copies files and folders into a box and out of it: dbx boxes cp web:/etc/hosts .')
		.addHelpText('after', '\nA path in a box is BOX:/path. Instead of a local path, - is a tar archive.')
		.action(async (from: string, to: string) => copy(session(), from, to));
}

/** Adds `dbx run`. @param exit receives the exit code of a command that ran */
export function addRun(root: Command, session: () => Session, exit: (code: number) => void): void {
	root
		.command('run <image> [command...]')
		.helpGroup(EVERYDAY)
		.description('Opens a shell, or runs a command, in a box that is removed afterwards: dbx run alpine')
		.passThroughOptions()
		.option('-m, --memory <amount>', 'such as 512m or 1g')
		.option('--cpus <cores>', 'as 2 or 0.5')
		.option('--network <network>', 'none, internet or home', 'internet')
		.option('-e, --env <name=value>', 'environment variable, repeatable; not for secrets', collect)
		.option('-w, --workdir <folder>', 'working folder')
		.addHelpText('after', '\nInstead of an image, a boxify.yaml with imageName and settings (memoryLimit, cpuLimit).')
		.action(async (image: string, words: string[], options: RunWords) => {
			exit(await run(session(), image, afterDashes(words), options));
		});
}
