/** Completion of words, by asking `dbx` itself. */
import type { Command } from 'commander';
import { EXIT, Failure } from './failure.ts';

const SCRIPTS: Readonly<Record<string, string>> = {
	bash: `_dbx() {
	local IFS=$'\\n'
	COMPREPLY=($(compgen -W "$(dbx __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _dbx dbx
`,
	zsh: `#compdef dbx
_dbx() {
	local -a words_found
	words_found=("\${(@f)$(dbx __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
	compadd -- $words_found
}
compdef _dbx dbx
`,
	fish: `function __dbx_complete
	set -l words (commandline -opc) (commandline -ct)
	dbx __complete -- $words[2..-1] 2>/dev/null
end
complete -c dbx -f -a '(__dbx_complete)'
`
};

/** The script that a shell reads. @throws Failure for another shell */
export function completionScript(shell: string): string {
	const script = SCRIPTS[shell];
	if (script === undefined) throw new Failure(EXIT.usage, `There is no completion for “${shell}”: bash, zsh or fish.`);
	return script;
}

/**
 * What can stand where the last word is.
 * @param words typed so far, the last one perhaps begun
 */
export function completions(program: Command, words: readonly string[]): string[] {
	let command = program;
	for (const word of words.slice(0, -1)) {
		command = command.commands.find((one) => one.name() === word) ?? command;
	}
	const begun = words.at(-1) ?? '';
	const names = command.commands.map((one) => one.name()).filter((name) => !name.startsWith('__'));
	const options = [...command.options, ...program.options].flatMap(({ long }) => long ?? []);
	return [...new Set(begun.startsWith('-') ? options : names)].filter((word) => word.startsWith(begun)).sort();
}
