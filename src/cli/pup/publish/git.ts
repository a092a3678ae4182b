/** Runs git in the working tree of a pup maker, with the maker's own settings and logins. */
import { execFile } from 'node:child_process';
import { showPlain } from '../../../lib/contract/hidden-characters.ts';
import { unfit, wrongUse } from '../refusals.ts';

const MAX_OUTPUT = 64 * 1024 * 1024;
/**
 * Variables of an outer git, such as one that runs a hook; they would select another repository.
 */
const ELSEWHERE = /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|PREFIX|NAMESPACE)$/;

export interface Git {
	/** @returns its output without the last line feed. @throws BoxError 422 `git-failed` */
	(...args: string[]): Promise<string>;
	/** Returns the output of git; null when it fails. */
	maybe(...args: string[]): Promise<string | null>;
}

interface Ended {
	code: number | string;
	out: string;
	err: string;
}

/**
 * Returns functions that run git in a folder.
 * @param folder absolute
 * @param env of this program
 * @param canAsk whether a person at the terminal can answer git's login prompts
 */
export function createGit(folder: string, env: Readonly<Record<string, string | undefined>>, canAsk: boolean): Git {
	const own = Object.fromEntries(Object.entries(env).filter(([name]) => !ELSEWHERE.test(name)));
	const run = async (args: readonly string[]): Promise<Ended> => {
		const ended = await new Promise<Ended>((resolve) => {
			execFile(
				'git',
				['-C', folder, ...args],
				// Messages are parsed below, so they must be in English.
				{ env: { ...own, LC_ALL: 'C', ...(!canAsk && { GIT_TERMINAL_PROMPT: '0' }) }, maxBuffer: MAX_OUTPUT },
				(error, out, err) => resolve({ code: error?.code ?? (error ? 1 : 0), out: out.replace(/\n$/, ''), err })
			);
		});
		if (ended.code !== 'ENOENT') return ended;
		throw wrongUse('no-git', 'git is not installed.', 'Install it: sudo apt-get install git');
	};
	const git = async (...args: string[]) => {
		const { code, out, err } = await run(args);
		if (code === 0) return out;
		throw unfit('git-failed', `git ${args.find((word) => !word.startsWith('-'))} failed: ${reason(err)}`);
	};
	git.maybe = async (...args: string[]) => {
		const { code, out } = await run(args);
		return code === 0 ? out : null;
	};
	return git;
}

/** Returns the line in which git reports the error. Accounts in URLs are removed. */
function reason(err: string): string {
	const lines = err.split('\n').filter((line) => line.trim() !== '');
	const reason = lines.find((line) => /^(fatal|error|remote: error| ! )/.test(line)) ?? lines.at(-1) ?? 'no message.';
	return showPlain(reason.replace(/\/\/[^/@\s]*@/g, '//'), ' ').slice(0, 300);
}
