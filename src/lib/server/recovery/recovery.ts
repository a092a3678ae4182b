/** The recovery of a box whose database cannot be used: composes its parts. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../contract/errors.ts';
import { createSpawner, createAgentHost, createLocalHost, type AgentHost, type Host } from '../host/index.ts';
import { replaceDatabase, type DatabaseState } from '../db/index.ts';
import { createKeyManager } from '../keys/index.ts';
import { describeFound } from '../pups/index.ts';
import { markConfigured } from '../setup/index.ts';
import { findStoragePlace, keepStoragePlace, type StoragePlace } from '../system/index.ts';
import { keyManagerSocket, namesOf, pathsOf } from '../paths.ts';
import { createCopyReader, findCopies } from './copies.ts';
import { createPages } from './pages.ts';
import type { Findings, Recovery, RecoveryDeps } from './types.ts';

/** Access to the host, without a database that names the disk of pups' data. */
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

async function readPups(host: Host): Promise<Omit<Findings, 'copies'>> {
	try {
		return { pups: await describeFound(host), pupsProblem: null };
	} catch (error) {
		return { pups: [], pupsProblem: messageOf(error) };
	}
}

/** Whether a missing or empty database is that of a new box. */
function isNewBox({ state }: DatabaseState, copies: number, { pups, pupsProblem }: Omit<Findings, 'copies'>): boolean {
	const nothing = state === 'missing' || state === 'empty' || state === 'unused';
	return nothing && copies === 0 && pups.length === 0 && pupsProblem === null;
}

/**
 * Begins the recovery, where it is needed.
 * @returns null for the database of a new box, which starts normally
 */
export async function createRecovery(deps: RecoveryDeps): Promise<Recovery | null> {
	const { config, log, database } = deps;
	const file = join(config.data, 'dogebox.db');
	const { host, agent, place } = groundOf(deps);
	const copies = findCopies(config.data).length;
	const first = await readPups(host);
	if (isNewBox(database, copies, first)) {
		agent?.close();
		return null;
	}
	log.error({ database, copies, pups: first.pups.length }, 'the database cannot be used');
	const socketPath = keyManagerSocket(host.paths);
	const { supervisor, dkm } = createKeyManager({ config, socketPath, parts: deps.parts, log });
	supervisor?.start().catch((error: unknown) => log.error({ err: error }, 'the key manager does not answer'));

	let finish = () => {};
	const done = new Promise<void>((resolve) => (finish = resolve));
	const readCopies = createCopyReader(config.data);
	const handle = createPages({
		config,
		log,
		database,
		file,
		dkm,
		findings: async () => ({ copies: await readCopies(), ...(await readPups(host)) }),
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
