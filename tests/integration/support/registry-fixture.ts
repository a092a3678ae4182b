/**
 * A real registry on loopback, images for it, and a server in front of it that demands tokens or
 * gives false answers.
 */
import { createHash } from 'node:crypto';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';
import { freePort } from '../../support/program.ts';
import {
	execFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	spawn,
	spawnSync,
	writeFileSync
} from '../../support/as-root.ts';

/** Returns why images cannot be tested here, or null when they can. */
export function cannotServeImages(): string | null {
	if (spawnSync('docker-registry', ['--version']).error) return 'docker-registry is not installed';
	if (!staticBusybox()) return 'busybox-static is not installed';
	return null;
}

/** Path of a program that runs in an empty root. */
function staticBusybox(): string | null {
	const path = ['/bin/busybox', '/usr/bin/busybox'].find((at) => existsSync(at));
	// A dynamically linked program contains the path of its loader.
	return path && !readFileSync(path).includes('/ld-linux') ? path : null;
}

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

export type Entry = Partial<Omit<Header, 'name'>> & { name: string; content?: string | Buffer };
export interface Layer {
	/** The layer as it is stored in the registry. */
	bytes: Buffer;
	mediaType: string;
	diffId: string;
}

export async function tar(entries: readonly Entry[]): Promise<Buffer> {
	const stream = pack();
	for (const { content, ...header } of entries) stream.entry(header, content ?? '');
	stream.finalize();
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

const OCI = 'application/vnd.oci.image';

export async function layer(entries: readonly Entry[], packing: 'gzip' | 'plain' | 'zstd' = 'gzip'): Promise<Layer> {
	const plain = await tar(entries);
	const diffId = sha256(plain);
	const mediaType = `${OCI}.layer.v1.tar`;
	if (packing === 'plain') return { bytes: plain, mediaType, diffId };
	if (packing === 'gzip') return { bytes: gzipSync(plain), mediaType: `${mediaType}+gzip`, diffId };
	const bytes = execFileSync('zstd', ['-q', '-c'], { input: plain, maxBuffer: 64 * 1024 * 1024 });
	return { bytes, mediaType: `${mediaType}+zstd`, diffId };
}

/** busybox as the only program, with its usual names. */
export function busyboxEntries(): Entry[] {
	return [
		{ name: 'bin', type: 'directory', mode: 0o755 },
		{ name: 'bin/busybox', mode: 0o755, content: readFileSync(staticBusybox()!) },
		...['sh', 'cat', 'ls', 'id', 'stat', 'sleep', 'echo', 'touch'].map((name): Entry => ({
			name: `bin/${name}`,
			// The mode of the file itself: unpacking sets the mode of the file from its last name.
			mode: 0o755,
			type: 'link',
			linkname: 'bin/busybox'
		}))
	];
}

export interface Blob {
	bytes: Buffer;
	mediaType: string;
}
/** A manifest with all blobs that it needs. */
export interface Image extends Blob {
	blobs: Blob[];
}

/** The name of this host's processor in images. */
export const here = ({ x64: 'amd64', arm64: 'arm64' } as Record<string, string>)[process.arch] ?? process.arch;
const document = (json: unknown, mediaType: string): Blob => ({ bytes: Buffer.from(JSON.stringify(json)), mediaType });
export const descriptor = ({ bytes, mediaType }: Blob) => ({
	mediaType,
	digest: `sha256:${sha256(bytes)}`,
	size: bytes.length
});

export interface ImageOptions {
	config?: Record<string, unknown>;
	architecture?: string;
	diffIds?: string[];
	docker?: boolean;
	/** Whether the configuration says how its layers were built, as in images of builders. */
	history?: boolean;
}

export function image(layers: readonly Layer[], options: ImageOptions = {}): Image {
	const { config = {}, architecture = here, diffIds = layers.map(({ diffId }) => diffId), docker = false } = options;
	const rename = (type: string) =>
		docker
			? type
					.replace(`${OCI}.layer.v1.tar+gzip`, 'application/vnd.docker.image.rootfs.diff.tar.gzip')
					.replace(`${OCI}.config.v1+json`, 'application/vnd.docker.container.image.v1+json')
					.replace(`${OCI}.manifest.v1+json`, 'application/vnd.docker.distribution.manifest.v2+json')
			: type;
	const rootfs = { type: 'layers', diff_ids: diffIds.map((id) => `sha256:${id}`) };
	const history = layers.map(() => ({ created: '2020-01-01T00:00:00Z', created_by: 'made for a test' }));
	const configBlob = document(
		{ os: 'linux', architecture, config, rootfs, ...(options.history && { history }) },
		rename(`${OCI}.config.v1+json`)
	);
	const blobs = layers.map(({ bytes, mediaType }) => ({ bytes, mediaType: rename(mediaType) }));
	const mediaType = rename(`${OCI}.manifest.v1+json`);
	const manifest = { schemaVersion: 2, mediaType, config: descriptor(configBlob), layers: blobs.map(descriptor) };
	return { ...document(manifest, mediaType), blobs: [configBlob, ...blobs] };
}

export function index(images: readonly { image: Image; os?: string; architecture: string; variant?: string }[]): Blob {
	const mediaType = `${OCI}.index.v1+json`;
	const manifests = images.map(({ image, os = 'linux', architecture, variant }) => ({
		...descriptor(image),
		platform: { os, architecture, ...(variant && { variant }) }
	}));
	return document({ schemaVersion: 2, mediaType, manifests }, mediaType);
}

export interface Registry {
	/** `127.0.0.1:port` */
	host: string;
	/**
	 * Stores an image's blobs and its manifest.
	 * @param tag tag that refers to the image from then on
	 * @returns the digest in hexadecimal
	 */
	push(name: string, image: Blob & { blobs?: Blob[] }, tag?: string): Promise<string>;
	stop(): Promise<void>;
}

export async function startRegistry(): Promise<Registry> {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-registry-'));
	const port = await freePort();
	const host = `127.0.0.1:${port}`;
	const config = [
		'version: 0.1',
		'log: { level: error, accesslog: { disabled: true } }',
		`storage: { filesystem: { rootdirectory: "${folder}/blobs" }, delete: { enabled: true } }`,
		`http: { addr: "${host}" }`,
		// The registry does not check referenced layers, so an index may name images that do not
		// exist.
		'validation: { disabled: true }'
	];
	writeFileSync(join(folder, 'config.yml'), config.join('\n'));
	const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], { stdio: 'ignore' });
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const stop = async () => {
		child.kill('SIGKILL');
		await ended;
		rmSync(folder, { recursive: true, force: true });
	};
	for (let i = 0; ; i++) {
		if (
			await fetch(`http://${host}/v2/`).then(
				(answer) => answer.ok,
				() => false
			)
		)
			break;
		if (i > 1200 || child.exitCode !== null) {
			await stop();
			throw new Error('docker-registry did not start');
		}
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	const send = async (url: string, method: string, body?: Buffer, type = 'application/octet-stream') => {
		const answer = await fetch(url, {
			method,
			headers: { 'content-type': type },
			...(body && { body: new Uint8Array(body) })
		});
		if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
		return answer;
	};
	return {
		host,
		stop,
		async push(name, { bytes, mediaType, blobs = [] }, tag) {
			for (const blob of blobs) {
				const begun = await send(`http://${host}/v2/${name}/blobs/uploads/`, 'POST');
				const place = new URL(begun.headers.get('location')!, `http://${host}`);
				place.searchParams.set('digest', `sha256:${sha256(blob.bytes)}`);
				await send(place.href, 'PUT', blob.bytes);
			}
			const digest = sha256(bytes);
			await send(`http://${host}/v2/${name}/manifests/sha256:${digest}`, 'PUT', bytes, mediaType);
			if (tag) await send(`http://${host}/v2/${name}/manifests/${tag}`, 'PUT', bytes, mediaType);
			return digest;
		}
	};
}

