/** The program `dbx`. Becomes build/dbx.js. */
import packageFile from '../../../package.json' with { type: 'json' };
import { run } from './program.ts';

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
	err: (text) => void process.stderr.write(text)
});
