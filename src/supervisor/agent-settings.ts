/** What the host agent gets from whoever has it started: on its input, or in a file of root's. */
import { join } from 'node:path';
import type { KeyManagerPlace } from '../agent/key-manager.ts';
import type { Account } from '../lib/server/accounts.ts';
import type { BoxConfig } from '../lib/server/config.ts';
import { namesOf, pathsOf } from '../lib/server/paths.ts';

/** Where the agent listens. */
export const agentSocketOf = (run: string) => join(run, 'agent', 'agent.sock');

/**
 * @param owner dogeboxd's account
 * @param keyManager what it starts and watches; null where somebody else does
 */
export function agentSettings(
	config: BoxConfig,
	owner: Pick<Account, 'uid' | 'gid'>,
	keyManager: KeyManagerPlace | null
): object {
	const { data, storage, images, logs, run } = pathsOf(config, true, () => null);
	return {
		socketPath: agentSocketOf(run),
		paths: { data, storage, images, logs, run },
		names: namesOf(config),
		account: { uid: owner.uid, gid: owner.gid },
		auditFile: join(logs, 'host-agent.log'),
		registryAuth: config.registryAuth,
		boxFolders: config.boxFolders,
		keyManager
	};
}
