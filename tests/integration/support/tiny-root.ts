/** A tiny root from the host's own programs. Nothing is downloaded. */
import { constants } from 'node:fs';
import { dirname, join } from 'node:path';
import {
	accessSync,
	chmodSync,
	copyFileSync,
	execFileSync,
	existsSync,
	mkdirSync,
	realpathSync,
	spawnSync
} from '../../support/as-root.ts';

const PROGRAMS = [
	'sh',
	'cat',
	'id',
	'sleep',
	'ls',
	'touch',
	'tail',
	'head',
	'mount',
	'unshare',
	'readlink',
	'mkdir',
	'chown',
	'setpriv',
	'tr',
	'chroot',
	'stty',
	'wc',
	'rm',
	'ln',
	'truncate',
	'mkfifo',
	'dd'
];

/** Copies programs of the host and the libraries that they need. */
export function createRoot(folder: string, owner: number): void {
	for (const name of ['bin', 'etc', 'proc', 'sys', 'dev', 'tmp', 'run'])
		mkdirSync(join(folder, name), { recursive: true });
	const copy = (path: string, to = path) => {
		const target = join(folder, to);
		if (existsSync(target)) return;
		mkdirSync(dirname(target), { recursive: true });
		copyFileSync(realpathSync(path), target);
		chmodSync(target, 0o755);
	};
	for (const program of PROGRAMS) {
		const path = ['/bin', '/usr/bin', '/usr/sbin', '/sbin'].map((at) => join(at, program)).find(executable);
		if (!path) throw new Error(`this host has no ${program}`);
		copy(path, `/bin/${program}`);
		const libraries = spawnSync('ldd', [path], { encoding: 'utf8' }).stdout;
		for (const library of libraries.matchAll(/(\/\S+\.so\S*)/g)) copy(library[1]!);
	}
	execFileSync('chmod', ['-R', 'u=rwX,go=rX', folder]);
	execFileSync('chown', ['-R', `${owner}:${owner}`, folder]);
}

function executable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
