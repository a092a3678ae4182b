/** Downloads all layers of an image, a few at a time, with one progress for all their bytes. */
import { bytes } from '../../../contract/bytes.ts';
import { fewAtATime } from '../../concurrency/index.ts';
import type { BuildProgress } from '../types.ts';
import type { OpenedImage } from './opened.ts';

/** Layers downloaded at the same time. */
const AT_A_TIME = 3;
/** Most progress reports. */
const STEPS = 500;

/**
 * Downloads the layers. The first failure aborts the others.
 * @returns paths of their files, bottom first
 * @throws errors of the downloads; the signal's reason
 */
export async function fetchLayers(image: OpenedImage, progress: BuildProgress, signal: AbortSignal): Promise<string[]> {
	// The same content may occur several times in an image.
	const distinct = [...new Map(image.layers.map((layer) => [layer.key, layer])).values()];
	const total = distinct.reduce((sum, layer) => sum + layer.size, 0);
	const done = new Map<string, number>();
	let reported = -1;
	const report = () => {
		const sum = [...done.values()].reduce((a, b) => a + b, 0);
		// Bytes arrive in many small pieces, so reports are limited.
		const step = total === 0 ? STEPS : Math.floor((STEPS * sum) / total);
		if (step === reported) return;
		reported = step;
		progress(total === 0 ? 1 : sum / total, `Fetching the image (${bytes(sum)} of ${bytes(total)})`);
	};
	const files = new Map<string, string>();
	report();
	await fewAtATime(distinct, AT_A_TIME, signal, async (layer, ended) => {
		const { key, size } = layer;
		const onBytes = (bytes: number) => {
			// A download that restarted begins at zero, but the reported sum never falls.
			done.set(key, Math.max(done.get(key) ?? 0, Math.min(bytes, size)));
			report();
		};
		files.set(key, await image.fetch(layer, onBytes, ended));
		onBytes(size);
	});
	return image.layers.map(({ key }) => files.get(key)!);
}
