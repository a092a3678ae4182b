import type { Services } from '../../services.ts';
import type { boxOperations } from '../../../contract/operations/box.ts';
import type { HandlersOf } from '../types.ts';
import { needScopes } from '../access.ts';
import { paged } from '../paged.ts';
import { freeSpace, spaceParts } from '../free-space.ts';

export function boxHandlers({
	setup,
	system,
	metrics,
	space,
	pups,
	outbound,
	boxLog,
	config,
	lastEnds
}: Services): HandlersOf<keyof typeof boxOperations> {
	let document: Record<string, unknown> | undefined;
	const info = () => ({ ...system.info(), claimed: setup.claimed(), configured: setup.configured() });
	return {
		// Loaded on first use: most boxes never serve it, and it has long texts.
		'openapi.get': async () =>
			(document ??= (await import('../../../contract/openapi.ts')).openApiDocument(config.version)),
		'box.get': info,
		'box.change': ({ body }) => {
			system.change(body);
			return info();
		},
		'box.space': async () => ({
			disks: space.disks(),
			pups: pups.space(),
			parts: await spaceParts({ pups, outbound, boxLog })
		}),
		'box.freeSpace': async ({ query, body }, call) => {
			if (query.plan) call.dryRun();
			// Lines of logs record what was done, and by whom.
			else if (body.what.includes('logs')) needScopes(call.caller, ['administer']);
			return { freed: await freeSpace({ pups, outbound, boxLog }, body.what, query.plan) };
		},
		'box.ends': ({ query }) => paged('ends', lastEnds(), query, ({ at, part }) => `${at} ${part}`),
		'box.metrics': ({ query }) => ({
			stats: metrics.boxStats(),
			samples: metrics.history('box', query.seconds),
			gauges: metrics.gauges('box', query.seconds)
		})
	};
}
