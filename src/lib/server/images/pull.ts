/** Pulls an image from its registry: downloads missing layers, a few at a time. */
import { BoxError } from '../../contract/errors.ts';
import type { RegistryImage } from '../build/index.ts';
import { fewAtATime } from '../concurrency/index.ts';
import type { Blobs } from './blobs.ts';
import { goArchitecture } from './documents.ts';
import { createHash } from 'node:crypto';
import { inSteps } from './in-steps.ts';
import type { KeepDeps, Keeper } from './keep.ts';
import type { ImageName } from './names.ts';
import { parseImageName } from './names.ts';
import type { Images, PullEvent, PullOptions } from './types.ts';

/** Layers downloaded at the same time. */
const AT_A_TIME = 3;

/** First digits of a hash, as clients show layers. */
const short = (digest: string) => digest.slice(0, 12);

/** @throws BoxError 422 `no-image-for-platform` */
function checkAsked(platform: string | null, arch: string): void {
	if (!platform) return;
	const [os, processor] = platform.includes('/') ? platform.split('/') : ['linux', platform];
	if (os === 'linux' && processor === goArchitecture(arch)) return;
	throw new BoxError({
		code: 'no-image-for-platform',
		status: 422,
		message: `This box runs linux/${goArchitecture(arch)} alone, not ${platform.slice(0, 80)}.`
	});
}

/** @returns short ids of the layers that were missing */
async function fetchMissing(
	found: RegistryImage,
	blobs: Blobs,
	publish: (event: PullEvent) => void,
	signal: AbortSignal
): Promise<Set<string>> {
	// The same content may occur several times in an image.
	const layers = [...new Map(found.layers.map((layer) => [layer.key, layer])).values()];
	for (const { key } of layers) publish({ kind: 'layer', id: short(key), status: 'waiting' });
	const fetched = new Set<string>();
	await fewAtATime(layers, AT_A_TIME, signal, async (layer, ended) => {
		const { key, size } = layer;
		const id = short(key);
		if ((await blobs.size(key)) === size) return publish({ kind: 'layer', id, status: 'there' });
		const onBytes = inSteps(size, (done) => publish({ kind: 'bytes', id, done: Math.min(done, size), total: size }));
		await blobs.take(await found.fetch(layer, onBytes, ended), key);
		fetched.add(id);
		publish({ kind: 'layer', id, status: 'fetched' });
	});
	return fetched;
}

/** @see Images.pull */
export function createPull({ blobs, builder, arch }: KeepDeps, keeper: Keeper): Images['pull'] {
	return async (reference, { login = null, platform = null, onProgress = () => {}, signal }: PullOptions) => {
		const asked = parseImageName(reference);
		checkAsked(platform, arch);
		const found = await builder().openImage(reference, login, signal);
		const hold = blobs.hold();
		try {
			for (const { key } of found.layers) hold.add(key);
			for (const bytes of Object.values(found.documents)) hold.add(createHash('sha256').update(bytes).digest('hex'));
			const fetched = await fetchMissing(found, blobs, onProgress, signal);
			await blobs.add(found.documents.config);
			const manifest = await blobs.add(found.documents.manifest);
			const digest: ImageName = { name: found.name, version: `sha256:${found.digest}` };
			const kept = await keeper.keep(
				{ manifest, rootKey: found.digest, source: 'pull', names: [digest, asked] },
				{ progress: (_fraction, text) => onProgress({ kind: 'note', text }), log: () => {}, signal }
			);
			for (const id of fetched) onProgress({ kind: 'layer', id, status: 'unpacked' });
			return { ...kept, digest: digest.version };
		} finally {
			hold.release();
		}
	};
}
