import type { boxesOperations } from '../../../contract/operations/boxes.ts';
import type { Services } from '../../services.ts';
import { toOutput } from '../exec-output.ts';
import type { Context, HandlersOf } from '../types.ts';

/** Whether the caller may see and use what boxes hold: commands in them need the same. */
export const mayAdminister = ({ caller }: Pick<Context, 'caller'>): boolean =>
	caller.kind === 'session' ||
	caller.kind === 'local' ||
	(caller.kind === 'token' && caller.token.scopes.includes('administer'));

export function boxesHandlers({ boxes }: Services): HandlersOf<keyof typeof boxesOperations> {
	/** The audit names a box by its id, however the caller did. */
	function named({ id }: { id: string }, context: Context): string {
		const found = boxes.find(id);
		context.subject(found.id);
		return found.id;
	}
	const acted = <T extends { job: { id: string } | null }>({ job, ...rest }: T) => ({
		jobId: job?.id ?? null,
		...rest
	});
	const may = (context: Context) => ({ data: mayAdminister(context) });

	return {
		'boxes.list': ({ query }) => boxes.list(query),
		'boxes.create': ({ query, body }, context) => {
			if (query.plan) {
				context.dryRun();
				return { jobId: null, box: null, plan: boxes.plan(body, may(context)) };
			}
			const made = boxes.create(body, may(context));
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
		'boxes.remove': ({ params, query }, context) => ({ jobId: boxes.remove(named(params, context), query).id }),
		'boxes.clone': ({ params, body }, context) => acted(boxes.clone(named(params, context), body)),
		'boxes.snapshots': ({ params }) => ({ snapshots: boxes.snapshots(params.id) }),
		'boxes.snapshot': ({ params, body }, context) => {
			const { job, snapshotId } = boxes.snapshot(named(params, context), body.name);
			return { jobId: job.id, snapshotId };
		},
		'boxes.restore': ({ params }, context) => ({ jobId: boxes.restore(named(params, context), params.snapshot).id }),
		'boxes.removeSnapshot': ({ params }, context) => boxes.removeSnapshot(named(params, context), params.snapshot),
		'boxes.run': async ({ body }, context) => {
			const { stdout, stderr, ...ended } = await boxes.run(body, may(context), context.signal);
			return { ...ended, stdout: toOutput(stdout), stderr: toOutput(stderr) };
		},
		'boxes.gc': ({ query, body }, context) => {
			const found = boxes.idle(body);
			if (query.plan) {
				context.dryRun();
				return { boxes: found, jobIds: [] };
			}
			return { boxes: found, jobIds: found.map(({ id }) => boxes.remove(id, { force: false }).id) };
		},
		'boxes.stats': ({ params, query }) => boxes.stats(params.id, query.seconds),
		'boxes.volumes': () => ({ volumes: boxes.volumes() }),
		'boxes.removeVolume': ({ params }, context) => {
			context.subject(params.name);
			return boxes.removeVolume(params.name);
		}
	};
}
