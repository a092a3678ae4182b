import type { Effect } from '../../../contract/effects.ts';
import type { boxesOperations } from '../../../contract/operations/boxes.ts';
import type { MayUse } from '../../boxes/index.ts';
import type { Services } from '../../services.ts';
import { byId, paged } from '../paged.ts';
import type { Context, HandlersOf } from '../types.ts';

/**
 * Whether the caller may see and use the contents of boxes. Commands in boxes need the same scope.
 */
export const mayAdminister = ({ caller }: Pick<Context, 'caller'>): boolean =>
	caller.kind === 'session' ||
	caller.kind === 'local' ||
	(caller.kind === 'token' && caller.token.scopes.includes('administer'));

/**
 * Whether the caller may connect boxes to existing networks. `networks.connect` needs the same
 * scope.
 */
const mayConfigure = (context: Context): boolean =>
	mayAdminister(context) || (context.caller.kind === 'token' && context.caller.token.scopes.includes('configure'));

/** What a new box of this caller may have access to. */
export const mayUse = (context: Context): MayUse => ({ data: mayAdminister(context), networks: mayConfigure(context) });

export function boxesHandlers({ boxes }: Services): HandlersOf<keyof typeof boxesOperations> {
	/** Records the box by its id in the audit, even when the caller used its name. */
	function named({ id }: { id: string }, context: Context): string {
		const found = boxes.find(id);
		context.subject(found.id);
		return found.id;
	}
	const acted = <T extends { job: { id: string } | null }>({ job, ...rest }: T) => ({
		jobId: job?.id ?? null,
		...rest
	});
	/** Returns the answer for a plan. */
	function planned(context: Context, effects: Effect[]) {
		context.dryRun();
		return { jobId: null, plan: { effects } };
	}

	return {
		'boxes.list': ({ query }) => boxes.list(query),
		'boxes.create': ({ query, body }, context) => {
			if (query.plan) {
				context.dryRun();
				return { jobId: null, box: null, plan: boxes.plan(body, mayUse(context)) };
			}
			const made = boxes.create(body, mayUse(context));
			context.subject(made.box.id);
			return acted(made);
		},
		'boxes.get': ({ params }, context) => boxes.get(params.id, mayAdminister(context)),
		'boxes.start': ({ params }, context) => acted(boxes.start(named(params, context))),
		'boxes.stop': ({ params, query }, context) => acted(boxes.stop(named(params, context), query)),
		'boxes.restart': ({ params, query }, context) => acted(boxes.restart(named(params, context), query)),
		'boxes.pause': async ({ params }, context) => ({ jobId: null, box: await boxes.pause(named(params, context)) }),
		'boxes.resume': async ({ params }, context) => ({ jobId: null, box: await boxes.resume(named(params, context)) }),
		'boxes.kill': async ({ params, query }, context) => ({
			jobId: null,
			box: await boxes.kill(named(params, context), query.signal)
		}),
		'boxes.rename': ({ params, body }, context) => {
			const id = named(params, context);
			boxes.rename(id, body.name);
			return boxes.get(id, mayAdminister(context));
		},
		'boxes.update': async ({ params, body }, context) => {
			const id = named(params, context);
			await boxes.update(id, body);
			return boxes.get(id, mayAdminister(context));
		},
		'boxes.remove': ({ params, query }, context) => {
			const id = named(params, context);
			return query.plan ? planned(context, boxes.planRemove(id, query)) : { jobId: boxes.remove(id, query).id };
		},
		'boxes.clone': ({ params, query, body }, context) => {
			const id = named(params, context);
			return query.plan ? { ...planned(context, boxes.planClone(id, body)), box: null } : acted(boxes.clone(id, body));
		},
		'boxes.snapshots': ({ params, query }) => paged('snapshots', boxes.snapshots(params.id), query, byId),
		'boxes.snapshot': ({ params, body }, context) => {
			const { job, snapshotId } = boxes.snapshot(named(params, context), body.name);
			return { jobId: job.id, snapshotId };
		},
		'boxes.restore': ({ params, query }, context) => {
			const id = named(params, context);
			return query.plan
				? planned(context, boxes.planRestore(id, params.snapshot))
				: { jobId: boxes.restore(id, params.snapshot).id };
		},
		'boxes.removeSnapshot': ({ params }, context) => boxes.removeSnapshot(named(params, context), params.snapshot),
		'boxes.gc': ({ query, body }, context) => {
			const found = boxes.idle(body);
			if (query.plan) {
				context.dryRun();
				return { boxes: found, jobIds: [] };
			}
			return { boxes: found, jobIds: found.map(({ id }) => boxes.remove(id, { force: false }).id) };
		},
		'boxes.stats': ({ params, query }) => boxes.stats(params.id, query.seconds)
	};
}
