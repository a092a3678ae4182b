/** The jobs of a pup's life, each a row of idempotent steps: after a kill at any point the next start goes on with them. */
import { eq } from 'drizzle-orm';
import type { Failure } from '../../contract/jobs.ts';
import { BoxError } from '../../contract/errors.ts';
import { tables } from '../db/index.ts';
import type { Step } from '../jobs/types.ts';
import { defineDev } from './dev-jobs.ts';
import { defineInstall } from './install.ts';
import { mayHappen } from './states.ts';
import { common, withHint, type LifecycleParts, type PupJob, type PupJobs, type RestartJob } from './pup-jobs.ts';

const MINUTE = 60_000;

/** Declares the kinds of jobs. Call it before the jobs start. @returns what asks for them */
export function defineLifecycle(parts: LifecycleParts & Parameters<typeof defineDev>[0]): PupJobs {
	const { deps, rows, states, files, running, tree } = parts;
	const { jobs, database } = deps;

	const start: Step<PupJob> = {
		name: 'start',
		title: 'Starting its container',
		weight: 5,
		entering({ pupId }) {
			const row = rows.get(pupId);
			if (!mayHappen(row.state, 'start-begun')) return;
			// One that has crashed may still have its container, and that is made from what it was made from.
			const anew = row.state === 'stopped' || row.state === 'broken';
			states.transition(pupId, { kind: 'start-begun', ...(anew && { values: { madeFrom: running.wanted(row) } }) });
		},
		run: async ({ input, signal }) => {
			running.engine();
			const { state, layers, name } = rows.get(input.pupId);
			if (layers.length === 0 || state === 'installing' || state === 'uninstalled') {
				throw new BoxError({
					code: 'not-installed',
					status: 409,
					message: `${name} is not installed.`,
					hint: 'Install it again; its data is kept.'
				});
			}
			await running.prepare(input.pupId);
			await running.start(input.pupId, signal);
		}
	};
	const verify: Step<PupJob> = {
		name: 'verify',
		title: 'Seeing that it runs',
		weight: 1,
		run: ({ input, signal }) => running.settle(input.pupId, signal)
	};
	const stop: Step<PupJob> = {
		name: 'stop',
		title: 'Stopping its services',
		weight: 4,
		run: ({ input, signal }) => running.stop(input.pupId, signal)
	};
	const stopSome: Step<RestartJob> = {
		...stop,
		run: ({ input: { pupId, services }, signal }) =>
			services ? running.stopServices(pupId, services, signal) : running.stop(pupId, signal)
	};

	/** After a start that failed: says so, or stops what its owner no longer wants. */
	async function undoStart({ pupId }: PupJob, failure: Failure): Promise<void> {
		const pup = rows.find(pupId);
		if (!pup) return;
		if (failure.code === 'cancelled') {
			rows.set(pupId, { enabled: false });
			await running.stop(pupId);
			return;
		}
		// One that crashed right after its start is started again by the reconciler; its state says so already.
		if (pup.state === 'running' || pup.state === 'crashed') return;
		if (pup.state === 'stopping') await running.stop(pupId);
		// Neither is broken: it starts by itself when the settings, or the disk with its data, are there.
		if (failure.code === 'needs-config' || failure.code === 'storage-missing') {
			if (pup.state === 'starting') await running.stop(pupId);
			return;
		}
		await deps.engine?.stop(pupId).catch(() => {});
		states.transition(pupId, { kind: 'failed', failure: withHint(failure) });
	}

	const startJob = jobs.define<PupJob>({
		...common,
		kind: 'pup.start',
		title: ({ name }) => `Start ${name}`,
		conflict: 'join',
		timeoutMs: 5 * MINUTE,
		steps: [start, verify],
		undo: undoStart
	});

	const restartJob = jobs.define<RestartJob>({
		...common,
		kind: 'pup.restart',
		title: ({ name }) => `Restart ${name}`,
		conflict: 'join',
		timeoutMs: 5 * MINUTE,
		steps: [stopSome, start, verify],
		undo: undoStart
	});

	const stopJob = jobs.define<PupJob>({
		...common,
		kind: 'pup.stop',
		title: ({ name }) => `Stop ${name}`,
		conflict: 'join',
		timeoutMs: 5 * MINUTE,
		steps: [stop],
		undo: undoStop
	});

	/** After a stop or removal that failed: broken, where the container may still be there. */
	async function undoStop({ pupId }: PupJob, failure: Failure): Promise<void> {
		const pup = rows.find(pupId);
		if (!pup || pup.state !== 'stopping') return;
		if (failure.code === 'cancelled' && !(await deps.engine?.status(pupId))?.sandbox) {
			states.transition(pupId, { kind: 'container-gone' });
			return;
		}
		states.transition(pupId, {
			kind: 'failed',
			failure: failure.code === 'cancelled' ? CANCELLED_STOP : withHint(failure)
		});
	}

	/** Takes the container, its layers and the copy of the source away; data and config stay. */
	const remove: Step<PupJob> = {
		name: 'remove',
		title: 'Removing its container and files',
		weight: 2,
		run: async ({ input: { pupId } }) => {
			await deps.engine?.remove(pupId);
			await files.removeFolder(pupId);
			tree.forget(pupId);
			const pup = rows.find(pupId);
			if (pup && pup.state !== 'uninstalled') {
				states.transition(pupId, { kind: 'uninstalled', values: { layers: [], enabled: false } });
			}
		}
	};

	const uninstallJob = jobs.define<PupJob>({
		...common,
		kind: 'pup.uninstall',
		title: ({ name }) => `Uninstall ${name}`,
		conflict: 'join',
		timeoutMs: 10 * MINUTE,
		steps: [stop, remove],
		undo: undoStop
	});

	/** Removes everything that is left of a pup, the row at last. */
	async function purge(pupId: string): Promise<void> {
		await deps.engine?.remove(pupId);
		await files.removeStorage(pupId);
		await files.removeFolder(pupId);
		tree.forget(pupId);
		deps.metrics.forget(pupId);
		states.transition(pupId, { kind: 'purged' });
		parts.forget(pupId);
		await pruneLayers();
	}

	/** Removes package layers that no pup uses. Base layers stay: the next installation needs one. */
	async function pruneLayers(): Promise<void> {
		// One that is being installed uses layers that its row does not name yet.
		const installing = jobs.list({ unfinishedOnly: true, limit: 500 }).some((job) => job.kind === 'pup.install');
		if (!deps.builder || installing) return;
		const bases = database.db
			.select({ id: tables.images.id })
			.from(tables.images)
			.where(eq(tables.images.kind, 'base'))
			.all();
		const inUse = [...bases.map((image) => image.id), ...rows.all().flatMap((pup) => pup.layers)];
		await deps.builder.prune([...new Set(inUse)]).catch((error: unknown) => {
			deps.log.warn({ err: error }, 'unused layers could not be removed');
		});
	}

	const purgeJob = jobs.define<PupJob>({
		...common,
		kind: 'pup.purge',
		title: ({ name }) => `Remove ${name} and its data`,
		conflict: 'join',
		timeoutMs: 30 * MINUTE,
		steps: [
			stop,
			remove,
			{
				name: 'data',
				title: 'Removing its data',
				weight: 3,
				run: ({ input }) => purge(input.pupId)
			}
		],
		undo: undoStop
	});

	return {
		install: defineInstall(parts, purge),
		start: startJob,
		restart: restartJob,
		stop: stopJob,
		uninstall: uninstallJob,
		purge: purgeJob,
		...defineDev(parts, stop, undoStart)
	};
}

const CANCELLED_STOP: Failure = {
	code: 'stop-cancelled',
	reason: 'Stopping it was cancelled half-way.',
	hint: 'Start it, or stop it again.'
};
