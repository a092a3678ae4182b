/** Transfers files into and out of a container: `docker cp` and `docker export`. */
import { PassThrough, pipeline as pipe, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { isBoxError } from '../../../../contract/errors.ts';
import { namePart } from '../../../../contract/files.ts';
import type { FileStat } from '../../../stored-files/types.ts';
import type { DockerCall } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { badRequest, DockerError } from '../errors.ts';
import { askedPath, isFolder, statHeader, type AskedPath } from '../paths.ts';
import { flagOf } from '../query.ts';
import type { Route } from '../router.ts';
import { needBox } from './common.ts';

const TAR = { 'Content-Type': 'application/x-tar' };

/** First bytes of the compression formats that are not supported. */
const PACKED: readonly (readonly [name: string, bytes: Buffer])[] = [
	['bzip2', Buffer.from('BZh')],
	['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a])],
	['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])]
];
const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * Returns the archive in a body, decompressed where it is gzip.
 * @throws DockerError 400 for another compression
 */
async function unpacked(body: Readable): Promise<Readable> {
	const through = new PassThrough();
	pipe(body, through, () => {});
	const first = await new Promise<Buffer>((resolve, reject) => {
		through.once('error', reject);
		through.once('readable', () => resolve((through.read() as Buffer | null) ?? Buffer.alloc(0)));
	});
	if (first.length > 0) through.unshift(first);
	const starts = (bytes: Buffer) => first.subarray(0, bytes.length).equals(bytes);
	const packed = PACKED.find(([, bytes]) => starts(bytes));
	if (packed) {
		body.destroy();
		throw badRequest(`The archive is compressed with ${packed[0]}. Send it uncompressed or with gzip.`);
	}
	if (!starts(GZIP)) return through;
	const gunzip = createGunzip();
	pipe(through, gunzip, () => {});
	return gunzip;
}

export function archiveRoutes(context: DockerContext): Route[] {
	const { box, perform } = context;

	const named = (call: DockerCall) => needBox(context, call, { action: 'docker.cp', done: 'opened for copying' });

	/** In dockerd’s words, which clients match. */
	const notFound = (call: DockerCall, path: string) =>
		new DockerError(404, `Could not find the file ${path} in container ${call.params['id'] ?? ''}`);

	/** Reads the file information at the path that a client gave. */
	async function statPath(call: DockerCall, id: string): Promise<{ asked: AskedPath; found: FileStat }> {
		const given = call.query.get('path') ?? '';
		if (given === '') throw badRequest('bad parameter: path cannot be empty');
		const asked = askedPath(given);
		try {
			const found = await (await box.boxes.files()).stat(id, asked.parts, asked.folder);
			if (asked.folder && !isFolder(found)) throw badRequest(`${asked.path} is not a directory`);
			return { asked, found };
		} catch (error) {
			if (isBoxError(error) && (error.code === 'no-such-file' || error.code === 'not-a-folder'))
				throw notFound(call, given);
			throw error;
		}
	}

	/** Converts a path of the host into the form of the box's file operations. */
	const partsOfPath = (path: Buffer) =>
		path
			.toString('latin1')
			.split('/')
			.filter(Boolean)
			.map((part) => namePart(Buffer.from(part, 'latin1')).part)
			.join('/');

	async function send(call: DockerCall, id: string, headers: Record<string, string>, open: () => Promise<Readable>) {
		await perform(call, 'boxes.files.archive', id, async () => {
			const stream = await open();
			await pipeline(stream, call.bytes(200, { ...TAR, ...headers }));
		});
	}

	async function copyOut(call: DockerCall): Promise<void> {
		const { id } = named(call);
		const { asked, found } = await statPath(call, id);
		const as = asked.prefix(isFolder(found) ? 'folder' : 'other');
		await send(call, id, { 'X-Docker-Container-Path-Stat': statHeader(asked, found) }, async () => {
			const files = await box.boxes.files();
			return (await files.archive(id, partsOfPath(found.path), call.signal, { as })).stream;
		});
	}

	async function copyIn(call: DockerCall): Promise<void> {
		const { id } = named(call);
		const given = call.query.get('path') ?? '';
		if (given === '') throw badRequest('bad parameter: path cannot be empty');
		const { user } = box.boxes.get(id, false);
		// Without a user set, files keep the archive's owners, as with dockerd.
		const owner = flagOf(call.query, 'copyUIDGID') && user !== '0:0' ? user : null;
		try {
			await perform(call, 'boxes.files.unpack', id, async () => {
				const body = await unpacked(call.upload());
				const files = await box.boxes.files();
				const strict = flagOf(call.query, 'noOverwriteDirNonDir');
				await files.extract(id, askedPath(given).parts, body, { strict, owner });
			});
		} catch (error) {
			if (!isBoxError(error)) throw error;
			if (error.code === 'no-such-file') throw notFound(call, given);
			if (error.code === 'not-a-folder') throw badRequest('extraction point is not a directory');
			if (error.code === 'not-allowed') throw new DockerError(403, error.message);
			throw error;
		}
		call.empty(200);
	}

	return [
		{
			method: 'HEAD',
			path: '/containers/{id}/archive',
			async handle(call) {
				const { asked, found } = await statPath(call, named(call).id);
				call.empty(200, { 'X-Docker-Container-Path-Stat': statHeader(asked, found) });
			}
		},
		{ method: 'GET', path: '/containers/{id}/archive', handle: copyOut },
		{ method: 'PUT', path: '/containers/{id}/archive', handle: copyIn },
		{
			method: 'GET',
			path: '/containers/{id}/export',
			async handle(call) {
				const { id } = named(call);
				await send(call, id, {}, async () => {
					const files = await box.boxes.files();
					// Only the container’s own files: volumes are not part of an export.
					return (await files.archive(id, '', call.signal, { as: '', volumes: false })).stream;
				});
			}
		}
	];
}
