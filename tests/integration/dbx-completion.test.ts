/**
 * The output of `dbx completion` in the shells that read it, in a terminal. The test types a line,
 * presses Tab, and runs the command, which reports its arguments. Command names come from the built
 * dbx. Names of things on the box come from a file, in the form in which a box gives them.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/program.ts';

const DBX = join(root, 'build/dbx.js');
const HOSTILE = ['$(touch ran-by-shell)', '`touch ran-by-shell`', '*', '~root', "it's", 'a\\b', 'x;y', '!!', '#no'];

/** In milliseconds. A shell takes a tenth of a second, and this file starts a hundred. */
const SOON = { timeout: 20_000, interval: 10 };

const home = mkdtempSync(join(tmpdir(), 'dogebox-completion-'));
const shells = new Set<ChildProcess>();
const file = (name: string) => join(home, name);
const env = { PATH: `${home}:${process.env['PATH']}`, HOME: home, TERM: 'xterm', LANG: 'C.UTF-8' };

beforeAll(() => {
	writeFileSync(
		file('dbx'),
		`#!/bin/sh
if [ "$1" = __complete ] && [ -e "$HOME/names" ]; then
	for last; do :; done
	while IFS= read -r name; do case "$name" in "$last"*) printf '%s\\n' "$name" ;; esac; done <"$HOME/names"
elif [ "$1" = completion ] && [ -e "$HOME/completion.$2" ]; then exec cat "$HOME/completion.$2"
elif [ "$1" = __complete ] || [ "$1" = completion ]; then exec '${process.execPath}' '${DBX}' "$@"
else printf '%s\\n' "$@" >"$HOME/given.part"; mv "$HOME/given.part" "$HOME/given"
fi
`
	);
	chmodSync(file('dbx'), 0o755);
	writeFileSync(file('README'), '');
	mkdirSync(file('functions'));
	for (const [shell, name] of [
		['bash', 'dbx.bash'],
		['zsh', 'functions/_dbx'],
		['fish', 'dbx.fish']
	] as const) {
		const { stdout } = spawnSync(file('dbx'), ['completion', shell], { env, encoding: 'utf8' });
		writeFileSync(file(name), stdout);
		// Each new shell reads this file again.
		writeFileSync(file(`completion.${shell}`), stdout);
	}
	// The completion is loaded as docs/cli.md says, and from the path where a package installs it.
	writeFileSync(file('rc.bash'), 'PS1="rea""dy> "; eval "$(dbx completion bash)"\n');
	mkdirSync(file('eval'));
	writeFileSync(file('eval/.zshrc'), 'PS1="rea""dy> "; eval "$(dbx completion zsh)"\n');
	mkdirSync(file('fpath'));
	const autoload = `fpath=(${file('functions')} $fpath); autoload -Uz compinit; compinit -D -u`;
	writeFileSync(file('fpath/.zshrc'), `PS1="rea""dy> "; ${autoload}\n`);
	writeFileSync(
		file('rc.fish'),
		'function fish_prompt; printf "rea%s" "dy> "; end; set fish_greeting; dbx completion fish | source\n'
	);
});
afterEach(() => {
	for (const shell of shells) shell.kill('SIGKILL');
	shells.clear();
	for (const name of ['names', 'given']) rmSync(file(name), { force: true });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const SHELLS = {
	bash: { command: `bash --noprofile --rcfile ${file('rc.bash')} -i` },
	'zsh, by eval': { command: 'zsh -d -i', zdotdir: file('eval') },
	'zsh, from fpath': { command: 'zsh -d -i', zdotdir: file('fpath') },
	fish: { command: `fish --no-config -i -C 'source ${file('rc.fish')}'` }
} as const;
type Shell = keyof typeof SHELLS;

/** Arguments that the command gets when a new shell receives these keys, Tab and Return. */
async function given(shell: Shell, keys: string, names?: readonly string[]): Promise<string[]> {
	if (names) writeFileSync(file('names'), names.map((name) => `${name}\n`).join(''));
	const { command, ...more } = SHELLS[shell];
	const child = spawn('script', ['-qec', command, '/dev/null'], {
		cwd: home,
		env: { ...env, ...('zdotdir' in more && { ZDOTDIR: more.zdotdir }) },
		stdio: ['pipe', 'pipe', 'inherit']
	});
	shells.add(child);
	let shown = '';
	child.stdout.on('data', (data) => (shown += String(data)));
	child.stdin.on('error', () => undefined);
	await expect.poll(() => shown, SOON).toContain('ready> ');
	child.stdin.write(`${keys}\t\r`);
	await expect.poll(() => existsSync(file('given')) || shown, SOON).toBe(true);
	return readFileSync(file('given'), 'utf8').split('\n').slice(0, -1);
}

describe.each(Object.keys(SHELLS) as Shell[])('%s', (shell) => {
	it.each<[keys: string, words: string[], names?: string[]]>([
		// Command words and options of dbx itself.
		['dbx netw', ['networks']],
		['dbx boxes paus', ['boxes', 'pause']],
		['dbx pups sto', ['pups', 'stop']],
		['dbx boxes create --network hom', ['boxes', 'create', '--network', 'home']],
		['dbx pups stop --wat', ['pups', 'stop', '--watch']],
		// Names of things on the box, in any kind of quotes.
		['dbx pups stop D', ['pups', 'stop', 'Dogecoin Core'], ['Core', 'Dogecoin Core']],
		['dbx pups stop Dogecoin\\ C', ['pups', 'stop', 'Dogecoin Core'], ['Dogecoin Core', 'Dogecoin']],
		["dbx pups stop 'Dogecoin C", ['pups', 'stop', 'Dogecoin Core'], ['Dogecoin Core', 'Dogecoin']],
		['dbx pups stop "Dogecoin C', ['pups', 'stop', 'Dogecoin Core'], ['Dogecoin Core', 'Dogecoin']],
		['dbx --context "my box" pups stop D', ['--context', 'my box', 'pups', 'stop', 'Doge'], ['Doge']],
		['dbx run alp', ['run', 'alpine:3.20'], ['alpine:3.20']],
		['dbx run alpine:', ['run', 'alpine:3.20'], ['alpine:3.20']],
		['dbx run alpine:3.2', ['run', 'alpine:3.20'], ['alpine:3.20', 'debian:12']],
		['dbx run localhost:5000/a', ['run', 'localhost:5000/a:1'], ['localhost:5000/a:1']],
		// A file name, where the box has nothing to offer.
		['dbx boxes cp READ', ['boxes', 'cp', 'README'], []]
	])('completes %j', async (keys, words, names) => {
		expect(await given(shell, keys, names)).toEqual(words);
	});

	it.each(HOSTILE)('expands nothing of the name %s', async (name) => {
		// fish would not quote this name, so it is not offered there.
		const isLeftOut = shell === 'fish' && name.startsWith('~');
		expect(await given(shell, 'dbx pups stop ', [name])).toEqual(['pups', 'stop', ...(isLeftOut ? [] : [name])]);
		expect(existsSync(file('ran-by-shell'))).toBe(false);
	});
});

it('fish offers names of the box alone, and files where it has none', () => {
	const offered = (line: string) => {
		const script = `source ${file('dbx.fish')}; complete -C '${line}'`;
		const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', script], { cwd: home, env, encoding: 'utf8' });
		expect(stderr).toBe('');
		return stdout.split('\n').slice(0, -1).sort();
	};
	expect(offered('dbx pu')).toEqual(['pup', 'pups']);
	writeFileSync(file('names'), 'Core\nMap\n');
	expect(offered('dbx pups stop ')).toEqual(['Core', 'Map']);
	expect(offered('dbx pups stop README')).toEqual(['README']);
});
