/**
 * A tree to install into: this system's own files as an overlay, whose changes go to a separate
 * folder.
 */
import { execFile, execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';

export interface Tree {
	/** The root folder that the script sees. */
	root: string;
	/** Folder that contains only what was written. */
	written: string;
	run(program: string, ...args: string[]): string;
	dispose(): void;
}

/**
 * Needs root.
 * @param folder absolute path of an empty folder
 */
export function treeOver(folder: string): Tree {
	const [root, written, work] = ['root', 'written', 'work'].map((name) => join(folder, name)) as [
		string,
		string,
		string
	];
	for (const path of [root, written, work]) mkdirSync(path, { recursive: true });
	execFileSync('mount', ['-t', 'overlay', '-o', `lowerdir=/,upperdir=${written},workdir=${work}`, 'overlay', root]);
	const run = (program: string, ...args: string[]) =>
		execFileSync('chroot', [root, program, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
	// As on a host where the box was never installed.
	for (const account of ['dogebox', 'dogebox-dkm', 'dogebox-web']) {
		try {
			run('userdel', account);
		} catch {
			// The account did not exist.
		}
	}
	return { root, written, run, dispose: () => void execFileSync('umount', [root]) };
}

/** Serves files by name on a loopback address. */
export async function serveFiles(find: (name: string) => string): Promise<{ origin: string; close(): void }> {
	const server = createServer((request, response) => {
		const file = find(basename(request.url ?? ''));
		if (!existsSync(file)) return void response.writeHead(404).end();
		createReadStream(file)
			.on('error', () => response.destroy())
			.pipe(response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { origin: `http://127.0.0.1:${port}`, close: () => void server.close().closeAllConnections() };
}

/** Runs the script of a release, while this process continues to serve requests. */
export function runScript(script: string, ...args: string[]): Promise<{ status: number; said: string; why: string }> {
	return new Promise((resolve) => {
		execFile('/bin/sh', [script, ...args], { encoding: 'utf8' }, (error, said, why) =>
			resolve({ status: error ? Number(error.code) : 0, said, why: why.trim() })
		);
	});
}
