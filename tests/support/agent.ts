/**
 * What the supervisor tells the host agent on its first line, for agents that tests start alone.
 */
import { join } from 'node:path';
import type { HostNames, HostPaths } from '../../src/lib/server/host/index.ts';

export interface AgentSettings {
	socketPath: string;
	paths: HostPaths;
	names: HostNames;
	/** Whose processes may ask. */
	account: { uid: number; gid: number };
	auditFile: string;
	registryAuth: null;
}

/**
 * @param own.instance name of the instance, for everything on the host
 * @param own.data absolute folder, with everything below it that is not the run folder
 * @param own.run absolute run folder; the socket lies below it
 */
export function agentSettings(own: {
	instance: string;
	data: string;
	run: string;
	account: AgentSettings['account'];
}): AgentSettings {
	const { instance, data, run, account } = own;
	return {
		socketPath: join(run, 'agent', 'agent.sock'),
		paths: { data, storage: join(data, 'storage'), images: join(data, 'images'), logs: join(data, 'logs'), run },
		names: {
			instance,
			bridge: `${instance}0`,
			subnet: '10.198.0.0/16',
			nftTable: `dogebox_${instance}`,
			cgroup: `/dogebox-${instance}`,
			idBase: 524288
		},
		account,
		auditFile: join(data, 'logs', 'host-agent.log'),
		registryAuth: null
	};
}
