/** The program `dbx`. Becomes build/dbx.js. */
import packageFile from '../../../package.json' with { type: 'json' };
import type { MakerTools } from './around.ts';
import { EXIT, Failure } from './failure.ts';
import { run } from './program.ts';

/** Built beside this file, which is started without it. */
async function maker(): Promise<MakerTools> {
	const program = './dbx-pup.js';
	try {
		return (await import(/* @vite-ignore */ program)) as MakerTools;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
		throw new Failure(EXIT.failed, 'The tools of pup makers are not here.', {
			hint: 'They are the file dbx-pup.js. Copy it beside dbx.js, from the same build.'
		});
	}
}

// Who reads the output may be gone (`| head`).
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
		in: process.stdin.isTTY === true
	},
	out: (text) => void process.stdout.write(text),
	err: (text) => void process.stderr.write(text),
	maker
});
