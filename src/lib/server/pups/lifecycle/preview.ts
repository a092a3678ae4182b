/** Previews of changes to a pup, and changes since it was started. */
import type { ChangePlan } from '../../../contract/change-plan.ts';
import type { LimitChange } from '../../../contract/limits.ts';
import { checkValues, needsConfig, type ConfigStore } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import { changesBetween, checkLimits, driftWords, effectNow, savingWords, withLimits } from '../desired/index.ts';
import type { Change, Desired } from '../desired/index.ts';
import { mayRun, type PupRow, type PupRows } from '../installed/index.ts';
import type { Reconciler } from './reconciler.ts';
import type { Wanted } from './wanted.ts';

export interface Previews {
	/**
	 * What saving these values would do.
	 * @param values as for `configure`; null: what a change of any setting would do
	 * @throws BoxError 404, 422 `invalid-input` with `fields`
	 */
	config(id: string, values: Record<string, unknown> | null): Promise<ChangePlan>;
	/** The same for values that were checked already; null removes. */
	changes(id: string, changes: ReadonlyMap<string, string | null>): Promise<ChangePlan>;
	/** @throws BoxError 404, 422 `invalid-input` with `fields` */
	limits(id: string, change: LimitChange): Promise<ChangePlan>;
	/**
	 * The difference between the running and the desired container; null where there is none, or
	 * where nothing runs.
	 */
	drift(row: PupRow): ChangePlan | null;
}

export function createPreviews(deps: {
	rows: PupRows;
	config: ConfigStore;
	content: Pick<PupContent, 'isComplete'>;
	wanted: Wanted;
	reconciler: Pick<Reconciler, 'preview'>;
	space: { bytesOf(id: string): number | null; diskSize(): number | null };
}): Previews {
	const { rows, config, content, wanted, reconciler } = deps;
	const serviceNames = (row: PupRow) => row.manifest.container.services.map(({ name }) => name);

	/** The desired state with unsaved changes of the settings. */
	function withChanges(now: Desired, row: PupRow, changes: ReadonlyMap<string, string | null>): Desired {
		const stored = new Map(config.stored(row.id));
		const opened = config.opened(row);
		for (const [field, text] of changes) {
			if (text === null) {
				stored.delete(field);
				opened.delete(field);
			} else {
				stored.set(field, { value: text, sealed: false });
				opened.set(field, text);
			}
		}
		return {
			...now,
			needsConfig: needsConfig(row.manifest, stored, Date.now()),
			spec: wanted.record(row, opened)
		};
	}

	/** The desired state with different settings for every service. */
	function withAnyValues(now: Desired): Desired {
		const { spec } = now;
		if (!spec) return now;
		const services = Object.entries(spec.services).map(([name, service]) => [name, { ...service, config: '' }]);
		return { ...now, spec: { ...spec, hash: '', services: Object.fromEntries(services) as typeof spec.services } };
	}

	async function ask(id: string, change: (now: Desired, row: PupRow) => Desired): Promise<ChangePlan> {
		const { changes, steps, busy } = await reconciler.preview(id, change);
		const row = rows.get(id);
		const up = mayRun(row.state);
		return savingWords(changes, steps, { name: row.name, services: serviceNames(row), up, busy });
	}

	return {
		config: (id, values) =>
			ask(id, (now, row) =>
				values === null ? withAnyValues(now) : withChanges(now, row, checkValues(row.manifest, values))
			),
		changes: (id, changes) => ask(id, (now, row) => withChanges(now, row, changes)),
		async limits(id, change) {
			const { space } = deps;
			const { storageLimit } = rows.get(id);
			checkLimits(change, {
				totalMemory: wanted.totalMemory,
				disk: space.diskSize(),
				used: space.bytesOf(id),
				storageLimit
			});
			return ask(id, (now, row) => ({ ...now, spec: wanted.record(withLimits(row, change)) }));
		},
		drift(row) {
			if (!mayRun(row.state) || !row.madeFrom) return null;
			const now = wanted.record(row);
			const changes: Change[] = now ? changesBetween(row.madeFrom, now) : [];
			if (changes.length === 0) return null;
			const services = serviceNames(row).map((name) => ({ name }));
			return driftWords(changes, effectNow(changes, { services, complete: content.isComplete(row) }));
		}
	};
}
