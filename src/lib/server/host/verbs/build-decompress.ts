/** Unpacks what Node itself cannot, with the programs for it. */
import { Transform, type Readable } from 'node:stream';
import { BoxError } from '../../../contract/errors.ts';
import type { Decompress } from '../../files/index.ts';
import type { VerbContext } from '../verb.ts';

/** Programs by packing, and Debian's packages that hold them; each takes the same arguments. */
const PROGRAMS = {
	xz: { program: 'xz', debian: 'xz-utils' },
	bzip2: { program: 'bzip2', debian: 'bzip2' },
	zstd: { program: 'zstd', debian: 'zstd' }
} as const;

/**
 * The way to unpack with programs of the host.
 * @returns what `unpackArchive` asks for; it fails with BoxError 422 `unsupported-archive` where the program is missing, `bad-archive` where
 * the file is damaged
 */
export function decompressWith(context: Pick<VerbContext, 'launch'>): Decompress {
	return async (packing, file): Promise<Readable> => {
		const { program, debian } = PROGRAMS[packing];
		const running = await context
			.launch(program, ['-d', '-c', '-q', '--', file], { cwd: '/' })
			.catch((cause: unknown) => {
				throw new BoxError({
					code: 'unsupported-archive',
					status: 422,
					message: `The program ${program}, which unpacks this archive, is not installed.`,
					hint: `Run as root: apt-get install -y ${debian}`,
					cause
				});
			});
		running.stdin.end();
		let words = '';
		running.stderr.on('data', (chunk: Buffer) => (words = (words + chunk.toString('utf8')).slice(-300)));
		const checked = new Transform({
			transform: (chunk, _encoding, done) => done(null, chunk),
			flush(done) {
				void running.exited.then((code) => {
					if (code === 0) return done();
					const message = 'The archive is damaged: it cannot be unpacked.';
					done(
						new BoxError({ code: 'bad-archive', status: 422, message, cause: new Error(`${program}: ${words.trim()}`) })
					);
				});
			}
		});
		running.stdout.pipe(checked);
		checked.once('close', () => {
			// Who stops reading early does not want the rest; a process group of its own was made for it.
			try {
				process.kill(-running.pid, 'SIGKILL');
			} catch {
				// It has ended.
			}
			running.release();
		});
		return checked;
	};
}
