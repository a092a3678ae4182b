import type { Logger } from 'pino';
import type { Host } from '../../host/index.ts';
import type { ContainerNetwork } from '../network.ts';

export interface NixosDeps {
	host: Host;
	/** Null: containers get no network. */
	network: (ContainerNetwork & { gateway: string }) | null;
	/**
	 * Builds the system of a container from its description, which refers to these packages.
	 * @returns its path in the Nix store
	 */
	build: (of: { description: string; link: string; packages: string[] }, signal?: AbortSignal) => Promise<string>;
	log: Logger;
}
