/** Views of boxes for browsers and programs, published at each change. */
import type { BoxDetail, BoxSummary } from '../../contract/boxes.ts';
import { accountWords } from './account.ts';
import type { BoxesDeps } from './deps.ts';
import type { DiskUsage } from './disk-usage.ts';
import type { BoxHealth } from './health.ts';
import { jobOn } from './kinds.ts';
import { mainProcess } from './main-process.ts';
import type { BoxRoots } from './roots.ts';
import type { BoxRow, BoxRows } from './rows.ts';
import type { BoxRunning } from './running.ts';

export interface BoxViews {
	summary(row: BoxRow): BoxSummary;
	/** See `Boxes.all`. */
	all(): readonly BoxSummary[];
	/** @param secrets shows the values of its environment */
	detail(row: BoxRow, secrets: boolean): BoxDetail;
	/** Publishes an event where anything differs from the last published view. */
	publish(id: string): void;
	/** Subscribes to jobs, which are part of the view. @returns a function that unsubscribes */
	begin(): () => void;
}

/** The requested image. */
const imageWords = ({ packages, image }: BoxRow) => (packages === null ? image : 'debian');

export function createBoxViews(
	deps: Pick<BoxesDeps, 'database' | 'events' | 'jobs'> & {
		rows: BoxRows;
		roots: BoxRoots;
		running: BoxRunning;
		disks: DiskUsage;
		health: Pick<BoxHealth, 'of' | 'checks'>;
	}
): BoxViews {
	const { database, events, jobs, rows, roots, running, disks, health } = deps;
	const published = new Map<string, string>();
	/** Current summaries by id, until they change. */
	const current = new Map<string, BoxSummary>();
	let everyone: readonly BoxSummary[] | null = null;

	function summary(row: BoxRow): BoxSummary {
		return {
			id: row.id,
			name: row.name,
			state: row.state,
			failure: row.failure,
			jobId: jobOn(jobs, row.id)?.id ?? null,
			image: imageWords(row),
			digest: row.digest,
			labels: row.labels,
			network: row.network,
			networks: rows.networks.members
				.of(row.id)
				.map(({ network: { id, name, ipv6 }, aliases, address }) => ({ id, name, aliases, ipv6, address })),
			address: running.addressOf(row),
			ports: rows.ports.of(row.id).map(({ boxId: _box, ...port }) => port),
			cpus: row.cpuLimit,
			memoryBytes: row.memoryLimit,
			diskBytes: row.diskLimit,
			pids: row.pidsLimit,
			restart: row.restart,
			ephemeral: row.ephemeral,
			idleStopSeconds: row.idleStopSeconds,
			expiresAt: row.expiresAt,
			createdAt: row.createdAt,
			startedAt: row.startedAt,
			stoppedAt: row.stoppedAt,
			exitCode: row.exitCode,
			restarts: row.restarts,
			health: health.of(row)
		};
	}

	/** The summary as it was last computed. */
	function currentOf(row: BoxRow): BoxSummary {
		const box = current.get(row.id) ?? summary(row);
		current.set(row.id, box);
		return box;
	}

	function publish(id: string): void {
		current.delete(id);
		everyone = null;
		const row = rows.find(id);
		if (!row) {
			if (published.delete(id)) database.relaxed(() => events.emit({ kind: 'ad-hoc-box-removed', id }));
			disks.forget(id);
			return;
		}
		const box = currentOf(row);
		const text = JSON.stringify(box);
		if (published.get(id) === text) return;
		published.set(id, text);
		database.relaxed(() => events.emit({ kind: 'ad-hoc-box', box }));
	}

	return {
		summary,
		all: () => (everyone ??= rows.all().map(currentOf)),
		publish,
		detail(row, secrets) {
			const image = roots.imageOf(row);
			const known = row.layers.length > 0;
			const { argv, waits } = mainProcess(row, image, running.init());
			const env = running.envOf(row);
			return {
				...summary(row),
				argv: known ? argv : row.argv,
				waits: known && waits,
				workdir: row.workdir ?? image?.workingDir ?? '/',
				user: accountWords(row.user, image),
				env: secrets ? env : Object.fromEntries(Object.keys(env).map((name) => [name, null])),
				volumes: row.volumes.map((volume) => ({ ...volume })),
				diskUsedBytes: disks.of(row.id),
				diskLimitProblem: running.diskProblem(row),
				packages: row.packages ?? [],
				checks: health.checks(row),
				options: row.options,
				annotations: row.annotations,
				snapshots: rows.snapshots.of(row.id).length
			};
		},
		begin() {
			// Health checks have begun, so cached summaries are outdated.
			current.clear();
			everyone = null;
			for (const row of rows.all()) published.set(row.id, JSON.stringify(currentOf(row)));
			return events.subscribe(({ body }) => {
				if (body.kind !== 'job' || body.job.subject?.kind !== 'ad-hoc-box') return;
				const { id } = body.job.subject;
				// Deferred until the job runner has released the job's locks.
				setImmediate(() => publish(id));
			});
		}
	};
}
