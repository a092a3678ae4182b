/** The job that installs a pup: from its source, over every way of building, to its first start. */
import type { Failure } from '../../contract/jobs.ts';
import { diskSpace } from '../jobs/index.ts';
import type { JobHandle, Step, StepContext } from '../jobs/types.ts';
import { needsConfig } from './config.ts';
import { common, withHint, type InstallJob, type LifecycleParts, type PupJob } from './pup-jobs.ts';
import { hostCannotRun } from './running.ts';
import type { PupRow } from './rows.ts';

const MINUTE = 60_000;
/** Free space without which no installation is begun, bytes: about a packed base layer. */
const ROOM_FOR_INSTALL = 200_000_000;

/** Starts a pup at the end of a job, where its owner wants it to run and its settings are there. */
export async function startIfWanted(
	{ rows, config, running }: Pick<LifecycleParts, 'rows' | 'config' | 'running'>,
	{ input, signal, log }: StepContext<PupJob>
): Promise<void> {
	const pup = rows.get(input.pupId);
	if (!pup.enabled) return log('It is not started, as asked.');
	if (needsConfig(pup.manifest, config.stored(pup.id), pup.configSavedAt)) {
		return log('It starts when its settings have been saved.');
	}
	await running.prepare(pup.id);
	await running.start(pup.id, signal);
	await running.settle(pup.id, signal);
}

/** Gives the pup what its manifest asks for beside its files: defaults, the file with its settings, ports for its pages. */
export async function putSettings(
	{ files, config, pages }: Pick<LifecycleParts, 'files' | 'config' | 'pages'>,
	pup: PupRow
): Promise<void> {
	await files.makeStorage(pup.id);
	config.fillDefaults(pup);
	await files.writeConfig(pup.id, config.opened(pup));
	pages.allocate(pup);
}

/**
 * Declares the kind of job. Call it before the jobs start.
 * @param purge takes away everything of a pup
 */
export function defineInstall(parts: LifecycleParts, purge: (pupId: string) => Promise<void>): JobHandle<InstallJob> {
	const { deps, rows, states, files, running, tree, roots } = parts;
	const row = ({ input }: StepContext<InstallJob>): PupRow => rows.get(input.pupId);

	const steps: Step<InstallJob>[] = [
		{
			name: 'check',
			title: 'Checking what it needs',
			weight: 1,
			run: async (context) => {
				if (!deps.engine) throw hostCannotRun(deps);
				await roots.choose(row(context), (line) => context.log(line));
			}
		},
		{
			name: 'source',
			title: 'Fetching its files',
			weight: 6,
			run: async (context) => {
				const pup = row(context);
				const { bytes, ...known } = await tree.fetch(
					pup,
					(fraction, note) => context.progress(fraction, note),
					context.signal
				);
				rows.set(pup.id, known);
				context.log(`${bytes} bytes from ${known.origin}; SHA-256 of all: ${known.treeHash}`);
			}
		},
		{
			name: 'keys',
			title: 'Making its keys',
			weight: 1,
			run: async (context) => {
				const pup = row(context);
				await files.makeStorage(pup.id);
				// Always the same ones for the same pup: over kept data they are written again, where they differ.
				if (await files.writeKeys(pup.id)) rows.set(pup.id, { keys: 'made' });
				else if (pup.keys === 'waiting') context.log('Its keys are made when the owner next gives the password.');
			}
		},
		{
			name: 'root',
			title: 'Making its root filesystem',
			weight: 30,
			run: async (context) => {
				const pup = row(context);
				rows.set(pup.id, await roots.build(pup, tree.folder(pup), context));
			}
		},
		{
			name: 'files',
			title: 'Putting its settings in place',
			weight: 1,
			run: async (context) => {
				const pup = row(context);
				await putSettings(parts, pup);
				if (pup.state !== 'installing') return;
				states.transition(pup.id, { kind: 'installed', values: { installedAt: Date.now() } });
			}
		},
		{
			name: 'start',
			title: 'Starting it',
			weight: 2,
			run: (context) => startIfWanted(parts, context)
		}
	];

	/** A cancelled installation leaves what was there before; a failed one says why, and keeps what it has for the retry. */
	async function undo({ pupId, fresh }: InstallJob, failure: Failure): Promise<void> {
		const pup = rows.find(pupId);
		if (!pup) return;
		if (failure.code !== 'cancelled') {
			if (pup.state === 'running' || pup.state === 'crashed') return;
			await running.stop(pupId).catch(() => {});
			states.transition(pupId, { kind: 'failed', failure: withHint(failure) });
			return;
		}
		await running.stop(pupId);
		if (fresh) return purge(pupId);
		await deps.engine?.remove(pupId);
		await files.removeFolder(pupId);
		tree.forget(pupId);
		states.transition(pupId, { kind: 'uninstalled', values: { layers: [], enabled: false } });
	}

	return deps.jobs.define<InstallJob>({
		...common,
		kind: 'pup.install',
		title: ({ name }) => `Install ${name}`,
		conflict: 'reject',
		conditions: [
			diskSpace({
				bytes: ROOM_FOR_INSTALL,
				folder: () => deps.paths.images,
				what: 'installing a pup',
				otherwise: 'refuse'
			})
		],
		timeoutMs: 60 * MINUTE,
		steps,
		undo
	});
}
