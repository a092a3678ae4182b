/** Shell completion. The shell calls `dbx` itself, which gets names from the box. */
import type { Command, Option } from 'commander';
import { hasHidden } from '../../lib/contract/hidden-characters.ts';
import type { Session } from './around.ts';
import { EXIT, Failure } from './failure.ts';

const SHELLS = ['bash', 'zsh', 'fish'];
/** Longest wait for names from the box, in milliseconds: somebody has just pressed a key. */
const PATIENCE_MS = 1500;

// Names come from the box, and makers of pups chose some of them, so no shell may expand them.
// `compgen -W` would. Shells pass words on as they were typed, with quotes and backslashes; dbx
// gets them as a command would.
const SCRIPTS: Readonly<Record<string, string>> = {
	// Bash also breaks words at colons and equals signs (COMP_WORDBREAKS). Adjacent pieces are
	// joined again, and only the part after the last break is offered.
	bash: `_dbx() {
	local line=\${COMP_LINE:0:COMP_POINT} space piece word breaks quote= known=
	local -a words=()
	local -i at
	line=\${line#*"\${COMP_WORDS[0]}"}
	for ((at = 1; at <= COMP_CWORD; at++)); do
		space=\${line%%[![:space:]]*}
		line=\${line#"$space"}
		piece=\${COMP_WORDS[at]}
		((at < COMP_CWORD)) || piece=$line
		if [[ -z $space && \${#words[@]} -gt 0 ]]; then words[-1]+=$piece; else words+=("$piece"); fi
		line=\${line#"$piece"}
	done
	for at in "\${!words[@]}"; do
		word=\${words[at]}
		quote=
		case $word in
			\\'*) quote=\\' word=\${word#\\'} word=\${word%\\'} ;;
			\\"*) quote=\\" word=\${word#\\"} word=\${word%\\"} ;;
			*) IFS= read word <<<"$word" ;;
		esac
		words[at]=$word
	done
	breaks=\${COMP_WORDBREAKS//[^:=]/}
	[[ -n $quote || -z $breaks ]] || known=\${word%"\${word##*[$breaks]}"}
	COMPREPLY=()
	while IFS= read -r word; do
		case $quote in
			\\') [[ $word == *\\'* ]] || COMPREPLY+=("$word") ;;
			\\") [[ $word == *[\\"\\\\\\$\\\`!]* ]] || COMPREPLY+=("$word") ;;
			*) COMPREPLY+=("$(printf %q "\${word#"$known"}")") ;;
		esac
	done < <(dbx __complete -- "\${words[@]}" 2>/dev/null)
}
complete -o default -F _dbx dbx
`,
	// zsh calls the file of this name in fpath for the first word; when the script is read by eval,
	// it registers the function.
	zsh: `#compdef dbx
_dbx() {
	local -a dbx_before dbx_found
	dbx_before=("\${(@)words[2,CURRENT-1]}")
	((CURRENT > 2)) || dbx_before=()
	dbx_found=("\${(@f)$(dbx __complete -- "\${(@Q)dbx_before}" "\${(Q)PREFIX}" 2>/dev/null)}")
	if [[ -n "$dbx_found" ]]; then compadd -- "\${dbx_found[@]}"; else _files; fi
}
if [[ $funcstack[1] == _dbx ]]; then
	_dbx "$@"
else
	(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
	compdef _dbx dbx
fi
`,
	// fish quotes what it inserts, except a leading ~, which would expand to a folder: such names
	// are left out.
	fish: `function __dbx_complete
	set -l words (commandline -opc)
	set -l typed (commandline -ct)
	set -l word (string unescape -- $typed)
	or set word (string unescape -- "$typed'")
	or set word (string unescape -- "$typed\\"")
	set -l found (dbx __complete -- $words[2..-1] "$word" 2>/dev/null)
	if set -q found[1]
		string match -v -- '~*' $found
	else
		__fish_complete_path "$typed"
	end
end
complete -c dbx -f -a '(__dbx_complete)'
`
};

/** Returns the script for a shell. @throws Failure for an unsupported shell */
export function completionScript(shell: string): string {
	const script = SCRIPTS[shell];
	if (script === undefined) throw new Failure(EXIT.usage, `There is no completion for “${shell}”: bash, zsh or fish.`);
	return script;
}

