/** The key manager as this box uses it: its client and its process. */
import { join } from 'node:path';
import type { BoxConfig } from '../config.ts';
import type { Parts } from '../parts.ts';
import { createDkmClient, type DkmClient } from './client.ts';
import { createDkmSupervisor, createWatchedDkm, type DkmSupervisor, type DkmSupervisorOptions } from './supervisor.ts';

export interface KeyManagerDeps {
	config: Pick<BoxConfig, 'agentSocket' | 'data' | 'dkmProgram' | 'dkmUrl'>;
	socketPath: string;
	/** Reports of the supervisor; null when there is none. */
	parts: Parts | null;
	log: DkmSupervisorOptions['log'];
}

/**
 * Creates both without starting anything.
 * @returns `supervisor`: its process, watched or kept by us; null for one at `DKM_URL`
 */
export function createKeyManager({ config, socketPath, parts, log }: KeyManagerDeps): {
	supervisor: DkmSupervisor | null;
	dkm: DkmClient;
} {
	const { agentSocket, data, dkmProgram, dkmUrl } = config;
	if (dkmUrl) return { supervisor: null, dkm: createDkmClient({ url: dkmUrl }) };
	const supervisor =
		parts && agentSocket !== null
			? createWatchedDkm(parts, socketPath)
			: createDkmSupervisor({ program: dkmProgram, folder: join(data, 'dkm'), socketPath, log });
	return { supervisor, dkm: createDkmClient({ socketPath }, supervisor.ready) };
}
