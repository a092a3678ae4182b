/** A small disk of a test's own: a file that is mounted, so that it can be filled. */
import { randomBytes } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chmodSync, mkdirSync, rmSync, spawnSync, statSync, truncateSync, writeFileSync } from './as-root.ts';

const NAME = 'filler';

export interface LoopDisk {
	/** Bytes that others than root can still write. */
	free(): number;
	/** Takes all but so many bytes; none of it is written, so it takes no time. */
	leave(bytes: number): void;
	/** Writes until nothing more goes in, not even a block. */
	fill(): void;
	/** Makes files until no more can be made, whatever room there is for bytes. */
	fillFiles(): void;
	/** Gives back what `leave`, `fill` and `fillFiles` took. */
	clear(): void;
	dispose(): void;
}

function run(program: string, args: string[], allow: number[] = []): void {
	const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
	if (status !== 0 && !allow.includes(status ?? -1)) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

/** Why no disk can be mounted here; null where one can. */
export function cannotMount(): string | null {
	if (process.getuid?.() !== 0) return 'not root';
	return spawnSync('losetup', ['--find']).status === 0 ? null : 'there are no loop devices';
}

/**
 * Mounts an ext4 of its own, nothing of which is kept for root.
 * @param at absolute; made where it is missing
 * @param options.files how many it can hold; default what mkfs makes of the size
 */
export function mountLoopDisk(at: string, bytes: number, options: { files?: number } = {}): LoopDisk {
	const image = join(tmpdir(), `dogebox-disk-${randomBytes(6).toString('hex')}.img`);
	writeFileSync(image, '');
	try {
		truncateSync(image, bytes);
		const files = options.files === undefined ? [] : ['-N', String(options.files)];
		// Its tables are written now: later they would take space while a test measures it.
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
		// It lives on as long as it is mounted.
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
			// Others may write in the same moment, so that less is left: what is comes below.
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