/** Whether a text is safe to print: a shell takes each line as one word. */
const isOneLine = (text: string) => !hasHidden(text) && !/[\r\n\t]/.test(text);

/** Position of the word to complete in a command line. */
interface Place {
	command: Command;
	/** Words that lead to the command: `boxes`, `stop`. */
	path: string[];
	/** Number of arguments before the word. */
	given: number;
	/** The option whose value is to be completed. */
	option: Option | null;
	/** Options of the program that select the box, by name. */
	chosen: Record<string, string>;
}

const takesValue = (option: Option) => option.required || option.optional;

function placeOf(program: Command, words: readonly string[]): Place {
	const place: Place = { command: program, path: [], given: 0, option: null, chosen: {} };
	for (const word of words) {
		if (place.option) {
			if (program.options.includes(place.option)) place.chosen[place.option.attributeName()] = word;
			place.option = null;
		} else if (word.startsWith('-') && word.length > 1) {
			const all = [...place.command.options, ...program.options];
			const option = all.find(({ long, short }) => word === long || word === short);
			if (option && takesValue(option)) place.option = option;
		} else {
			const below = place.command.commands.find((one) => one.name() === word);
			if (below && place.given === 0) {
				place.command = below;
				place.path.push(word);
			} else place.given++;
		}
	}
	return place;
}

/** Resources whose items can be listed by name or id. */
const LISTED = ['pups', 'boxes', 'sources', 'networks', 'images', 'jobs', 'store'];
/** List by argument name, for arguments whose name identifies the resource. */
const BY_ARGUMENT: Readonly<Record<string, string>> = { pup: 'pups', pups: 'pups', box: 'boxes', image: 'images' };

/** Returns the list with the possible values of an argument; null for none. */
function listOf(resource: string, argument: string): string | null {
	if (argument === 'name') return resource === 'pups' || resource === 'store' ? 'store' : null;
	const list = BY_ARGUMENT[argument] ?? (argument === 'id' ? resource : '');
	return LISTED.includes(list) ? list : null;
}

/** Returns the possible values of the argument to complete, if they can be listed. */
async function namesFor({ path, command, given }: Place, session: Session): Promise<string[]> {
	if (path[0] === 'completion') return SHELLS;
	if (path[0] === 'logout' || path.join(' ') === 'context use') return Object.keys(session.contexts().boxes);
	// The last argument may be repeated.
	const argument = command.registeredArguments[given] ?? command.registeredArguments.find(({ variadic }) => variadic);
	const list = argument ? listOf(path[0]!, argument.name()) : null;
	if (list === null) return [];
	const answer = await session.connection().json<Record<string, Listed[]>>({ method: 'GET', path: `/${list}` });
	const [all = []] = Object.values(answer).filter(Array.isArray);
	return all.flatMap(({ name, id, tags }) => (list === 'jobs' ? [id] : (tags ?? [name ?? id])));
}

interface Listed {
	id: string;
	name?: string;
	/** Names of an image. */
	tags?: string[];
}

/**
 * Returns the possible completions of the last word: commands, options or their values, names of
 * items on the box.
 * @param words typed so far; the last one may be incomplete
 * @param sessionFor creates a session with the box that these options select
 */
export async function completions(
	program: Command,
	words: readonly string[],
	sessionFor: (chosen: Record<string, string>) => Session
): Promise<string[]> {
	const begun = words.at(-1) ?? '';
	const place = placeOf(program, words.slice(0, -1));
	const { command, option } = place;
	let found: string[];
	if (option) {
		found = option.long === '--context' ? Object.keys(sessionFor({}).contexts().boxes) : (option.argChoices ?? []);
	} else if (begun.startsWith('-')) {
		found = [...command.options, ...program.options].flatMap(({ long }) => long ?? []);
	} else if (command.commands.length > 0) {
		found = command.commands.map((one) => one.name()).filter((name) => !name.startsWith('__'));
	} else {
		// An unavailable box or an unknown name yields no completions.
		const names = namesFor(place, sessionFor(place.chosen)).catch(() => []);
		found = await Promise.race([
			names,
			new Promise<string[]>((resolve) => setTimeout(resolve, PATIENCE_MS, []).unref())
		]);
	}
	return [...new Set(found)].filter((word) => word.startsWith(begun) && word !== '' && isOneLine(word)).sort();
}
