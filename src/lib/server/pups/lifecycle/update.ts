/**
 * The job that updates a pup to another version. The old version runs while the new one is fetched
 * and built; then a child job exchanges them (`switch.ts`).
 */
import { bytes } from '../../../contract/bytes.ts';
import { BoxError } from '../../../contract/errors.ts';
import type { Failure } from '../../../contract/jobs.ts';
import { diskSpace } from '../../jobs/index.ts';
import type { JobHandle, Jobs, Step, StepContext } from '../../jobs/types.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { asksOf, permissionsNeeded } from '../desired/index.ts';
import { offerNameOf, releasesOf, type PupRow, type PupRows, type Release, type Signals } from '../installed/index.ts';
import { hostCannotRun, needStorage } from '../refusals.ts';
import { MOST_HEALTH_MS } from './comes-up.ts';
import type { ExchangedConfig } from './exchanged-config.ts';
import { common, filesOf, type SwitchJob, type UpdateJob } from './kinds.ts';
import { isSwitched, wasUndone } from './switch.ts';

const MINUTE = 60_000;
/** Free space that an update requires, bytes: about a layer of packages. */
const ROOM_FOR_UPDATE = 200_000_000;

export interface UpdateDeps extends Pick<
	PupsDeps,
	'engine' | 'facts' | 'links' | 'paths' | 'sources' | 'builder' | 'storageMissing' | 'log'
> {
	jobs: Jobs;
	rows: PupRows;
	signals: Signals;
	content: PupContent;
	exchanged: Pick<ExchangedConfig, 'check'>;
	switching: JobHandle<SwitchJob>;
}

/** Declares the kind of job. Call it before the jobs start. */
export function defineUpdate(deps: UpdateDeps): JobHandle<UpdateJob> {
	const { engine, jobs, rows, signals, sources, builder, content, switching } = deps;
	const { files, tree, roots } = content;
	const rowOf = ({ input }: StepContext<UpdateJob>): PupRow => rows.get(input.pupId);

	/** The prepared version, as far as it is complete. */
	function pendingOf(context: StepContext<UpdateJob>): Release {
		const { pending } = rowOf(context);
		if (pending?.folder === context.input.folder) return pending;
		throw wasUndone(context.input);
	}

	/** Checks the approval again: the version may have changed since the owner's approval. */
	function needAccepted(row: PupRow, next: Pick<Release, 'manifest' | 'signature'>, accepted: readonly string[]): void {
		const asks = [...asksOf(row, next), ...deps.links().breaks(row.id, next.manifest)];
		const more = asks.filter(({ key }) => !accepted.includes(key));
		if (more.length > 0) throw permissionsNeeded(row.name, more);
	}

	/** The kept previous version, if it is still complete. */
	function keptRelease(row: PupRow, folder: string): Release | null {
		const kept = row.previous?.find((one) => one.folder === folder);
		return kept && content.isComplete({ ...row, ...kept }) ? kept : null;
	}

	const all: Step<UpdateJob>[] = [
		{
			name: 'check',
			title: 'Checking what it needs',
			weight: 1,
			run: async (context) => {
				if (!engine) throw hostCannotRun(deps);
				needStorage(deps);
				const row = rowOf(context);
				if (context.input.kept || isSwitched(row, context.input)) return;
				await roots.choose(sources.find(row.sourceId, offerNameOf(row), context.input.version), (line) =>
					context.log(line)
				);
			}
		},
		{
			name: 'source',
			title: 'Fetching its files',
			weight: 6,
			run: async (context) => {
				const { input, log } = context;
				const row = rowOf(context);
				if (isSwitched(row, input)) return;
				const kept = input.kept ? keptRelease(row, input.folder) : null;
				if (kept) {
					rows.set(row.id, { pending: kept });
					return log(`Version ${kept.version} is still there from before.`);
				}
				const { version, folder } = input;
				const wanted = { ...row, version, folder };
				const {
					bytes: size,
					identity: _identity,
					...known
				} = await tree.fetch(wanted, (fraction, note) => context.progress(fraction, note), context.signal);
				needAccepted(row, known, input.accepted);
				deps.exchanged.check(row, known.manifest);
				rows.set(row.id, { pending: { ...known, version, folder, layers: [], buildKind: null } });
				log(`${size} bytes from ${known.origin}; SHA-256 of all: ${known.treeHash}`);
			}
		},
		{
			name: 'root',
			title: 'Making its root filesystem',
			weight: 30,
			run: async (context) => {
				const row = rowOf(context);
				if (isSwitched(row, context.input)) return;
				const pending = pendingOf(context);
				if (pending.layers.length > 0 && context.input.kept) return;
				const next = { ...row, ...pending };
				const built = await roots.build(next, files.sourcePath(row.id, pending.folder), context);
				rows.set(row.id, { pending: { ...pending, ...built } });
			}
		},
		{
			name: 'switch',
			title: 'Switching to the new version',
			weight: 12,
			run: async (context) => {
				const { pupId, name, version, folder, start, wasEnabled, kept } = context.input;
				const row = rowOf(context);
				if (!isSwitched(row, context.input)) pendingOf(context);
				await context.child(switching, { pupId, name, version, folder, start, wasEnabled, kept });
			}
		},
		{
			name: 'tidy',
			title: 'Removing layers that are no longer used',
			weight: 1,
			run: async ({ input, log }) => {
				const freed = await tidy(input.pupId);
				if (freed > 0) log(`Removed layers that are no longer used: ${bytes(freed)}.`);
			}
		}
	];

	/**
	 * Keeps the current version and the previous one. Removes the files of all others, and their
	 * unshared layers.
	 * @returns bytes of the freed layers
	 */
	async function tidy(pupId: string): Promise<number> {
		const row = rows.find(pupId);
		if (!row) return 0;
		const layers = releasesOf(row).flatMap((one) => one.layers);
		const kept = (row.previous ?? []).slice(0, 1);
		rows.set(pupId, { pending: null, pendingConfig: null, previous: kept });
		try {
			await files.keepSources(
				pupId,
				row.folder,
				kept.map(({ folder }) => folder)
			);
			return (await builder?.freeUnused(layers)) ?? 0;
		} catch (error) {
			// The remains disturb nothing, and are removed with the next update or with the pup.
			deps.log.warn({ pup: pupId, err: error }, 'what an update left over could not be removed');
			return 0;
		}
	}

	async function undo({ pupId }: UpdateJob, _failure: Failure): Promise<void> {
		await tidy(pupId);
		signals.publish('changed', pupId);
	}

	return jobs.define<UpdateJob>({
		...common,
		// Fetching and building does not affect the running pup.
		resources: ({ pupId }) => [filesOf(pupId)],
		kind: 'pup.update',
		title: ({ name, version }) => `Update ${name} to ${version}`,
		conflict: 'reject',
		conditions: [
			diskSpace({
				bytes: ROOM_FOR_UPDATE,
				folder: () => deps.paths.images,
				what: 'updating a pup',
				otherwise: 'refuse'
			})
		],
		timeoutMs: 90 * MINUTE + MOST_HEALTH_MS,
		steps: all,
		undo
	});
}

/** 409: the desired version is already installed. */
export function upToDate({ name, version }: { name: string; version: string }): BoxError {
	return new BoxError({
		code: 'up-to-date',
		status: 409,
		message: `${name} already has version ${version}.`,
		hint: 'Refresh its source to check for a newer one, or give another version.'
	});
}
