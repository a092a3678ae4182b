/**
 * The jobs of boxes, each a sequence of idempotent steps. After a kill at any point the next start
 * continues them.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Failure } from '../../contract/jobs.ts';
import { bytes as sizeText } from '../../contract/bytes.ts';
import { isBoxError, messageOf } from '../../contract/errors.ts';
import { backOff } from '../concurrency/index.ts';
import type { DiskPlace } from '../containers/types.ts';
import { storageCreate } from '../host/index.ts';
import type { Step } from '../jobs/types.ts';
import { userOf } from './account.ts';
import type { BoxesDeps } from './deps.ts';
import type { BoxMemory } from './exits.ts';
import {
	boxLock,
	common,
	relaxed,
	usualStop,
	withHint,
	type BoxJob,
	type BoxJobs,
	type CreateJob,
	type RestoreJob,
	type SnapshotJob,
	type StopJob
} from './kinds.ts';
import type { BoxRoots } from './roots.ts';
import { needStorage } from './roots.ts';
import type { BoxRows } from './rows.ts';
import type { BoxRunning } from './running.ts';

const MINUTE = 60_000;
/** Time limit for an image over a slow line, or for a large copy. */
const LONG = 6 * 60 * MINUTE;
/** Time limit for a stop, which may have ten minutes of grace period. */
const STOP = 15 * MINUTE;

export interface JobDeps extends Pick<
	BoxesDeps,
	'jobs' | 'host' | 'metrics' | 'engine' | 'storageMissing' | 'enforce'
> {
	rows: BoxRows;
	roots: BoxRoots;
	running: BoxRunning;
	memory: BoxMemory;
}

/** Creates missing volumes, owned by the user of the box that requests them. */
export async function createVolumes(deps: Pick<JobDeps, 'host' | 'rows' | 'roots'>, id: string): Promise<void> {
	const { host, rows, roots } = deps;
	const row = rows.get(id);
	for (const one of row.volumes) {
		const volume = one.kind === 'volume' ? rows.volumes.byName(one.name) : null;
		if (volume && !volume.made) {
			const { account } = await userOf(row.user, row.layers.map(roots.layerPath), roots.imageOf(row));
			const { uid, gid } = account;
			await host.call(storageCreate, { pupId: volume.id, account: { uid, gid } });
			rows.volumes.made(volume.id);
		}
	}
}

/** Delays between attempts to remove the remains of a removed box, milliseconds. */
const LEFT_AGAIN = { firstMs: 250, mostMs: 60_000 };

/** Removes everything that is left of a box, its row last. */
export async function eraseBox(deps: JobDeps, id: string): Promise<void> {
	const { rows, memory, metrics } = deps;
	needStorage(deps);
	await deps.engine?.remove(id);
	rows.remove(id);
	memory.forget(id);
	metrics.forget(id);
	// The subscriber of the change also closes its ports; it is awaited here for those who wait for
	// the job.
	await deps.enforce();
}

function boxSteps(deps: JobDeps) {
	const { rows, roots, running } = deps;

	/** @returns bytes of the copy; null where there was nothing to copy */
	async function copy(
		from: DiskPlace,
		to: DiskPlace,
		listener: { progress(fraction: number, note?: string): void; signal: AbortSignal }
	): Promise<number | null> {
		let total = 0;
		const onProgress = ({ bytes, of }: { bytes: number; of: number }) => {
			total = of;
			listener.progress(of > 0 ? bytes / of : 0, `${sizeText(bytes)} of ${sizeText(of)}`);
		};
		try {
			await running.engine().copyDisk(from, to, { signal: listener.signal, onProgress });
			return total;
		} catch (error) {
			if (isBoxError(error) && error.code === 'no-disk') return null;
			throw error;
		}
	}

	/** A failed creation keeps the row with the reason: it can be retried or removed. */
	const failed = async ({ boxId }: BoxJob, failure: Failure) => {
		await deps.engine?.stop(boxId, { graceMs: 0 }).catch(() => []);
		rows.report(boxId, 'failed', { failure: withHint(failure), wanted: 'stopped' });
	};
	/** After a failed stop, the state is what the engine reports. */
	const asItIs = async ({ boxId }: BoxJob) => {
		const standing = await running.standing(boxId);
		if (standing === 'none' && rows.find(boxId)?.state !== 'stopped') rows.report(boxId, 'ended');
	};

	const resolve: Step<CreateJob> = {
		name: 'resolve',
		title: 'Finding the image',
		weight: 1,
		async run({ input, signal, log }) {
			log(`It is ${await roots.resolve(input.boxId, { signal, log })}`);
		}
	};
	const pull: Step<CreateJob> = {
		name: 'pull',
		title: 'Fetching and unpacking the image',
		weight: 20,
		needed: ({ boxId }) => !roots.complete(rows.get(boxId)),
		async run({ input, progress, log, signal }) {
			await roots.create(input.boxId, { progress, log, signal });
		}
	};
	const copyFiles: Step<CreateJob> = {
		name: 'copy',
		title: 'Copying its files',
		weight: 10,
		needed: ({ boxId, copyOf }) => copyOf !== null && rows.get(boxId).copyOf !== null,
		async run({ input, progress, signal }) {
			const { boxId: id, copyOf } = input;
			if (copyOf === null) return;
			await copy({ id: copyOf, snapshot: null }, { id, snapshot: null }, { progress, signal });
			rows.set(id, { copyOf: null });
		}
	};
	const create: Step<CreateJob> = {
		name: 'create',
		title: 'Creating its disk',
		weight: 1,
		async run({ input: { boxId } }) {
			needStorage(deps);
			await createVolumes(deps, boxId);
			if (rows.get(boxId).wanted === 'stopped') rows.report(boxId, 'created');
		}
	};
	const start: Step<BoxJob> = {
		name: 'start',
		title: 'Starting it',
		weight: 1,
		needed: ({ boxId }) => rows.get(boxId).wanted === 'running',
		async run({ input: { boxId }, signal }) {
			// The box may have been stopped while the job waited for its write.
			if (rows.get(boxId).wanted === 'running') await running.start(boxId, signal);
		}
	};
	const stop: Step<StopJob> = {
		name: 'stop',
		title: 'Stopping it',
		weight: 1,
		run: ({ input: { boxId, signal: sent, graceMs }, signal, log }) =>
			running.stop(boxId, { signal: sent, graceMs }, signal, log)
	};
	/**
	 * For the remains of a removed box, nobody can request the removal again, so it is retried
	 * here.
	 */
	const untilGone = (run: Step<StopJob>['run']): Step<StopJob>['run'] =>
		async function again(context) {
			const { input, signal, log } = context;
			for (let tries = 1; ; tries++) {
				try {
					return await run(context);
				} catch (error) {
					if (signal.aborted || rows.find(input.boxId)) throw error;
					log(`${messageOf(error)} It is tried again.`);
					await wait(backOff(LEFT_AGAIN, tries), undefined, { signal });
				}
			}
		};

	return { untilGone, copy, failed, asItIs, resolve, pull, copyFiles, create, start, stop };
}

