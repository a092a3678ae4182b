/** The recovery of a box whose database cannot be used, put together. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createSpawner, createAgentHost, createLocalHost, type AgentHost, type Host } from '../host/index.ts';
import {
	copiesBeforeMigrations,
	copiesFolder,
	listCopies,
	readCopy,
	replaceDatabase,
	type DatabaseState
} from '../db/index.ts';
import { createKeyManager } from '../keys/index.ts';
import { describeFound } from '../pups/index.ts';
import { markConfigured } from '../setup/index.ts';
import { findStoragePlace, keepStoragePlace, type StoragePlace } from '../system/index.ts';
import { keyManagerSocket, namesOf, pathsOf } from '../paths.ts';
import { createPages } from './pages.ts';
import type { Findings, OfferedCopy, Recovery, RecoveryDeps } from './types.ts';

/** Where no database says which disk holds pups' data. */
interface Ground {
	host: Host;
	agent: AgentHost | null;
	place: StoragePlace | null;
}

function groundOf({ config }: Pick<RecoveryDeps, 'config'>): Ground {
	const { agentSocket } = config;
	const place = findStoragePlace(config.instance);
	const paths = pathsOf(config, agentSocket !== null, () => place);
	const names = namesOf(config);
	const agent = agentSocket === null ? null : createAgentHost({ paths, names, socketPath: agentSocket });
	return { host: agent ?? createLocalHost({ paths, names, spawn: createSpawner() }), agent, place };
}

function findCopies(data: string): OfferedCopy[] {
	const daily = listCopies(copiesFolder(data)).map((copy) => ({ ...copy, kind: 'daily' as const }));
	const before = copiesBeforeMigrations(join(data, 'dogebox.db')).map((copy) => ({
		...copy,
		at: statSync(copy.file).mtimeMs,
		kind: 'migration' as const
	}));
	return [...daily, ...before]
		.map(({ name, file, at, kind }) => ({ name, file, at, kind, ...readCopy(file) }))
		.sort((a, b) => b.at - a.at);
}

async function look(data: string, host: Host): Promise<Findings> {
	const copies = findCopies(data);
	try {
		return { copies, pups: await describeFound(host), pupsProblem: null };
	} catch (error) {
		return { copies, pups: [], pupsProblem: error instanceof Error ? error.message : String(error) };
	}
}

/** Whether a database that is not there, or holds nothing, is the one of a box that is new. */
function isNewBox({ state }: DatabaseState, { copies, pups, pupsProblem }: Findings): boolean {
	const nothing = state === 'missing' || state === 'empty' || state === 'unused';
	return nothing && copies.length === 0 && pups.length === 0 && pupsProblem === null;
}

/**
 * Begins the recovery, where it is one.
 * @returns null for the database of a new box: it starts as such
 */
export async function createRecovery(deps: RecoveryDeps): Promise<Recovery | null> {
	const { config, log, database } = deps;
	const file = join(config.data, 'dogebox.db');
	const { host, agent, place } = groundOf(deps);
	const first = await look(config.data, host);
	if (isNewBox(database, first)) {
		agent?.close();
		return null;
	}
	log.error({ database, copies: first.copies.length, pups: first.pups.length }, 'the database cannot be used');
	const socketPath = keyManagerSocket(host.paths);
	const { supervisor, dkm } = createKeyManager({ config, socketPath, parts: deps.parts, log });
	supervisor?.start().catch((error: unknown) => log.error({ err: error }, 'the key manager does not answer'));

	let finish = () => {};
	const done = new Promise<void>((resolve) => (finish = resolve));
	const handle = createPages({
		config,
		log,
		database,
		file,
		dkm,
		findings: () => look(config.data, host),
		replace(copy) {
			const aside = replaceDatabase({
				file,
				copy: copy?.file ?? null,
				migrations: config.migrations,
				adjust({ settings }) {
					if (copy !== null) return;
					markConfigured(settings, Date.now());
					if (place !== null && existsSync(place.folder)) keepStoragePlace(settings, place);
				}
			});
			log.warn({ copy: copy?.name ?? null, aside }, 'the database was replaced by its owner');
			return aside;
		},
		finish
	});
	return {
		handle,
		done,
		async close() {
			agent?.close();
			await supervisor?.stop();
		}
	};
}
