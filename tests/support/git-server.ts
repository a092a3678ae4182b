/**
 * Real git repositories: created at once, and served over smart HTTP as git itself does it
 * (git-http-backend(1) as a CGI program).
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';

const BACKEND = '/usr/lib/git-core/git-http-backend';

/** Returns why repositories cannot be served here, or null when they can. */
export function cannotServeGit(): string | null {
	return existsSync(BACKEND) ? null : 'git is not installed';
}

const ENV = {
	PATH: process.env.PATH ?? '/usr/bin:/bin',
	HOME: '/nonexistent',
	GIT_CONFIG_NOSYSTEM: '1',
	GIT_CONFIG_GLOBAL: '/dev/null',
	GIT_AUTHOR_NAME: 'Maker',
	GIT_AUTHOR_EMAIL: 'maker@example.org',
	GIT_COMMITTER_NAME: 'Maker',
	GIT_COMMITTER_EMAIL: 'maker@example.org',
	GIT_AUTHOR_DATE: '1700000000 +0000',
	GIT_COMMITTER_DATE: '1700000000 +0000'
};

/**
 * Runs git for a test.
 * @returns its standard output without the last line feed
 */
export function git(folder: string, args: readonly string[], input: string | Buffer = ''): string {
	return execFileSync('git', ['-C', folder, ...args], { env: ENV, input, maxBuffer: 64 * 1024 * 1024 })
		.toString('utf8')
		.replace(/\n$/, '');
}

/** Content of a tree. A text or buffer is a plain file, and objects name their kind. */
export type TreeContent = {
	[name: string]:
		| string
		| Buffer
		| { link: string }
		| { executable: string }
		| { submodule: string }
		| { tree: TreeContent }
		| { treeId: string };
};

/** A bare repository that a test fills. */
export interface TestRepository {
	path: string;
	/**
	 * Creates a commit without writing any file to disk, and points refs at it
	 * (`refs/tags/v0.0.1`).
	 * @returns its id
	 */
	commit(content: TreeContent, refs: readonly string[], parent?: string): string;
	/** @returns id of the tree */
	tree(content: TreeContent): string;
	git(args: readonly string[], input?: string | Buffer): string;
}

/**
 * Creates an empty bare repository. Objects are written exactly as given, so that they can also be
 * malformed, and without starting git for each of them (gitformat-loose: zlib over `<type>
 * <size>\0<content>`, named by the SHA-1 of that).
 */
export function createRepository(path: string): TestRepository {
	mkdirSync(path, { recursive: true });
	git(path, ['init', '--quiet', '--bare', '--template=', '--initial-branch=main']);
	const write = (type: string, content: Buffer): string => {
		const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
		const id = createHash('sha1').update(whole).digest('hex');
		const file = join(path, 'objects', id.slice(0, 2), id.slice(2));
		if (existsSync(file)) return id;
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, deflateSync(whole, { level: 1 }));
		return id;
	};
	const entry = (name: string, value: TreeContent[string]): { mode: string; name: string; id: string } => {
		if (typeof value === 'string' || Buffer.isBuffer(value)) {
			return { mode: '100644', name, id: write('blob', Buffer.from(value)) };
		}
		if ('link' in value) return { mode: '120000', name, id: write('blob', Buffer.from(value.link)) };
		if ('executable' in value) return { mode: '100755', name, id: write('blob', Buffer.from(value.executable)) };
		if ('submodule' in value) return { mode: '160000', name, id: value.submodule };
		if ('treeId' in value) return { mode: '40000', name, id: value.treeId };
		return { mode: '40000', name, id: tree(value.tree) };
	};
	const tree = (content: TreeContent): string => {
		const entries = Object.entries(content).map(([name, value]) => entry(name, value));
		// Git sorts by bytes, folders as if their names ended with a slash.
		const key = ({ mode, name }: { mode: string; name: string }) => Buffer.from(mode === '40000' ? `${name}/` : name);
		entries.sort((one, two) => Buffer.compare(key(one), key(two)));
		const parts = entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]);
		return write('tree', Buffer.concat(parts));
	};
	return {
		path,
		tree,
		git: (args, input) => git(path, args, input),
		commit(content, refs, parent) {
			const who = 'Maker <maker@example.org> 1700000000 +0000';
			const lines = [
				`tree ${tree(content)}`,
				...(parent ? [`parent ${parent}`] : []),
				`author ${who}`,
				`committer ${who}`
			];
			const id = write('commit', Buffer.from(`${lines.join('\n')}\n\nmade\n`));
			for (const ref of refs) {
				mkdirSync(dirname(join(path, ref)), { recursive: true });
				writeFileSync(join(path, ref), `${id}\n`);
			}
			return id;
		}
	};
}

