/** Archives become files of a layer. */
import { createReadStream } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { unpackArchive, type Decompress } from '../../files/index.ts';
import { verb, type VerbContext } from '../verb.ts';
import { endLaunched } from './build-confined.ts';
import { makeStaging, own, stagingFolder } from './build-folders.ts';

/** SHA-256, hex. */
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no SHA-256'));
/** Name of one file or folder. */
const part = v.pipe(
	v.string(),
	v.regex(/^[^/\0]{1,255}$/),
	v.check((text) => text !== '.' && text !== '..', 'is no name')
);

/** Ids in an archive that are one of the mapped range. */
const RANGE = 65_536;
/** Bytes that xz may use; its own strongest setting needs 65 MiB. */
const XZ_MEMORY = 256 * 1024 ** 2;

/** Programs for what this runtime cannot unpack itself, and the Debian packages they are in. */
const PROGRAMS = {
	xz: { argv: ['xz', '--decompress', '--stdout', `--memlimit-decompress=${XZ_MEMORY}`], package: 'xz-utils' },
	bzip2: { argv: ['bzip2', '--decompress', '--stdout'], package: 'bzip2' },
	zstd: { argv: ['zstd', '--decompress', '--stdout', '--quiet'], package: 'zstd' }
};

/**
 * Unpacks xz, bzip2 and zstd by their programs, which read strangers' bytes and therefore run as nobody of the mapped range.
 * @throws BoxError 500 `missing-program` with what to install
 */
export function decompressor(context: VerbContext): Decompress {
	const nobody = String(context.names.idBase + RANGE - 2);
	return async (packing, file) => {
		const { argv, package: from } = PROGRAMS[packing];
		const installed = await context.spawn(argv[0]!, ['--version']).catch(() => null);
		if (!installed) {
			throw new BoxError({
				code: 'missing-program',
				status: 500,
				message: `An archive is packed with ${packing}, and the program ${argv[0]} is not installed.`,
				hint: `Run: apt-get install -y ${from}`
			});
		}
		const running = await context.launch(
			'setpriv',
			['--reuid', nobody, '--regid', nobody, '--clear-groups', '--no-new-privs', '--pdeathsig', 'KILL', '--', ...argv],
			{ cwd: '/' }
		);
		// Why it cannot be written to is told by its exit code.
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

/** Begins a layer that is made of archives: `.building-<id>/root`, empty. */
export const buildStageArchives = verb(
	'build.stage-archives',
	v.object({ id: hash }),
	async ({ id }, context): Promise<null> => {
		const root = await makeStaging(id, context);
		await mkdir(root, { mode: 0o755 });
		await own(root, context);
		return null;
	}
);

/**
 * Unpacks an archive that was fetched, below `.building-<id>/root`. All of it belongs to the mapped root and has the modes 0755 and 0644, as if a
 * package had brought it: who made an archive, and as whom, says nothing here. Tells through `onLine` how much of it is done, `0`–`100`.
 * @throws BoxError as `unpackArchive`; `missing-program`
 */
export const buildUnpack = verb(
	'build.unpack',
	v.object({
		id: hash,
		/** Absolute, in the folder of downloads. */
		archive: v.pipe(v.string(), v.startsWith('/')),
		into: v.pipe(v.array(part), v.minLength(1), v.maxLength(30)),
		strip: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(50))
	}),
	async (args, context): Promise<null> => {
		const file = join(context.paths.data, 'downloads', basename(args.archive));
		if (file !== args.archive || !(await lstat(file)).isFile()) {
			throw new BoxError({ code: 'invalid-host-call', status: 500, message: 'Only what was downloaded is unpacked.' });
		}
		let told = -1;
		await unpackArchive(file, join(stagingFolder(args.id, context), 'root'), {
			links: 'any',
			modes: 'plain',
			owner: { base: context.names.idBase, size: 0 },
			strip: args.strip,
			into: args.into,
			decompress: decompressor(context),
			signal: context.signal,
			onRead(done, total) {
				const percent = Math.floor((100 * done) / Math.max(total, 1));
				if (percent > told) context.onLine(String((told = percent)));
			}
		});
		return null;
	}
);
