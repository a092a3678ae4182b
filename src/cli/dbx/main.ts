/** The program `dbx`, which is built as build/dbx.js. */
import module from 'node:module';
import packageFile from '../../../package.json' with { type: 'json' };
import type { AssistantProgram, PupTools } from './around.ts';
import { EXIT, Failure } from './failure.ts';
import { run } from './program.ts';

/** Loads a separately built program from the same folder. */
async function beside<T>(file: string, what: string): Promise<T> {
	// Caches V8's compiled code, if Node supports it (from 22.1).
	(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
	const program = `./${file}`;
	try {
		return (await import(/* @vite-ignore */ program)) as T;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
		throw new Failure(EXIT.failed, `${what} are missing.`, {
			hint: `It is the file ${file}. Copy it beside dbx.js, from the same build.`
		});
	}
}

// The reader of the output may have closed it (`| head`).
process.stdout.on('error', () => process.exit(0));
process.stderr.on('error', () => {});

const words = process.argv.slice(2);
process.exitCode = await run(words, {
	env: process.env,
	version: packageFile.version,
	folder: process.cwd(),
	terminal: {
		out: process.stdout.isTTY === true,
		err: process.stderr.isTTY === true,
		// Reading `process.stdin` opens it, and few commands need it.
		get in() {
			return process.stdin.isTTY === true;
		}
	},
	out: (text) => void process.stdout.write(text),
	err: (text) => void process.stderr.write(text),
	pupTools: () => beside<PupTools>('dbx-pup.js', 'The tools for pups'),
	assistant: () => beside<AssistantProgram>('dbx-mcp.js', 'The tools for assistants')
});
