/** The jobs of a pup's life, each a row of idempotent steps: after a kill at any point the next start goes on with them. */
import { eq } from 'drizzle-orm';
import type { Failure } from '../../contract/jobs.ts';
import { BoxError } from '../../contract/errors.ts';
import { tables } from '../db/index.ts';
import type { Step, StepContext } from '../jobs/types.ts';
import { chooseBuild, createAbility } from '../sources/index.ts';
import { needsConfig } from './config.ts';
import type { Pages } from './pages.ts';
import { hostCannotRun, type Running, type RunningParts } from './running.ts';
import type { PupRow } from './rows.ts';

const MINUTE = 60_000;

/** Input of every job here. The name is for titles: a purged pup has none any more. */
export interface PupJob {
	pupId: string;
	name: string;
}

export interface InstallJob extends PupJob {
	/** Nothing was kept from an earlier installation: a cancel leaves nothing. */
	fresh: boolean;
}

export interface LifecycleParts extends RunningParts {
	running: Running;
	pages: Pages;
	/** A purged pup: what is remembered of it in memory goes too. */
	forget: (id: string) => void;
}

/** Declares the kinds of jobs. Call it before the jobs start. */
export function defineLifecycle(parts: LifecycleParts): void {
	const { deps, rows, states, config, files, running, pages } = parts;
	const { jobs, database } = deps;
	const ability = createAbility({ facts: deps.facts, canRun: deps.engine !== null, builder: deps.builder });

	const common = {
		resources: (input: PupJob) => [`pup:${input.pupId}`],
		pupId: (input: PupJob) => input.pupId,
		afterCrash: 'resume' as const
	};

	const row = ({ input }: StepContext<PupJob>): PupRow => rows.get(input.pupId);

	const prepare: Step<PupJob> = {
		name: 'prepare',
		title: 'Preparing its files',
		weight: 1,
		run: async ({ input }) => {
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
		}
	};
	const start: Step<PupJob> = {
		name: 'start',
		title: 'Starting its container',
		weight: 4,
		run: ({ input, signal }) => running.start(input.pupId, signal)
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
		states.move(pupId, 'broken', { failure: withHint(failure) });
	}

	jobs.define<PupJob>({
		...common,
		kind: 'pup.start',
		title: ({ name }) => `Start ${name}`,
		conflict: 'join',
		timeoutMs: 5 * MINUTE,
		steps: [prepare, start, verify],
		undo: undoStart
	});

	jobs.define<PupJob>({
		...common,
		kind: 'pup.restart',
		title: ({ name }) => `Restart ${name}`,
		conflict: 'join',
		timeoutMs: 5 * MINUTE,
		steps: [stop, prepare, start, verify],
		undo: undoStart
	});

	jobs.define<PupJob>({
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
			states.move(pupId, 'stopped');
			return;
		}
		states.move(pupId, 'broken', {
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
			const pup = rows.find(pupId);
			if (pup && pup.state !== 'uninstalled') {
				states.move(pupId, 'uninstalled', { values: { layers: [], enabled: false } });
			}
		}
	};

	jobs.define<PupJob>({
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
		deps.metrics.forget(pupId);
		states.erase(pupId);
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

	jobs.define<PupJob>({
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

	const installSteps: Step<InstallJob>[] = [
		{
			name: 'check',
			title: 'Checking what it needs',
			weight: 1,
			run: async (context) => {
				const pup = row(context);
				if (!deps.engine) throw hostCannotRun(deps);
				const choice = chooseBuild(pup.manifest, await ability());
				if (!choice.ok) throw notRunnable(pup.name, choice.reason, choice.command);
				context.log(`Its root filesystem is built by: ${choice.kind}.`);
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
			name: 'base',
			title: 'Getting the base system ready',
			weight: 20,
			run: async (context) => {
				const { builder, debian } = buildOf(row(context));
				await builder.ensureBase(
					{ suite: debian.suite ?? undefined },
					(fraction, note) => context.progress(fraction, note),
					(line) => context.log(line),
					context.signal
				);
			}
		},
		{
			name: 'packages',
			title: 'Installing its packages',
			weight: 12,
			run: async (context) => {
				const pup = row(context);
				const { builder, debian } = buildOf(pup);
				const layers = await builder.ensureDebian(
					{ packages: debian.packages, suite: debian.suite ?? undefined },
					(fraction, note) => context.progress(fraction, note),
					(line) => context.log(line),
					context.signal
				);
				rows.set(pup.id, { layers: layers.map((layer) => layer.id) });
			}
		},
		{
			name: 'files',
			title: 'Putting its files in place',
			weight: 2,
			run: async (context) => {
				const pup = row(context);
				const found = deps.sources.find(pup.sourceId, pup.name, pup.version);
				const bytes = await files.copySource(pup.id, found.folder!, context.signal);
				context.log(`Copied ${bytes} bytes from its source.`);
				await files.makeStorage(pup.id);
				config.fillDefaults(pup);
				await files.writeConfig(pup.id, config.opened(pup));
				pages.allocate(pup);
				if (pup.state === 'installing') states.move(pup.id, 'stopped', { values: { installedAt: Date.now() } });
			}
		},
		{
			name: 'start',
			title: 'Starting it',
			weight: 2,
			run: async (context) => {
				const pup = row(context);
				if (!pup.enabled) return context.log('It is not started, as asked.');
				if (needsConfig(pup.manifest, config.stored(pup.id), pup.configSavedAt)) {
					return context.log('It starts when its settings have been saved.');
				}
				await running.prepare(pup.id);
				await running.start(pup.id, context.signal);
				await running.settle(pup.id, context.signal);
			}
		}
	];

	function buildOf(pup: PupRow) {
		const { debian } = pup.manifest.container.build;
		if (!debian || !deps.builder) throw notRunnable(pup.name, 'This host has no way to build it.', null);
		return { builder: deps.builder, debian };
	}

	/** A cancelled installation leaves what was there before; a failed one says why, and keeps what it has for the retry. */
	async function undoInstall({ pupId, fresh }: InstallJob, failure: Failure): Promise<void> {
		const pup = rows.find(pupId);
		if (!pup) return;
		if (failure.code !== 'cancelled') {
			if (pup.state === 'running' || pup.state === 'crashed') return;
			await running.stop(pupId).catch(() => {});
			states.move(pupId, 'broken', { failure: withHint(failure) });
			return;
		}
		await running.stop(pupId);
		if (fresh) return purge(pupId);
		await deps.engine?.remove(pupId);
		await files.removeFolder(pupId);
		states.move(pupId, 'uninstalled', { values: { layers: [], enabled: false } });
	}

	jobs.define<InstallJob>({
		...common,
		kind: 'pup.install',
		title: ({ name }) => `Install ${name}`,
		conflict: 'reject',
		timeoutMs: 60 * MINUTE,
		steps: installSteps,
		undo: undoInstall
	});
}

const CANCELLED_STOP: Failure = {
	code: 'stop-cancelled',
	reason: 'Stopping it was cancelled half-way.',
	hint: 'Start it, or stop it again.'
};

/** A failed state always says what to do. */
function withHint(failure: Failure): Failure {
	return { ...failure, hint: failure.hint ?? 'Try again; its job’s log tells more. If it stays so, remove the pup.' };
}

/** 422: no way to build it here. */
export function notRunnable(name: string, reason: string, command: string | null): BoxError {
	return new BoxError({
		code: 'not-runnable',
		status: 422,
		message: `${name} cannot run here. ${reason}`,
		...(command && { hint: `Run: ${command}` })
	});
}
