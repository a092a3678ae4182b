/** What others are to a pup, as `wiring/` tells it. */
import type { Failure } from '../../contract/jobs.ts';
import type { Manifest } from '../../contract/manifest.ts';

/** Where a pup finds what another provides to it, as its services learn it. */
export interface LinkedProvider {
	/** Name of the interface. */
	interface: string;
	/** Name of the port in the provider's manifest. */
	name: string;
	/** Address of the provider on the pup network. */
	host: string;
	port: number;
}

/** What others are to a pup. `wiring/`, which is made later, says it. */
export interface PupLinks {
	/** Who provides what to it, whether that one runs or not. */
	providers(id: string): LinkedProvider[];
	/** Why it has to wait before it is started; null where it may. */
	waitsFor(id: string): Failure | null;
	/** Who could not use a pup any more with another manifest of it, each as a sentence. */
	breaks(id: string, next: Manifest): { key: string; text: string }[];
	/**
	 * Has the network follow what pups may reach now: before one of them is connected.
	 * @throws BoxError where the rules cannot be written
	 */
	enforce(signal?: AbortSignal): Promise<void>;
}