/** Declares the kinds of jobs. Call it before the jobs start. @returns their handles */
export function defineBoxJobs(deps: JobDeps): BoxJobs {
	const { jobs, rows, running } = deps;
	const { untilGone, copy, failed, asItIs, resolve, pull, copyFiles, create, start, stop } = boxSteps(deps);

	const creating = {
		...relaxed,
		resources: ({ boxId, copyOf }: CreateJob) => [boxLock(boxId), ...(copyOf === null ? [] : [boxLock(copyOf)])],
		conflict: 'queue' as const,
		timeoutMs: LONG,
		undo: failed
	};

	return {
		create: jobs.define<CreateJob>({
			...creating,
			kind: 'box.create',
			title: ({ name }) => `Create box ${name}`,
			steps: [resolve, pull, copyFiles, create, start]
		}),
		clone: jobs.define<CreateJob>({
			...creating,
			kind: 'box.clone',
			title: ({ name }) => `Clone box ${name}`,
			steps: [resolve, pull, copyFiles, create, start]
		}),
		start: jobs.define<BoxJob>({
			...relaxed,
			kind: 'box.start',
			title: ({ name }) => `Start box ${name}`,
			conflict: 'join',
			timeoutMs: 5 * MINUTE,
			steps: [start],
			undo: failed
		}),
		stop: jobs.define<StopJob>({
			...relaxed,
			kind: 'box.stop',
			title: ({ name }) => `Stop box ${name}`,
			conflict: 'join',
			timeoutMs: STOP,
			steps: [stop],
			undo: asItIs
		}),
		restart: jobs.define<StopJob>({
			...relaxed,
			kind: 'box.restart',
			title: ({ name }) => `Restart box ${name}`,
			conflict: 'join',
			timeoutMs: STOP + 5 * MINUTE,
			steps: [stop, start as Step<StopJob>],
			undo: failed
		}),
		remove: jobs.define<StopJob>({
			...relaxed,
			kind: 'box.remove',
			title: ({ name }) => `Remove box ${name}`,
			conflict: 'queue',
			timeoutMs: STOP + 60 * MINUTE,
			steps: [
				{ ...stop, run: untilGone(stop.run) },
				{
					name: 'remove',
					title: 'Removing its files',
					weight: 3,
					run: untilGone(({ input: { boxId } }) => eraseBox(deps, boxId))
				}
			],
			async undo({ boxId }, failure) {
				rows.report(boxId, 'failed', { failure: { ...failure, hint: failure.hint ?? 'Remove it again.' } });
			}
		}),
		snapshot: jobs.define<SnapshotJob>({
			...common,
			kind: 'box.snapshot',
			title: ({ name }) => `Make a snapshot of box ${name}`,
			conflict: 'reject',
			timeoutMs: LONG,
			steps: [
				{
					name: 'copy',
					title: 'Copying its files',
					weight: 1,
					async run({ input: { boxId: id, snapshotId: snapshot }, progress, signal, resumed }) {
						// The job was interrupted between the copy and the write of the row, so the
						// copy is repeated.
						if (resumed) await running.engine().removeSnapshot(id, snapshot);
						const bytes = await copy({ id, snapshot: null }, { id, snapshot }, { progress, signal });
						rows.snapshots.set(snapshot, { bytes: bytes ?? 0 });
					}
				}
			],
			async undo({ boxId: id, snapshotId: snapshot }) {
				await running.engine().removeSnapshot(id, snapshot);
				rows.snapshots.remove(snapshot);
			}
		}),
		restore: jobs.define<RestoreJob>({
			...common,
			kind: 'box.restore',
			title: ({ name }) => `Restore a snapshot of box ${name}`,
			conflict: 'reject',
			timeoutMs: LONG,
			steps: [
				{
					name: 'stop',
					title: 'Stopping it',
					weight: 1,
					run: ({ input: { boxId }, signal, log }) => running.stop(boxId, usualStop(rows.get(boxId)), signal, log)
				},
				{
					name: 'copy',
					title: 'Copying its files',
					weight: 10,
					async run({ input: { boxId: id, snapshotId: snapshot }, progress, signal }) {
						await copy({ id, snapshot }, { id, snapshot: null }, { progress, signal });
					}
				},
				{
					name: 'start',
					title: 'Starting it',
					weight: 1,
					async run({ input: { boxId, start: again }, signal }) {
						if (again) await running.start(boxId, signal);
					}
				}
			],
			undo: failed
		})
	};
}
