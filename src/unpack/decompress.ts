/** Unpacks what Node itself cannot, with the programs for it. */
import { spawn } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BoxError } from '../lib/contract/errors.ts';
import type { Decompress } from '../lib/server/files/index.ts';

/** Last id of the mapped range but one: nobody, who owns nothing. */
const NOBODY = 65_534;
/** Bytes that xz may use; its own strongest setting needs 65 MiB. */
const XZ_MEMORY = 256 * 1024 ** 2;

/** Programs by packing, and the Debian packages that hold them. */
const PROGRAMS = {
	xz: { argv: ['xz', '--decompress', '--stdout', `--memlimit-decompress=${XZ_MEMORY}`], debian: 'xz-utils' },
	bzip2: { argv: ['bzip2', '--decompress', '--stdout'], debian: 'bzip2' },
	zstd: { argv: ['zstd', '--decompress', '--stdout', '--quiet'], debian: 'zstd' }
} as const;

/**
 * The way to unpack with programs of the host, as nobody. It fails with BoxError 422
 * `unsupported-archive` where the program is missing, `bad-archive` where the file is damaged.
 */
export const decompress: Decompress = async (packing, packed) => {
	const { argv, debian } = PROGRAMS[packing];
	const [program, ...args] = argv;
	const running = spawn(program, args, { uid: NOBODY, gid: NOBODY, stdio: ['pipe', 'pipe', 'inherit'] });
	const exited = new Promise<number | null>((resolve) => running.once('exit', resolve));
	await new Promise<void>((resolve, reject) => {
		running.once('spawn', resolve);
		running.once('error', (cause) => {
			packed.destroy();
			reject(missing(packing, program, debian, cause));
		});
	});
	// Its exit code says why it cannot be written to.
	pipeline(packed, running.stdin).catch(() => {});
	async function* unpacked() {
		for await (const chunk of running.stdout) yield chunk as Buffer;
		if ((await exited) !== 0) {
			throw new BoxError({ code: 'bad-archive', status: 422, message: 'The archive is damaged.' });
		}
	}
	const stream = Readable.from(unpacked(), { objectMode: false });
	stream.once('close', () => running.kill('SIGKILL'));
	return stream;
};

function missing(packing: string, program: string, debian: string, cause: unknown): unknown {
	if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') return cause;
	return new BoxError({
		code: 'unsupported-archive',
		status: 422,
		message: `It is packed with ${packing}, and the program ${program}, which unpacks that, is not installed.`,
		hint: `Run as root: apt-get install -y ${debian}`,
		cause
	});
}
