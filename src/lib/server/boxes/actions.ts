/** The owner's actions on existing boxes. */
import { randomBytes } from 'node:crypto';
import { conflict } from '../../contract/errors.ts';
import { hasLabel } from '../../contract/labels.ts';
import { optionsOf } from '../../contract/box-options.ts';
import { BOX_MOST } from '../../contract/box-inputs.ts';
import type { Job } from '../../contract/jobs.ts';
import { hostAddresses, portWorld, type CreateDeps } from './create.ts';
import type { BoxMemory } from './exits.ts';
import { about, jobOn, usualStop, written, type StopRequest } from './kinds.ts';
import type { BoxesDeps } from './deps.ts';
import { removalEffects, restoreEffects } from './foreseen.ts';
import { choosePorts, needOwnAddresses, withoutOwn } from './ports.ts';
import { needStorage } from './roots.ts';
import type { BoxRow } from './rows.ts';
import type { Boxes, HowToStop } from './types.ts';

export interface ActionDeps extends CreateDeps, Pick<BoxesDeps, 'jobs' | 'engine' | 'enforce' | 'log'> {
	memory: BoxMemory;
}

const OWNER = { requestedBy: 'owner' } as const;
const isUp = ({ state }: BoxRow) => state === 'running' || state === 'paused';

/** The requested way to stop, with the box's own settings as defaults. */
function stopRequest(row: BoxRow, { signal, graceSeconds }: HowToStop): StopRequest {
	const usual = usualStop(row);
	return {
		signal: signal ?? usual.signal,
		graceMs: graceSeconds === undefined ? usual.graceMs : graceSeconds * 1000
	};
}

/** Actions that start, stop, pause and remove boxes. */
export function runActions(
	deps: ActionDeps
): Pick<Boxes, 'start' | 'stop' | 'restart' | 'pause' | 'resume' | 'kill' | 'remove' | 'planRemove' | 'idle'> {
	const { database, rows, roots, running, views, kinds, memory, jobs } = deps;

	const answer = (job: Job | null, { id }: BoxRow) => ({ job, box: views.summary(rows.get(id)) });

	/** Starts a box; creates its root first where it is missing. */
	function startBox(row: BoxRow, made: () => Job): Job {
		running.engine();
		needStorage(deps);
		return written(database, row, () => {
			memory.reset(row.id);
			rows.set(row.id, { wanted: 'running', restarts: 0 });
			if (roots.complete(row) && row.copyOf === null) return made();
			rows.report(row.id, 'create-begun');
			return kinds.create.submit({ ...about(row), copyOf: row.copyOf }, OWNER);
		});
	}

	function needMade(row: BoxRow, what: string): void {
		if (row.state !== 'creating') return;
		throw conflict(
			'wrong-state',
			`${row.name} is being created and cannot be ${what} yet.`,
			'Wait for its job, or cancel it.'
		);
	}

	function removable(box: string, force: boolean): BoxRow {
		const row = rows.get(box);
		if (!force && isUp(row)) {
			throw conflict('wrong-state', `${row.name} runs.`, 'Stop it first, or remove it with force.');
		}
		needStorage(deps);
		return row;
	}

	return {
		start(box) {
			const row = rows.get(box);
			const job = jobOn(jobs, row.id);
			if (row.state === 'creating' && job) return answer(job, row);
			if (row.state === 'running' && row.wanted === 'running' && !job) return answer(null, row);
			return answer(
				startBox(row, () => kinds.start.submit(about(row), OWNER)),
				row
			);
		},
		stop(box, how) {
			const row = rows.get(box);
			needMade(row, 'stopped');
			const isDown = (row.state === 'stopped' || row.state === 'error') && row.wanted === 'stopped';
			if (isDown && !jobOn(jobs, row.id)) return answer(null, row);
			return database.transaction(() => {
				rows.set(row.id, { wanted: 'stopped' });
				return answer(kinds.stop.submit({ ...about(row), ...stopRequest(row, how) }, OWNER), row);
			});
		},
		restart(box, how) {
			const row = rows.get(box);
			needMade(row, 'restarted');
			return answer(
				startBox(row, () => kinds.restart.submit({ ...about(row), ...stopRequest(row, how) }, OWNER)),
				row
			);
		},
		async pause(box) {
			const row = rows.get(box);
			needMade(row, 'paused');
			await running.pause(row.id);
			return views.summary(rows.get(row.id));
		},
		async resume(box) {
			const row = rows.get(box);
			needMade(row, 'resumed');
			await running.resume(row.id);
			return views.summary(rows.get(row.id));
		},
		async kill(box, signal) {
			const row = rows.get(box);
			if (!isUp(row)) throw conflict('wrong-state', `${row.name} does not run.`, 'Start it first.');
			if (signal !== 'SIGKILL') await running.signal(row.id, signal);
			else {
				rows.set(row.id, { wanted: 'stopped' });
				await running.stop(row.id, { ...usualStop(row), graceMs: 0 });
			}
			return views.summary(rows.get(row.id));
		},
		remove(box, { force }) {
			const row = removable(box, force);
			const before = jobOn(jobs, row.id);
			if (before?.kind === 'box.remove') return before;
			return database.transaction(() => {
				rows.set(row.id, { wanted: 'stopped' });
				// The creation of the box is cancelled; the removal waits for that.
				if (before?.cancellable) jobs.cancel(before.id);
				const how = force ? { ...usualStop(row), graceMs: 0 } : usualStop(row);
				return kinds.remove.submit({ ...about(row), ...how }, OWNER);
			});
		},
		planRemove(box, { force }) {
			const row = removable(box, force);
			return removalEffects(views.detail(row, false), { force, snapshots: rows.snapshots.of(row.id) });
		},
		idle({ olderThanSeconds, labels = [] }) {
			const before = Date.now() - olderThanSeconds * 1000;
			return rows.all().flatMap((row) => {
				const since = row.stoppedAt ?? row.createdAt;
				const idle = (row.state === 'stopped' || row.state === 'error') && row.wanted === 'stopped' && since <= before;
				if (!idle || jobOn(jobs, row.id) || !hasLabels(row, labels)) return [];
				const { id, name, state } = row;
				const what = state === 'error' ? 'It is in error' : 'It does not run';
				return [{ id, name, reason: `${what} since ${new Date(since).toISOString()}.` }];
			});
		}
	};
}

