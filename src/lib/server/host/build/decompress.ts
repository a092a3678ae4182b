/** Unpacks what Node itself cannot, with the programs for it. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BoxError } from '../../../contract/errors.ts';
import type { Decompress } from '../../files/index.ts';
import type { VerbContext } from '../verb.ts';
import { endLaunched } from './confined.ts';

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
 * The way to unpack with programs of the host. They read strangers' bytes and therefore run as
 * nobody of the mapped range.
 * @returns what `unpackArchive` asks for; it fails with BoxError 422 `unsupported-archive` where
 *   the program is missing, `bad-archive` where the file is damaged
 */
export function decompressWith(context: Pick<VerbContext, 'launch' | 'spawn' | 'names'>): Decompress {
	const nobody = String(context.names.idBase + NOBODY);
	return async (packing, file): Promise<Readable> => {
		const { argv, debian } = PROGRAMS[packing];
		const [program] = argv;
		await context.spawn(program, ['--version']).catch((cause: unknown) => {
			throw new BoxError({
				code: 'unsupported-archive',
				status: 422,
				message: `It is packed with ${packing}, and the program ${program}, which unpacks that, is not installed.`,
				hint: `Run as root: apt-get install -y ${debian}`,
				cause
			});
		});
		const running = await context.launch(
			'setpriv',
			['--reuid', nobody, '--regid', nobody, '--clear-groups', '--no-new-privs', '--pdeathsig', 'KILL', '--', ...argv],
			{ cwd: '/' }
		);
		// Its exit code says why it cannot be written to.
		pipeline(createReadStream(file), running.stdin).catch(() => {});
		running.stderr.resume();
		async function* unpacked() {
			for await (const chunk of running.stdout) yield chunk as Buffer;
			if ((await running.exited) !== 0) {
				throw new BoxError({ code: 'bad-archive', status: 422, message: 'The archive is damaged.' });
			}
		}
		const stream = Readable.from(unpacked(), { objectMode: false });
		stream.once('close', () => endLaunched(running));
		return stream;
	};
}
