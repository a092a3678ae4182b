/** The jobs of dev mode: switching it, and restarting a pup from its developer's folder. */
import type { Failure } from '../../../contract/jobs.ts';
import { BoxError } from '../../../contract/errors.ts';
import type { Step } from '../../jobs/types.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { offerNameOf, type PupRows, type StateMachine } from '../installed/index.ts';
import { withFiles, type DevJob, type DevJobs, type Steps } from '../lifecycle/index.ts';
import { manifestValues, type DevManifests } from './manifest.ts';

/** Declares the kinds of jobs. Call it before the jobs start. */
export function defineDev(
	deps: Pick<PupsDeps, 'jobs' | 'sources'> & {
		rows: PupRows;
		states: StateMachine;
		content: PupContent;
		manifests: DevManifests;
		steps: Steps;
	}
): DevJobs {
	const { jobs, rows, states, manifests } = deps;
	const { tree, roots } = deps.content;
	const { stop, undoStart, writeSettings, startIfWanted } = deps.steps;

	const source: Step<DevJob> = {
		name: 'source',
		title: 'Reading its folder',
		weight: 2,
		run: async ({ input, log, progress, signal }) => {
			const row = rows.get(input.pupId);
			if (input.dev) {
				if (tree.devFolder(row) === null) throw noDev(row.name);
				const manifest = await manifests.read(row);
				if (!manifest) log('Its manifest cannot be used as it is now; the last one stays.');
				tree.forget(row.id);
				rows.set(row.id, {
					...(manifest && manifestValues(row, manifest)),
					dev: true,
					treeHash: null,
					origin: 'folder',
					signature: 'unsigned'
				});
				log(`It runs from ${tree.devFolder(row)}, which it may write to. Its files are not hashed.`);
				return;
			}
			await deps.sources.refresh(row.sourceId);
			const { version } = deps.sources.find(row.sourceId, offerNameOf(row));
			const { bytes, identity: _identity, ...known } = await tree.fetch({ ...row, version }, progress, signal);
			rows.set(row.id, { ...manifestValues(row, known.manifest), ...known, dev: false });
			log(`${bytes} bytes from ${known.origin}; SHA-256 of all: ${known.treeHash}`);
		}
	};

	const steps: Step<DevJob>[] = [
		stop,
		source,
		{
			name: 'root',
			title: 'Building its root filesystem',
			weight: 4,
			run: async (context) => {
				const row = rows.get(context.input.pupId);
				// An image may be an archive in the folder, and may have changed.
				if (row.layers.length > 0 && row.buildKind !== 'image') return;
				rows.set(row.id, await roots.build(row, tree.folder(row), context));
			}
		},
		{
			name: 'files',
			title: 'Writing its settings',
			weight: 1,
			run: async ({ input }) => writeSettings(rows.get(input.pupId))
		},
		{
			name: 'start',
			title: 'Starting it',
			weight: 4,
			run: async (context) => {
				const { id, state, enabled } = rows.get(context.input.pupId);
				if (state === 'broken' && !enabled) states.transition(id, { kind: 'installed' });
				await startIfWanted(context);
			}
		}
	];

	/** A pup whose switching failed may lack a root. It is then broken until the owner retries. */
	async function undo(job: DevJob, failure: Failure): Promise<void> {
		await undoStart(job, failure);
		const row = rows.find(job.pupId);
		if (row?.state !== 'stopped' || row.layers.length > 0) return;
		states.transition(row.id, {
			kind: 'failed',
			failure: { ...failure, hint: failure.hint ?? 'Try again, or switch dev mode.' }
		});
	}

	const switching = jobs.define<DevJob>({
		...withFiles,
		kind: 'pup.dev',
		title: ({ name, dev }) => `Dev mode of ${name}: ${dev ? 'on' : 'off'}`,
		conflict: 'queue',
		timeoutMs: 60 * 60_000,
		steps,
		undo
	});
	const reload = jobs.define<DevJob>({
		...withFiles,
		kind: 'pup.reload',
		title: ({ name }) => `Start ${name} from its folder`,
		conflict: 'join',
		timeoutMs: 60 * 60_000,
		steps,
		undo
	});
	return { dev: switching, reload };
}

/** 409: its source is no folder of this host. */
export function noDev(name: string): BoxError {
	return new BoxError({
		code: 'no-dev',
		status: 409,
		message: `${name} cannot run in dev mode: its source is no folder of this host, or the folder is not there.`,
		hint: 'Add the folder in which you work as a source, and install the pup from there.'
	});
}