export interface Front {
	host: string;
	/** Method and path of each request, in order. */
	seen: string[];
	stop(): Promise<void>;
}

/** Answers the request itself and returns true, or leaves it to the registry behind. */
export type Guard = (request: IncomingMessage, response: ServerResponse, host: string) => boolean;

/**
 * A server in front of the registry.
 * @param change changes the body of an answer on its way
 */
export async function startFront(
	behind: string,
	guard: Guard,
	change: (path: string, body: Buffer) => Buffer = (_path, body) => body
): Promise<Front> {
	const seen: string[] = [];
	let host = '';
	const server = createServer((incoming, response) => {
		const path = incoming.url ?? '/';
		seen.push(`${incoming.method} ${path}`);
		if (guard(incoming, response, host)) return;
		const { authorization: _mine, ...headers } = incoming.headers;
		const onward = request(`http://${behind}${path}`, { method: incoming.method, headers }, (answer) => {
			const chunks: Buffer[] = [];
			answer.on('data', (chunk: Buffer) => chunks.push(chunk));
			answer.on('end', () => {
				const body = change(path, Buffer.concat(chunks));
				response.writeHead(answer.statusCode ?? 502, { ...answer.headers, 'content-length': body.length });
				response.end(body);
			});
		});
		onward.on('error', () => response.destroy());
		incoming.on('error', () => onward.destroy());
		incoming.pipe(onward);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		host,
		seen,
		stop: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			})
	};
}

/**
 * Writes an OCI image layout.
 * @param entry the image that its index names
 */
export function writeLayout(folder: string, entry: Image, extra: Blob[] = []): void {
	mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
	for (const { bytes } of [entry, ...entry.blobs, ...extra]) {
		writeFileSync(join(folder, 'blobs/sha256', sha256(bytes)), bytes);
	}
	writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
	writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [descriptor(entry)] }));
}
