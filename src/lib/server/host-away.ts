/** Reports about the host while the agent is away. */
import type { AgentHost, HostFacts } from './host/index.ts';
import type { Parts } from './parts.ts';

/**
 * The host's facts as probed. While the agent is away, it is listed as a missing part.
 * @returns call it for the current facts
 */
export function factsWithAgent(
	found: HostFacts,
	agent: Pick<AgentHost, 'connected'>,
	parts: Pick<Parts, 'state'> | null
): () => HostFacts {
	return () => {
		if (agent.connected()) return found;
		const reason = parts?.state('agent')?.reason;
		const missing = {
			code: 'host-agent-away',
			what: `The host agent is being restarted${reason ? ` (${reason})` : ''}.`,
			effect: 'Pups keep running. Until it is back, none can be installed, started or stopped.',
			command: null
		};
		return { ...found, runtime: { ...found.runtime, missing: [...found.runtime.missing, missing] } };
	};
}
