/**
 * Normalises what an owner types as the location of a source, and decides its kind. The order of
 * the rules is fixed, so the same text always has the same kind (docs/sources.md, “Locations”).
 */
import { createHash } from 'node:crypto';
import { lstat, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BoxError } from '../../contract/errors.ts';

export interface Location {
	kind: 'folder' | 'git' | 'web';
	/** Without account and password; stored and shown. */
	location: string;
	/** Credentials that were part of the address. */
	credentials: { username: string; password: string } | null;
	/** The same for every spelling of this location. */
	id: string;
}

/** Sites whose addresses with two path parts are repositories, also without “.git”. */
const FORGES = new Set(['github.com', 'gitlab.com', 'codeberg.org', 'bitbucket.org', 'git.sr.ht']);
/** Sites where a repository has exactly an owner and a name. */
const TWO_PARTS = new Set(['github.com', 'codeberg.org', 'bitbucket.org', 'git.sr.ht']);
/** Accepted names of branches; git-check-ref-format(1) allows more. */
const BRANCH = /^[A-Za-z0-9_][A-Za-z0-9_.+/-]{0,199}$/;

/**
 * Derives the id of a source from its location. A source that is added again has the same id, so
 * kept data finds its pup.
 */
export function sourceIdOf(key: string): string {
	return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

function bad(message: string, hint?: string): BoxError {
	return new BoxError({
		code: 'bad-source',
		status: 422,
		message,
		fields: { location: message },
		...(hint && { hint })
	});
}

/**
 * Parses a location.
 * @param text as typed
 * @throws BoxError 422 `bad-source`, saying what to type instead
 */
export async function readLocation(text: string): Promise<Location> {
	const wanted = text.trim().replace(/^git\+(?=[a-z]+:\/\/)/i, '');
	// eslint-disable-next-line no-control-regex
	if (/[\u0000-\u001f\u007f]/.test(wanted)) throw bad('A location must not contain control characters.');
	if (/^https?:\/\//i.test(wanted)) return readAddress(wanted);
	if (/^file:\/\//i.test(wanted)) return readLocalGit(wanted);
	if (isAbsolute(wanted)) return readPath(wanted);
	const ssh = /^(?:ssh:\/\/)?(?:[^@/\s]+@)?([^:/\s]+)(?::\d+(?=\/))?[:/]+(.+)$/i.exec(wanted);
	if (ssh && (/^ssh:\/\//i.test(wanted) || /^[^@/\s]+@[^:/\s]+:/.test(wanted))) {
		throw bad(
			'Sources are read over HTTP(S) or from a folder of the box, not over SSH.',
			`Type https://${ssh[1]}/${ssh[2]} instead; for a private one give an account with its token.`
		);
	}
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(wanted)) {
		throw bad(
			`Sources cannot be read over “${wanted.split(':')[0]!.slice(0, 20)}”.`,
			'Give an address with https://, or a folder of the box.'
		);
	}
	const host = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?\/\S+$/i.test(wanted);
	throw bad(
		'Give an address beginning with “https://”, or the whole path of a folder on the box, beginning with “/”.',
		host ? `For example https://${wanted}` : undefined
	);
}

/** Decides between git and web by the text alone; see docs/sources.md. */
function readAddress(text: string): Location {
	if (!URL.canParse(text)) throw bad('This address cannot be read.');
	const url = new URL(text);
	const credentials = takeCredentials(url);
	const branch = decode(url.hash.slice(1));
	url.hash = '';
	const forge = FORGES.has(url.hostname);
	const isGit = forge || /\.git\/*$/.test(url.pathname) || branch !== '';
	if (!isGit && /(\.json|\/)$/.test(url.pathname)) {
		if (url.pathname.endsWith('/')) url.pathname += 'dogebox.json';
		return { kind: 'web', location: url.href, credentials, id: sourceIdOf(`web:${url.href}`) };
	}
	url.search = '';
	url.pathname = url.pathname.replace(/\/+$/, '');
	const parts = url.pathname.split('/').filter(Boolean);
	if (parts.length === 0 || (forge && parts.length < 2)) {
		throw bad('This is the address of a site, not of a repository.', 'Give the address of the repository itself.');
	}
	if (TWO_PARTS.has(url.hostname) && parts.length > 2) {
		throw bad(
			'This address leads into a repository.',
			`Give that of the repository itself: ${url.origin}/${parts[0]}/${parts[1]}`
		);
	}
	const bare = url.href.replace(/\.git$/, '');
	const location = withBranch(forge ? `${bare}.git` : url.href, branch);
	// GitHub ignores the case of names.
	const key = withBranch(url.hostname === 'github.com' ? bare.toLowerCase() : bare, branch);
	return { kind: 'git', location, credentials, id: sourceIdOf(`git:${key}`) };
}

function takeCredentials(url: URL): Location['credentials'] {
	const { username, password } = url;
	url.username = '';
	url.password = '';
	if (username === '' && password === '') return null;
	// A token alone: sites accept it as the password of any account, and a password is never shown.
	if (password === '') return { username: 'token', password: decode(username) };
	return { username: decode(username), password: decode(password) };
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function withBranch(location: string, branch: string): string {
	if (branch === '') return location;
	if (!BRANCH.test(branch) || branch.includes('..') || branch.endsWith('/') || branch.endsWith('.lock')) {
		throw bad('The text after “#” is not the name of a branch.');
	}
	return `${location}#${branch}`;
}

async function readLocalGit(text: string): Promise<Location> {
	let path: string;
	let branch: string;
	try {
		const url = new URL(text);
		branch = decode(url.hash.slice(1));
		url.hash = '';
		url.search = '';
		path = fileURLToPath(url);
	} catch {
		throw bad('This is not an address of a folder on the box.', 'For example file:///home/me/pups.git');
	}
	const folder = await realFolder(path);
	if (!(await isRepository(folder, true))) {
		throw bad(`${path} is not a git repository.`, 'Give the folder without “file://” to read its content.');
	}
	return localGit(folder, branch);
}

async function readPath(path: string): Promise<Location> {
	const [, wanted = path, branch = ''] = /^(.*\.git)(?:\/*#(.+))?\/*$/.exec(path) ?? [];
	const folder = await realFolder(wanted);
	if (await isRepository(folder, /\.git\/*$/.test(wanted) && !wanted.endsWith('/.git')))
		return localGit(folder, branch);
	return { kind: 'folder', location: folder, credentials: null, id: sourceIdOf(`folder:${folder}`) };
}

function localGit(folder: string, branch: string): Location {
	const location = withBranch(pathToFileURL(folder).href, branch);
	return { kind: 'git', location, credentials: null, id: sourceIdOf(`git:${location}`) };
}

async function realFolder(path: string): Promise<string> {
	const folder = await realpath(path).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'EACCES') return null;
		throw bad(`The box may not pass through the folders above ${path}. Started by root it reads as the user dogebox.`);
	});
	if (folder === null) throw bad(`There is no folder ${path}.`);
	if (!(await stat(folder)).isDirectory()) throw bad(`${path} is not a folder.`);
	return folder;
}

/**
 * Whether a folder is a git repository: a bare one or, if `withTree`, one with a working tree
 * (gitrepository-layout(5)).
 */
async function isRepository(folder: string, withTree: boolean): Promise<boolean> {
	const has = async (...path: string[]) => (await lstat(join(folder, ...path)).catch(() => null)) !== null;
	const bare = (await has('HEAD')) && (await has('objects')) && (await has('refs'));
	return bare || (withTree && (await has('.git', 'HEAD')));
}
