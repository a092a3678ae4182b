// Counts the lines of code that run as root: the host agent with its verbs, by review sittings, and
// the supervisor. `--write` writes the numbers to SECURITY.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { sittingsOf, sittingsTable } from './lib/agent-sittings.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const SECURITY = join(root, 'SECURITY.md');
const SENTENCE = /(the agent with its verbs has )\d+( lines, the supervisor )\d+( and\s+the scripts )\d+/;

const TABLE = /(<!-- sittings -->)[\s\S]*?(<!-- end -->)/;
/** Title of the sitting whose programs run with fewer rights. */
const SCRIPTS = 'Scripts';

const IMPORTS = /^(?:import|export)\s+(?!type\b)([^;]*?)\s*from '(\.[^']+)'/gm;
const LATER = /(?:const|let) (\{[^}]*\}) = await import\('(\.[^']+)'\)/g;

/** Names between the braces of an import or export; null for all names. */
function namesIn(clause) {
	const list = /\{([\s\S]*)\}/.exec(clause)?.[1];
	if (list === undefined) return null;
	const names = list.split(',').map((name) => name.trim());
	return names.filter((name) => name !== '' && !name.startsWith('type ')).map((name) => name.split(/ as |:/)[0].trim());
}

/**
 * Counts the lines of our own code in a program, without blank lines and comments. Imports of types
 * are not followed. Of an `index.ts`, only the imported names are followed, as the bundler does.
 * Dynamic imports count too.
 * @param {string} entry below the repository
 * @returns {Map<string, number>} by file
 */
export function linesOf(entry) {
	const found = new Map();
	const seen = new Set();
	const visit = (file, wanted) => {
		const key = `${file} ${wanted ?? ''}`;
		if (seen.has(key)) return;
		seen.add(key);
		const text = readFileSync(file, 'utf8');
		const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
		const isDoor = file.endsWith('/index.ts');
		if (!found.has(file)) found.set(file, code.split('\n').filter((line) => line.trim() !== '').length);
		for (const [, clause, path] of [...code.matchAll(IMPORTS), ...code.matchAll(LATER)]) {
			const names = namesIn(clause);
			const taken = isDoor && wanted && names ? names.filter((name) => wanted.includes(name)) : names;
			if (taken?.length === 0) continue;
			visit(resolve(dirname(file), path), taken && [...taken].sort());
		}
	};
	visit(join(root, entry), null);
	return found;
}

const sum = (counts) => [...counts].reduce((all, count) => all + count, 0);

/** Returns the current sittings of the agent and the unpacker. */
export function sittings() {
	const lines = [...linesOf('src/unpack/main.ts'), ...linesOf('src/agent/main.ts')];
	return sittingsOf(new Map(lines.map(([file, count]) => [file.slice(root.length), count])));
}

/** Lines of both programs and of the agent's scripts: as counted, and as in SECURITY.md. */
export function sizes() {
	const scripts = sittings().sittings.find(({ name }) => name === SCRIPTS).lines;
	const agent = sum(linesOf('src/agent/main.ts').values()) - scripts;
	const supervisor = sum(linesOf('src/supervisor/main.ts').values());
	const said = /has (\d+) lines, the supervisor (\d+)/.exec(readFileSync(SECURITY, 'utf8'));
	return { agent, scripts, supervisor, said: { agent: Number(said?.[1]), supervisor: Number(said?.[2]) } };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	const { agent, scripts, supervisor, said } = sizes();
	console.log(
		`agent ${agent} (SECURITY.md: ${said.agent}), supervisor ${supervisor} (${said.supervisor}), scripts ${scripts}`
	);
	const found = sittings();
	for (const { name, lines, limit } of found.sittings) console.log(`${lines}\t(limit ${limit})\t${name}`);
	if (process.argv.includes('--write')) {
		const text = readFileSync(SECURITY, 'utf8')
			.replace(SENTENCE, `$1${agent}$2${supervisor}$3${scripts}`)
			.replace(TABLE, `$1\n\n${sittingsTable(found)}\n\n$2`);
		writeFileSync(SECURITY, await format(text, { ...(await resolveConfig(SECURITY)), filepath: SECURITY }));
	} else if (process.argv.includes('--files')) {
		for (const [file, lines] of linesOf('src/agent/main.ts')) console.log(`${lines}\t${file.slice(root.length)}`);
	}
}
