/**
 * Runs git for untrusted sources: with its own environment, in which the host's configuration has
 * no effect, and with limits of time and size.
 */
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Launched } from '../spawn.ts';
import type { VerbContext } from '../verb.ts';

/**
 * Findings of git's own check (git-fsck(1), “FSCK MESSAGES”) that must not abort a whole fetch,
 * since one bad version would hide all others. File names are checked by the code that reads the
 * trees; submodules are never followed. The rest is bad style of old programs.
 */
const TOLERATED = [
	...[
		'hasDot',
		'hasDotdot',
		'hasDotgit',
		'fullPathname',
		'emptyName',
		'largePathname',
		'nullSha1',
		'zeroPaddedFilemode'
	],
	...[
		'badFilemode',
		'badTimezone',
		'badEmail',
		'badName',
		'missingEmail',
		'missingNameBeforeEmail',
		'missingSpaceBeforeDate'
	],
	...['missingSpaceBeforeEmail', 'zeroPaddedDate', 'badDate', 'badDateOverflow', 'badTagName', 'missingTaggerEntry'],
	...['gitmodulesBlob', 'gitmodulesLarge', 'gitmodulesMissing', 'gitmodulesName', 'gitmodulesParse', 'gitmodulesPath'],
	...['gitmodulesSymlink', 'gitmodulesUpdate', 'gitmodulesUrl', 'gitattributesBlob', 'gitattributesLarge'],
	...['gitattributesLineLength', 'gitattributesMissing', 'gitattributesSymlink', 'gitignoreSymlink', 'mailmapSymlink']
];

/** Configuration of every call, see git-config(1). */
const HARDENING: readonly (readonly [string, string])[] = [
	['core.hooksPath', '/dev/null'],
	['core.fsmonitor', 'false'],
	['credential.helper', ''],
	['protocol.version', '2'],
	['transfer.fsckObjects', 'true'],
	...TOLERATED.map((id) => [`fetch.fsck.${id}`, 'warn'] as const),
	['fetch.recurseSubmodules', 'false'],
	['fetch.writeCommitGraph', 'false'],
	// Always one pack per fetch: the data being received is then one file whose size can be
	// watched.
	['fetch.unpackLimit', '1'],
	['gc.auto', '0'],
	['maintenance.auto', 'false'],
	// Larger files are streamed, not held in memory.
	['core.bigFileThreshold', '16m'],
	['pack.threads', '1'],
	['pack.windowMemory', '64m']
];

/**
 * Largest single allocation of git, so that a small pack cannot expand into all memory of the box.
 */
const MEMORY_LIMIT = '192m';

/** Lines of stderr that are kept for a message. */
const KEPT_LINES = 40;
/** Interval between checks of the received size, milliseconds. */
const WATCH_MS = 250;

export interface GitOptions {
	/** The bare repository to work in. */
	repository: string;
	/**
	 * Additional configuration, passed in the environment: every user of the host can read
	 * arguments.
	 */
	config?: readonly (readonly [string, string])[];
	/** Allowed protocols (`http`, `https`, `file`); none by default. */
	protocols?: readonly string[];
	/** A configuration file that the programs which git starts for a local repository read too. */
	trusted?: string;
}

export interface GitRun extends GitOptions {
	/** Standard input. */
	input?: string;
	/** Milliseconds. */
	timeoutMs: number;
	/** Maximum bytes of stdout. */
	maxOutput?: number;
	/** Maximum size of the repository on disk during the run, bytes. */
	maxSize?: number;
	/** Called with each line of stderr, including progress (ended by a carriage return). */
	onLine?: (line: string) => void;
}

export interface GitEnd {
	exitCode: number;
	stdout: string;
	/** The last lines of stderr. */
	words: string;
	/** Why this module ended it; null when it ended by itself. */
	ended: 'time' | 'size' | 'output' | null;
}

/**
 * Starts git in its own process group; it is killed when dogeboxd ends in any way.
 * @param args without any secret
 */
