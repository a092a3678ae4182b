/** A small disk for one test: a mounted file, so that the test can fill it. */
import { randomBytes } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chmodSync, mkdirSync, rmSync, spawnSync, statSync, truncateSync, writeFileSync } from './as-root.ts';

const NAME = 'filler';

export interface LoopDisk {
	/** Bytes that users other than root can still write. */
	free(): number;
	/** Allocates all space but this many bytes. No data are written, so it takes no time. */
	leave(bytes: number): void;
	/** Writes until nothing more fits, not even one block. */
	fill(): void;
	/** Creates files until no more can be created, however many bytes are free. */
	fillFiles(): void;
	/** Frees what `leave`, `fill` and `fillFiles` took. */
	clear(): void;
	dispose(): void;
}

function run(program: string, args: string[], allow: number[] = []): void {
	const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
	if (status !== 0 && !allow.includes(status ?? -1)) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

/** Returns why no disk can be mounted here, or null where one can. */
export function cannotMount(): string | null {
	if (process.getuid?.() !== 0) return 'not root';
	return spawnSync('losetup', ['--find']).status === 0 ? null : 'there are no loop devices';
}

/**
 * Mounts a new ext4 filesystem that reserves nothing for root.
 * @param at absolute path, created where it is missing
 * @param options.files maximum number of files. The default is what mkfs chooses for the size.
 */
export function mountLoopDisk(at: string, bytes: number, options: { files?: number } = {}): LoopDisk {
	const image = join(tmpdir(), `dogebox-disk-${randomBytes(6).toString('hex')}.img`);
	writeFileSync(image, '');
	try {
		truncateSync(image, bytes);
		const files = options.files === undefined ? [] : ['-N', String(options.files)];
		// The inode tables are written now. Later they would take space while a test measures it.
		run('mkfs.ext4', [
			'-q',
			'-F',
			'-m',
			'0',
			'-b',
			'4096',
			...files,
			'-E',
			'lazy_itable_init=0,lazy_journal_init=0',
			image
		]);
		mkdirSync(at, { recursive: true });
		run('mount', ['-o', 'loop,nodev', image, at]);
		chmodSync(at, 0o755);
	} finally {
		// The mount keeps the file alive.
		rmSync(image, { force: true });
	}
	const free = () => {
		const { bavail, bsize } = statfsSync(at);
		return bavail * bsize;
	};
	const file = (name: string) => join(at, `${NAME}-${name}`);
	let rest = 0;
	const take = (bytes: number, allow: number[] = []) => {
		if (bytes > 0) run('fallocate', ['-l', String(bytes), file('most')], allow);
	};
	return {
		free,
		leave: (left) => take(free() - left),
		fill() {
			// Other processes may write at the same time and leave less space, so this may fail.
			// The loop below takes the rest.
			take(free() - 1024 * 1024, [1]);
			for (let tries = 0; tries < 10 && free() > 0; tries++) {
				run('dd', ['if=/dev/zero', `of=${file(`rest-${rest++}`)}`, 'bs=4096', 'status=none'], [1]);
				run('sync', ['-f', at]);
			}
		},
		fillFiles() {
			const folder = file('files');
			mkdirSync(folder, { recursive: true });
			const script = 'for (my $n = time; open(my $f, ">", "$n"); $n++) {}';
			for (let tries = 0; tries < 10 && statfsSync(at).ffree > 0; tries++)
				run('perl', ['-e', `chdir shift or die; ${script}`, folder]);
		},
		clear() {
			rmSync(file('files'), { recursive: true, force: true });
			for (const name of ['most', ...Array.from({ length: rest }, (_, n) => `rest-${n}`)]) {
				if (statSync(file(name), { throwIfNoEntry: false })) rmSync(file(name));
			}
			rest = 0;
		},
		dispose: () => run('umount', ['-l', at], [1, 32])
	};
}
