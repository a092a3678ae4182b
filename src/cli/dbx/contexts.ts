/** The boxes that `dbx` knows: their addresses, and a token for each. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXIT, Failure } from './failure.ts';

/** Address of a box, with its token. */
export interface BoxContext {
	/** `http://box.local:8080`; alternatively `socket`. */
	url?: string;
	/** Absolute path of a Unix socket. */
	socket?: string;
	token?: string;
}

export interface Contexts {
	current: string | null;
	boxes: Record<string, BoxContext>;
}

/** Allowed names of boxes. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,40}$/i;

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the path of the file, below XDG_CONFIG_HOME (XDG base directory specification). */
export function contextsFile(env: Environment): string {
	const base = env['XDG_CONFIG_HOME'];
	return join(base?.startsWith('/') ? base : join(env['HOME'] ?? '/', '.config'), 'dogebox', 'boxes.json');
}

/** @throws Failure when the file cannot be parsed */
export function readContexts(file: string): Contexts {
	if (!existsSync(file)) return { current: null, boxes: {} };
	try {
		const { current = null, boxes = {} } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Contexts>;
		return { current, boxes };
	} catch {
		throw new Failure(EXIT.usage, `${file} cannot be read as JSON.`, {
			hint: 'Correct it, or remove it and log in again.'
		});
	}
}

/**
 * Writes the file, readable by its owner only. A concurrent reader sees the old or the new file.
 */
export function writeContexts(file: string, contexts: Contexts): void {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const next = `${file}.${process.pid}`;
	writeFileSync(next, `${JSON.stringify(contexts, null, '\t')}\n`, { mode: 0o600 });
	chmodSync(next, 0o600);
	renameSync(next, file);
}

/** @throws Failure for an invalid name of a box */
export function needName(name: string): string {
	if (NAME.test(name)) return name;
	throw new Failure(EXIT.usage, `“${name}” cannot be the name of a box.`, {
		hint: 'Use letters, digits, “-”, “_” and “.”.'
	});
}

/** Options of the command line that select the box. */
export interface Wanted {
	context?: string | undefined;
	url?: string | undefined;
	socket?: string | undefined;
	tokenFile?: string | undefined;
}

/** Returns the possible sockets of a box on this machine, the most likely first. */
export function localSockets(env: Environment): string[] {
	const data = env['XDG_DATA_HOME']?.startsWith('/') ? env['XDG_DATA_HOME'] : join(env['HOME'] ?? '/', '.local/share');
	return ['/run/dogebox/dbx/api/api.sock', join(data, 'dogebox/run/api/api.sock')];
}

/**
 * Selects the box: by the command line, otherwise by the environment, otherwise the one that `dbx
 * login` stored, otherwise a box on this machine.
 * @param isThere whether a socket exists
 * @throws Failure when no box is known
 */
export function chooseBox(
	wanted: Wanted,
	env: Environment,
	contexts: Contexts,
	isThere: (path: string) => boolean
): BoxContext {
	const token = wanted.tokenFile === undefined ? env['DOGEBOX_TOKEN'] || undefined : readToken(wanted.tokenFile);
	const withToken = (box: BoxContext): BoxContext => (token === undefined ? box : { ...box, token });
	if (wanted.url !== undefined) return withToken({ url: needUrl(wanted.url) });
	if (wanted.socket !== undefined) return withToken({ socket: wanted.socket });
	const named = wanted.context ?? env['DOGEBOX_CONTEXT'];
	if (named === undefined) {
		if (env['DOGEBOX_URL']) return withToken({ url: needUrl(env['DOGEBOX_URL']) });
		if (env['DOGEBOX_SOCKET']) return withToken({ socket: env['DOGEBOX_SOCKET'] });
	}
	const name = named ?? contexts.current;
	if (name !== null) {
		const box = Object.hasOwn(contexts.boxes, name) ? contexts.boxes[name] : undefined;
		if (box) return withToken(box);
		const known = Object.keys(contexts.boxes);
		throw new Failure(EXIT.usage, `No box “${name}” is known here.`, {
			hint: known.length > 0 ? `Known: ${known.join(', ')}.` : 'Add one with: dbx login URL'
		});
	}
	const socket = localSockets(env).find(isThere);
	if (socket !== undefined) return withToken({ socket });
	throw new Failure(EXIT.away, 'No box is known here.', {
		hint: 'Log in to one: dbx login http://box.local:8080. On the box itself, be root or in the group dogebox.'
	});
}

/** @throws Failure for an invalid address of a box */
export function needUrl(text: string): string {
	const whole = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
	if (!/^https?:/i.test(whole) || !URL.canParse(whole)) {
		throw new Failure(EXIT.usage, `“${text}” is not the address of a box.`, { hint: 'Such as http://box.local:8080.' });
	}
	return new URL(whole).origin;
}

function readToken(file: string): string {
	try {
		return readFileSync(file === '-' ? 0 : file, 'utf8').trim();
	} catch (error) {
		throw new Failure(EXIT.usage, `The token cannot be read: ${(error as Error).message}`);
	}
}
