import { Readable } from 'node:stream';
import type { metricOperations } from '../../../contract/operations/metrics.ts';
import type { Services } from '../../services.ts';
import type { HandlersOf } from '../types.ts';

export function metricHandlers(box: Services): HandlersOf<keyof typeof metricOperations> {
	return {
		'metrics.prometheus': async () => {
			// Loaded on first use, because few boxes are scraped.
			const { figuresText } = await import('../figures.ts');
			const text = figuresText(box);
			return {
				stream: Readable.from([text], { objectMode: false }),
				type: 'text/plain; version=0.0.4; charset=utf-8',
				size: Buffer.byteLength(text)
			};
		},
		'pups.report': ({ params, body }) => ({ id: params.id, refused: box.pups.reportMetrics(params.id, body) })
	};
}
