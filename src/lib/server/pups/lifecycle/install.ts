/**
 * The job that installs a pup: fetches it from its source, builds it in the chosen way, and starts
 * it.
 */
import { isDeepStrictEqual } from 'node:util';
import { BoxError } from '../../../contract/errors.ts';
import type { Failure, InstallResult } from '../../../contract/jobs.ts';
import type { Manifest } from '../../../contract/manifest.ts';
import { diskSpace } from '../../jobs/index.ts';
import type { JobHandle, Jobs, Step, StepContext } from '../../jobs/types.ts';
import { missingWords } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { NOTHING_LEFT, type PupRow, type PupRows, type StateMachine } from '../installed/index.ts';
import { hostCannotRun } from '../refusals.ts';
import { withFiles, withHint, type InstallJob } from './kinds.ts';
import type { Removal } from './removal.ts';
import type { Running } from './running.ts';
import type { Outcome, Steps } from './steps.ts';

const MINUTE = 60_000;
/** Free space that an installation requires, bytes: about a packed base layer. */
const ROOM_FOR_INSTALL = 200_000_000;

/** Describes the outcome of an installation. */
function installedWords({ ends, missing, waitsFor }: Outcome): string {
	if (waitsFor !== undefined) return `Installed. ${waitsFor}`;
	if (ends === 'running') return 'Installed and running.';
	if (ends === 'stopped') return 'Installed, not started, as asked.';
	return `Installed, needs settings. ${missingWords(missing) || 'Check and save them once; then it starts.'}`;
}

/**
 * @throws BoxError 422 `content-changed` where the content differs from what the plan was based on
 */
function needAgreed(
	{ name, manifest }: Pick<PupRow, 'name' | 'manifest'>,
	found: { identity: string; manifest: Manifest },
	agreed: string
): void {
	if (found.identity === agreed && isDeepStrictEqual(found.manifest, manifest)) return;
	throw new BoxError({
		code: 'content-changed',
		status: 422,
		message: `The source now offers something else as ${name} than what you agreed to.`,
		hint: 'Try again to install what it offers now, or remove it.'
	});
}

export interface Installing {
	install: JobHandle<InstallJob, InstallResult>;
	/**
	 * Cancels the installation of a pup that was admitted and has no job any more.
	 * @param failure the reason; with code `cancelled` the previous state is restored
	 */
	abandon(task: InstallJob, failure: Failure): Promise<void>;
}

/** Declares the kind of job. Call it before the jobs start. */
export function defineInstall(
	deps: Pick<PupsDeps, 'engine' | 'facts' | 'paths'> & {
		jobs: Jobs;
		rows: PupRows;
		states: StateMachine;
		content: PupContent;
		running: Running;
		steps: Steps;
		removal: Removal;
	}
): Installing {
	const { engine, jobs, rows, states, running, steps, removal } = deps;
	const { files, tree, roots } = deps.content;
	const row = ({ input }: StepContext<InstallJob, InstallResult>): PupRow => rows.get(input.pupId);

	const all: Step<InstallJob, InstallResult>[] = [
		{
			name: 'check',
			title: 'Checking what it needs',
			weight: 1,
			run: async (context) => {
				if (!engine) throw hostCannotRun(deps);
				await roots.choose(row(context), (line) => context.log(line));
			}
		},
		{
			name: 'source',
			title: 'Fetching its files',
			weight: 6,
			run: async (context) => {
				const pup = row(context);
				const { bytes, identity, ...known } = await tree.fetch(
					pup,
					(fraction, note) => context.progress(fraction, note),
					context.signal
				);
				const { agreed = null } = context.input;
				if (agreed !== null) needAgreed(pup, { identity, manifest: known.manifest }, agreed);
				rows.set(pup.id, known);
				context.log(`${bytes} bytes from ${known.origin}; SHA-256 of all: ${known.treeHash}`);
			}
		},
		{
			name: 'keys',
			title: 'Creating its keys',
			weight: 1,
			run: async (context) => {
				const pup = row(context);
				if (await files.createStorage(pup.id)) {
					context.log('Data of an earlier installation exists. It is kept, and the pup finds it at /storage.');
				}
				// A pup's keys are always the same. Over kept data they are written again where
				// they differ.
				if (await files.writeKeys(pup.id)) rows.set(pup.id, { keys: 'made' });
				else if (pup.keys === 'waiting') context.log('Its keys are created when the owner next enters the password.');
			}
		},
		{
			name: 'root',
			title: 'Building its root filesystem',
			weight: 30,
			run: async (context) => {
				const pup = row(context);
				rows.set(pup.id, await roots.build(pup, tree.folder(pup), context));
			}
		},
		{
			name: 'files',
			title: 'Writing its settings',
			weight: 1,
			run: async (context) => {
				const pup = row(context);
				await steps.writeSettings(pup);
				if (pup.state !== 'installing') return;
				states.transition(pup.id, { kind: 'installed', values: { installedAt: Date.now() } });
			}
		},
		{
			name: 'start',
			title: 'Starting it',
			weight: 2,
			run: async (context) => {
				const outcome = await steps.startIfWanted(context, { inTurn: true });
				const { ends, missing } = outcome;
				context.setResult({ ends, missing, text: installedWords(outcome) });
			}
		}
	];

	/**
	 * A cancelled installation restores the previous state. A failed one records the reason, and
	 * keeps what it has for a retry.
	 */
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
		if (fresh) return removal.purge(pupId);
		await engine?.remove(pupId);
		await files.removeFolder(pupId);
		tree.forget(pupId);
		states.transition(pupId, { kind: 'uninstalled', values: { ...NOTHING_LEFT, enabled: false } });
	}

	const install = jobs.define<InstallJob, InstallResult>({
		...withFiles,
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
		steps: all,
		undo
	});
	return {
		install,
		async abandon(task, failure) {
			if (rows.find(task.pupId)?.state === 'installing') await undo(task, failure);
		}
	};
}
