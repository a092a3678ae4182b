/** Settings that the host agent receives, on its standard input or in a file that root owns. */
import { join } from 'node:path';
import type { KeyManagerPlace } from '../agent/key-manager.ts';
import type { Account } from '../lib/server/accounts.ts';
import type { BoxConfig } from '../lib/server/config.ts';
import { namesOf, pathsOf } from '../lib/server/paths.ts';

/** Path of the agent's socket. */
export const agentSocketOf = (run: string) => join(run, 'agent', 'agent.sock');

/**
 * @param owner dogeboxd's account
 * @param keyManager the key manager that the agent starts and watches; null when it starts none
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