/** @param wanted `name=value`, or a name alone; all must match */
export function hasLabels({ labels }: Pick<BoxRow, 'labels'>, wanted: readonly string[]): boolean {
	return wanted.every((one) => hasLabel(labels, one));
}

/** Actions that change boxes, and snapshots and restores of their files. */
export function changeActions(
	deps: ActionDeps
): Pick<Boxes, 'rename' | 'update' | 'snapshots' | 'snapshot' | 'restore' | 'planRestore' | 'removeSnapshot'> {
	const { database, rows, running, capacity, kinds, jobs, log } = deps;

	/**
	 * Logs the failure where the change cannot be applied to the running box; its next start
	 * applies it.
	 */
	const live = (id: string, what: string, work: Promise<unknown>) =>
		work.catch((error: unknown) =>
			log.warn({ box: id, err: error }, `${what} of a box could not be changed as it runs`)
		);

	function restorable(box: string, snapshotId: string) {
		const row = rows.get(box);
		const snapshot = rows.snapshots.get(row.id, snapshotId);
		running.engine();
		needStorage(deps);
		if (snapshot.bytes === null) throw conflict('busy', 'The snapshot is still being created.', 'Wait for its job.');
		return { row, snapshot };
	}

	return {
		rename(box, name) {
			const { id } = rows.get(box);
			rows.rename(id, name);
			if (rows.networks.members.of(id).length > 0) void live(id, 'the name on networks', deps.enforce());
		},
		async update(box, change) {
			const row = rows.get(box);
			const limits = {
				...(change.cpus !== undefined && { cpuLimit: change.cpus }),
				...(change.memoryBytes !== undefined && { memoryLimit: change.memoryBytes }),
				...(change.pids !== undefined && { pidsLimit: change.pids }),
				...(change.diskBytes !== undefined && { diskLimit: change.diskBytes })
			};
			capacity.need(limits);
			database.transaction(() => {
				const { labels, restart, idleStopSeconds, expiresAt, network } = change;
				const options = optionsOf(change);
				const values = {
					...{ labels, restart, idleStopSeconds, expiresAt, network },
					...(Object.keys(options).length > 0 && { options: { ...row.options, ...options } })
				};
				const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
				rows.set(row.id, { ...limits, ...given });
				if (change.ports) {
					needOwnAddresses(change.ports, hostAddresses);
					const own = rows.ports.of(row.id);
					rows.ports.set(row.id, choosePorts(change.ports, withoutOwn(portWorld(deps), own), `The box ${row.name}`));
				}
			});
			if (Object.keys(limits).length > 0) await live(row.id, 'limits', running.setLimits(row.id));
			if (change.network !== undefined || change.ports) await live(row.id, 'the network', deps.enforce());
		},
		snapshots: (box) =>
			rows.snapshots
				.of(rows.get(box).id)
				.flatMap(({ id, name, createdAt, bytes }) => (bytes === null ? [] : [{ id, name, createdAt, bytes }])),
		snapshot(box, name) {
			const row = rows.get(box);
			running.engine();
			needStorage(deps);
			if (row.layers.length === 0) throw conflict('wrong-state', `${row.name} was not created yet.`, 'Start it first.');
			if (rows.snapshots.of(row.id).length >= BOX_MOST.snapshots) {
				throw conflict(
					'too-many-snapshots',
					`${row.name} has ${BOX_MOST.snapshots} snapshots already.`,
					'Remove some that you no longer need.'
				);
			}
			return database.transaction(() => {
				const snapshotId = randomBytes(16).toString('hex');
				const createdAt = Date.now();
				const made = name ?? `snapshot-${new Date(createdAt).toISOString().slice(0, 19).replaceAll(':', '-')}`;
				rows.snapshots.add({ id: snapshotId, boxId: row.id, name: made, createdAt, bytes: null });
				return { job: kinds.snapshot.submit({ ...about(row), snapshotId }, OWNER), snapshotId };
			});
		},
		planRestore(box, snapshotId) {
			const { row, snapshot } = restorable(box, snapshotId);
			return restoreEffects(row, { id: snapshot.id, name: snapshot.name });
		},
		restore(box, snapshotId) {
			const { row } = restorable(box, snapshotId);
			const start = row.wanted === 'running' && isUp(row);
			return kinds.restore.submit({ ...about(row), snapshotId, start }, OWNER);
		},
		async removeSnapshot(box, snapshotId) {
			const row = rows.get(box);
			rows.snapshots.get(row.id, snapshotId);
			needStorage(deps);
			if (jobOn(jobs, row.id))
				throw conflict('busy', `Another change of ${row.name} is running.`, 'Try again when it has finished.');
			await running.engine().removeSnapshot(row.id, snapshotId);
			rows.snapshots.remove(snapshotId);
		}
	};
}
