// Counts the lines of what runs as root: the host agent with its verbs, and the supervisor.
// `--write` puts them into SECURITY.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SECURITY = join(root, 'SECURITY.md');
const SENTENCE = /(the agent with its verbs has )\d+( lines, the supervisor )\d+/;

/**
 * Lines of our own code that a program is made of, blank ones and comments left out. Types alone
 * are not followed.
 * @param {string} entry below the repository
 * @returns {Map<string, number>} by file
 */
export function linesOf(entry) {
	const found = new Map();
	const visit = (file) => {
		if (found.has(file)) return;
		const text = readFileSync(file, 'utf8');
		const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
		found.set(file, code.split('\n').filter((line) => line.trim() !== '').length);
		const imports = code.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from '(\.[^']+)'/gm);
		for (const [, path] of imports) visit(resolve(dirname(file), path));
	};
	visit(join(root, entry));
	return found;
}

const sum = (counts) => [...counts.values()].reduce((all, count) => all + count, 0);

/** Lines of both programs as they are, and as SECURITY.md says. */
export function sizes() {
	const agent = sum(linesOf('src/agent/main.ts'));
	const supervisor = sum(linesOf('src/supervisor/main.ts'));
	const said = /has (\d+) lines, the supervisor (\d+)/.exec(readFileSync(SECURITY, 'utf8'));
	return { agent, supervisor, said: { agent: Number(said?.[1]), supervisor: Number(said?.[2]) } };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	const { agent, supervisor, said } = sizes();
	console.log(`agent ${agent} (SECURITY.md: ${said.agent}), supervisor ${supervisor} (${said.supervisor})`);
	if (process.argv.includes('--write')) {
		const text = readFileSync(SECURITY, 'utf8').replace(SENTENCE, `$1${agent}$2${supervisor}`);
		writeFileSync(SECURITY, text);
	} else if (process.argv.includes('--files')) {
		for (const [file, lines] of linesOf('src/agent/main.ts')) console.log(`${lines}\t${file.slice(root.length)}`);
	}
}
