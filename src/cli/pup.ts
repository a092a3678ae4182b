/**
 * The tools of those who make pups: `npm run pup:new`, `npm run pup:check`. Bundled to
 * build/pup.js, run by scripts/pup.mjs.
 */
import { parseArgs } from 'node:util';
import { isBoxError } from '../lib/contract/errors.ts';
import { checkFolder } from './check-folder.ts';
import { newPup, nextSteps } from './new-pup.ts';
import { asJson, asText, countOf } from './report.ts';

const USAGE = `Tools for makers of pups.

  npm run pup:new NAME [-- --folder DIR]     makes a new pup in ./NAME, or in DIR
  npm run pup:check -- FOLDER [--json]       checks a pup, or a folder with dogebox.json

pup:check ends with 1 where something is wrong, 0 otherwise; both end with 2 when called wrongly.`;

/** What the command line stands on. */
export interface Surroundings {
	/** Checkout of the project. */
	root: string;
	/** Folder that relative paths count from. */
	folder: string;
	out(text: string): void;
	err(text: string): void;
	/** Whether a person looks at `out` on a terminal. */
	colors: boolean;
}

/**
 * Runs one command.
 * @param args `check FOLDER [--json]` or `new NAME [--folder DIR]`
 * @returns exit code: 0 well, 1 something is wrong, 2 called wrongly
 */
export async function main(args: readonly string[], around: Surroundings): Promise<number> {
	const [command, ...rest] = args;
	if (args.includes('--help') || args.includes('-h')) {
		around.out(USAGE);
		return 0;
	}
	try {
		if (command === 'check') return await check(rest, around);
		if (command === 'new') return await create(rest, around);
	} catch (error) {
		if (error instanceof WrongUsage) around.err(`${error.message}\n`);
		else if (isBoxError(error)) {
			around.err([error.message, error.hint].filter(Boolean).join('\n'));
			return error.status === 400 ? 2 : 1;
		} else throw error;
	}
	around.err(USAGE);
	return 2;
}

class WrongUsage extends Error {}

type Options = Record<string, { type: 'string' | 'boolean' }>;

/** One positional argument and options. @throws WrongUsage */
function parse(args: string[], what: string, options: Options) {
	let parsed;
	try {
		parsed = parseArgs({ args, options, allowPositionals: true });
	} catch (error) {
		throw new WrongUsage(error instanceof Error ? error.message : String(error));
	}
	const [first, ...more] = parsed.positionals;
	if (first === undefined || first === '') throw new WrongUsage(`${what} is missing.`);
	if (more.length > 0) throw new WrongUsage(`One ${what}, please; “${more[0]}” is too much.`);
	return { first, values: parsed.values };
}

async function check(args: string[], around: Surroundings): Promise<number> {
	const { first, values } = parse(args, 'FOLDER', { json: { type: 'boolean' } });
	const report = await checkFolder(first, around.folder);
	around.out(values.json === true ? asJson(report) : asText(report, around.colors));
	return countOf(report).errors > 0 ? 1 : 0;
}

async function create(args: string[], around: Surroundings): Promise<number> {
	const { first, values } = parse(args, 'NAME', { folder: { type: 'string' } });
	const made = await newPup(first, typeof values.folder === 'string' ? values.folder : undefined, around);
	around.out(nextSteps(made));
	return 0;
}