export interface ServedRequest {
	method: string;
	path: string;
	/** Bytes of the response body that were sent. */
	sent: number;
	authorization: string | null;
}

/** Handles a request before git does. Returns true when it has answered the request. */
export type Interference = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface GitServer {
	/** `http://127.0.0.1:<port>`. The path of a repository below it is its path in the folder. */
	url: string;
	port: number;
	requests: ServedRequest[];
	/** Called for every request until it is set to null. */
	interfere: Interference | null;
	/** Bytes per second of each answer, or null for no limit. */
	slow: number | null;
	/** The account that is allowed in, as `name:password`, or null when everybody is. */
	account: string | null;
	close(): Promise<void>;
}

/**
 * Serves all repositories of a folder.
 * @param folder absolute path
 * @param address loopback address to listen on
 */
export async function serveGit(folder: string, address = '127.0.0.1'): Promise<GitServer> {
	const children = new Set<ChildProcess>();
	const state: GitServer = {
		url: '',
		port: 0,
		requests: [],
		interfere: null,
		slow: null,
		account: null,
		close: async () => {
			for (const child of children) child.kill('SIGKILL');
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		}
	};
	const server = createServer((request, response) => {
		const url = new URL(request.url ?? '/', 'http://x');
		const served: ServedRequest = {
			method: request.method ?? '',
			path: url.pathname + url.search,
			sent: 0,
			authorization: request.headers.authorization ?? null
		};
		state.requests.push(served);
		if (state.interfere?.(request, response)) return;
		const wanted = state.account && `Basic ${Buffer.from(state.account).toString('base64')}`;
		if (wanted && request.headers.authorization !== wanted) {
			response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('who are you?');
			return;
		}
		const child = spawn(BACKEND, [], {
			env: {
				...ENV,
				GIT_PROJECT_ROOT: folder,
				GIT_HTTP_EXPORT_ALL: '1',
				REQUEST_METHOD: served.method,
				PATH_INFO: url.pathname,
				QUERY_STRING: url.search.slice(1),
				CONTENT_TYPE: request.headers['content-type'] ?? '',
				...(request.headers['content-length'] && { CONTENT_LENGTH: request.headers['content-length'] }),
				HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
				GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
				REMOTE_ADDR: '127.0.0.1'
			},
			stdio: ['pipe', 'pipe', 'ignore']
		});
		children.add(child);
		child.once('close', () => children.delete(child));
		child.stdin.on('error', () => {});
		request.pipe(child.stdin);
		response.once('close', () => child.kill('SIGKILL'));
		void answer(child.stdout, response, served, state);
	});
	await new Promise<void>((resolve) => server.listen(0, address, resolve));
	state.port = (server.address() as AddressInfo).port;
	state.url = `http://${address}:${state.port}`;
	return state;
}

/** Turns the output of a CGI program (RFC 3875 §6) into an HTTP response. */
async function answer(
	output: AsyncIterable<Buffer>,
	response: ServerResponse,
	served: ServedRequest,
	state: GitServer
): Promise<void> {
	let head = Buffer.alloc(0);
	let begun = false;
	const send = async (bytes: Buffer) => {
		const step = state.slow === null ? bytes.length : Math.max(1, Math.floor(state.slow / 10));
		for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
			const piece = bytes.subarray(at, at + step);
			served.sent += piece.length;
			response.write(piece);
			if (state.slow !== null) await new Promise((resolve) => setTimeout(resolve, 100));
		}
	};
	for await (const chunk of output) {
		if (begun) {
			await send(chunk);
			continue;
		}
		head = Buffer.concat([head, chunk]);
		const end = head.indexOf('\r\n\r\n');
		if (end < 0) continue;
		let status = 200;
		for (const line of head.toString('latin1', 0, end).split('\r\n')) {
			const [name = '', value = ''] = line.split(/:\s*/, 2);
			if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
			else response.setHeader(name, value);
		}
		response.writeHead(status);
		begun = true;
		await send(head.subarray(end + 4));
	}
	response.end();
}
