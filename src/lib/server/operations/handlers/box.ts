import { openApiDocument } from '../../../contract/openapi.ts';
import type { Services } from '../../services.ts';
import type { boxOperations } from '../../../contract/operations/box.ts';
import type { HandlersOf } from '../types.ts';

export function boxHandlers({
	setup,
	system,
	metrics,
	space,
	pups,
	config,
	lastEnds
}: Services): HandlersOf<keyof typeof boxOperations> {
	let document: Record<string, unknown> | undefined;
	return {
		'openapi.get': () => (document ??= openApiDocument(config.version)),
		'box.get': () => ({ ...system.info(), claimed: setup.claimed(), configured: setup.configured() }),
		'box.space': () => ({ disks: space.disks(), pups: pups.space() }),
		'box.ends': () => ({ ends: lastEnds() }),
		'box.metrics': ({ query }) => ({ stats: metrics.boxStats(), samples: metrics.history('box', query.seconds) })
	};
}
