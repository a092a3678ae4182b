/** Prompts for a secret, without showing it, and for a confirmation. */
import { EXIT, Failure } from './failure.ts';

let piped: AsyncIterator<string> | null = null;

/** Returns the next line of an input that is not a terminal. */
async function nextLine(): Promise<string> {
	const { createInterface } = await import('node:readline');
	piped ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
	const { value, done } = await piped.next();
	if (done) throw new Failure(EXIT.usage, 'A secret is needed, but the standard input is empty.');
	return value;
}

/**
 * Prompts for a secret at the terminal, without echo; otherwise reads a line of stdin.
 * @throws Failure when the prompt is cancelled
 */
export async function askSecret(question: string): Promise<string> {
	const { stdin, stderr } = process;
	if (!stdin.isTTY) return nextLine();
	stderr.write(`${question}: `);
	stdin.setRawMode(true);
	stdin.setEncoding('utf8');
	stdin.resume();
	try {
		return await new Promise<string>((resolve, reject) => {
			let text = '';
			stdin.on('data', function typed(piece: string) {
				for (const one of piece) {
					if (one === '\r' || one === '\n' || one === '\u0004') {
						stdin.off('data', typed);
						return resolve(text);
					}
					if (one === '\u0003') {
						stdin.off('data', typed);
						return reject(new Failure(130, 'Given up.'));
					}
					text = one === '\u007f' || one === '\b' ? [...text].slice(0, -1).join('') : text + one;
				}
			});
		});
	} finally {
		stdin.setRawMode(false);
		stdin.pause();
		stderr.write('\n');
	}
}

/** Prompts at the terminal. Any answer but yes, and the end of the input, counts as no. */
export async function askYes(question: string): Promise<boolean> {
	const { createInterface } = await import('node:readline');
	const { stdin, stderr } = process;
	const lines = createInterface({ input: stdin, output: stderr });
	return new Promise((resolve) => {
		lines.once('close', () => resolve(false));
		lines.question(`${question} [y/N] `, (answer) => {
			resolve(/^\s*y(es)?\s*$/i.test(answer));
			lines.close();
		});
	});
}