export function startGit(context: VerbContext, args: readonly string[], options: GitOptions): Promise<Launched> {
	const config = [...HARDENING, ...(options.config ?? [])];
	const env: Record<string, string> = {
		GIT_DIR: options.repository,
		HOME: dirname(options.repository),
		XDG_CONFIG_HOME: dirname(options.repository),
		GIT_CONFIG_NOSYSTEM: '1',
		GIT_CONFIG_SYSTEM: '/dev/null',
		GIT_CONFIG_GLOBAL: options.trusted ?? '/dev/null',
		GIT_ATTR_NOSYSTEM: '1',
		GIT_TERMINAL_PROMPT: '0',
		GIT_NO_REPLACE_OBJECTS: '1',
		// Objects missing in a local repository are not fetched from where its configuration says
		// (CVE-2024-32004).
		GIT_NO_LAZY_FETCH: '1',
		GIT_ALLOW_PROTOCOL: options.protocols?.join(':') || 'none',
		GIT_ALLOC_LIMIT: MEMORY_LIMIT,
		GIT_CONFIG_COUNT: String(config.length)
	};
	config.forEach(([key, value], i) => {
		env[`GIT_CONFIG_KEY_${i}`] = key;
		env[`GIT_CONFIG_VALUE_${i}`] = value;
	});
	return context.launch('setpriv', ['--pdeathsig', 'KILL', '--', 'git', ...args], { cwd: '/', env });
}

/**
 * Runs git to its end. When it returns, all of git's processes have ended.
 * @throws the signal's reason when cancelled
 */
export async function runGit(context: VerbContext, args: readonly string[], run: GitRun): Promise<GitEnd> {
	const { signal } = context;
	signal?.throwIfAborted();
	const git = await startGit(context, args, run);
	let ended: GitEnd['ended'] = null;
	const end = (why: GitEnd['ended']) => {
		ended ??= why;
		killGit(git);
	};
	const cancel = () => killGit(git);
	const timer = setTimeout(() => end('time'), run.timeoutMs);
	const watch = run.maxSize === undefined ? null : watchSize(run.repository, run.maxSize, () => end('size'));
	signal?.addEventListener('abort', cancel, { once: true });
	if (signal?.aborted) cancel();
	try {
		git.stdin.end(run.input ?? '');
		const kept: string[] = [];
		const [stdout] = await Promise.all([
			readAll(git, run.maxOutput ?? 1024 * 1024, () => end('output')),
			readLines(git, (line) => {
				kept.push(line);
				if (kept.length > KEPT_LINES) kept.shift();
				run.onLine?.(line);
			})
		]);
		const exitCode = await git.exited;
		signal?.throwIfAborted();
		return { exitCode, stdout, words: kept.join('\n').slice(-4000), ended };
	} finally {
		clearTimeout(timer);
		watch?.();
		signal?.removeEventListener('abort', cancel);
		killGit(git);
		git.release();
	}
}

/** Kills git and everything it started. */
export function killGit(git: Launched): void {
	try {
		process.kill(-git.pid, 'SIGKILL');
	} catch {
		// The group is already gone.
	}
}

async function readAll(git: Launched, most: number, tooMuch: () => void): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	await new Promise<void>((resolve) => {
		git.stdout.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size <= most) chunks.push(chunk);
			else tooMuch();
		});
		git.stdout.once('close', resolve);
	});
	return Buffer.concat(chunks).toString('utf8');
}

/** Splits stderr into lines; progress rewrites a line with a carriage return. */
function readLines(git: Launched, onLine: (line: string) => void): Promise<void> {
	let rest = '';
	return new Promise((resolve) => {
		git.stderr.on('data', (chunk: Buffer) => {
			const lines = (rest + chunk.toString('utf8')).split(/[\r\n]+/);
			// A server may send text without any newline.
			rest = lines.pop()!.slice(-4000);
			for (const line of lines) if (line.trim() !== '') onLine(line.trim());
		});
		git.stderr.once('close', () => {
			if (rest.trim() !== '') onLine(rest.trim());
			resolve();
		});
	});
}

function watchSize(repository: string, most: number, tooLarge: () => void): () => void {
	let checking = false;
	const timer = setInterval(() => {
		if (checking) return;
		checking = true;
		void packedSize(repository).then((size) => {
			checking = false;
			if (size > most) tooLarge();
		});
	}, WATCH_MS);
	return () => clearInterval(timer);
}

/** Total size of a repository's packs, including unfinished ones, bytes. */
export async function packedSize(repository: string): Promise<number> {
	const folder = join(repository, 'objects', 'pack');
	let size = 0;
	for (const name of await readdir(folder).catch(() => [])) {
		size += await stat(join(folder, name)).then(
			(entry) => entry.size,
			() => 0
		);
	}
	return size;
}
