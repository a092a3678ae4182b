/** The job of a pull that a program requested, with progress, a log and a way to cancel it. */
import type { JobHandle, Jobs } from '../jobs/index.ts';
import { familiar, parseImageName } from './names.ts';
import type { Images } from './types.ts';

/** Time limit, milliseconds; enough for a large image over a slow connection. */
const WITHIN_MS = 6 * 60 * 60_000;

export interface PullJob {
	reference: string;
}

/** Declares the kind of job. Call this before the jobs are started. */
export function definePullJob(jobs: Jobs, pull: Images['pull']): JobHandle<PullJob> {
	return jobs.define<PullJob>({
		kind: 'image.pull',
		title: ({ reference }) => `Pull image ${reference}`,
		resources: ({ reference }) => [`image:${familiar(parseImageName(reference))}`],
		conflict: 'join',
		afterCrash: 'resume',
		timeoutMs: WITHIN_MS,
		steps: [
			{
				name: 'pull',
				title: 'Fetching and unpacking the image',
				weight: 1,
				async run({ input: { reference }, progress, log, signal }) {
					/** Layer → its downloaded fraction, 0–1. */
					const layers = new Map<string, number>();
					const { digest, image } = await pull(reference, {
						signal,
						onProgress(event) {
							if (event.kind === 'note') return;
							const share =
								event.kind === 'bytes' ? event.done / (event.total || 1) : event.status === 'waiting' ? 0 : 1;
							layers.set(event.id, share);
							const sum = [...layers.values()].reduce((a, b) => a + b, 0);
							progress((0.9 * sum) / layers.size, `${layers.size} ${layers.size === 1 ? 'layer' : 'layers'}`);
						}
					});
					log(`${reference} is ${digest}, kept as ${image.id}`);
				}
			}
		]
	});
}
