/** Links between pups, as `wiring/` provides them. */
import type { Failure } from '../../contract/jobs.ts';
import type { Manifest } from '../../contract/manifest.ts';

/**
 * Where a pup finds an interface that another pup provides to it. Its services receive these
 * values.
 */
export interface LinkedProvider {
	/** Name of the interface. */
	interface: string;
	/** Name of the port in the provider's manifest. */
	name: string;
	/** Address of the provider on the pup network. */
	host: string;
	port: number;
}

/** Links between pups. `wiring/`, which is created later, implements them. */
export interface PupLinks {
	/** The providers of a pup, running or not. */
	providers(id: string): LinkedProvider[];
	/** Why the pup must wait before it is started; null where it need not. */
	waitsFor(id: string): Failure | null;
	/** The pups that could not use this pup with another manifest, one sentence for each. */
	breaks(id: string, next: Manifest): { key: string; text: string }[];
	/**
	 * Updates the network rules to the current links. Called before a pup is connected.
	 * @throws BoxError where the rules cannot be written
	 */
	enforce(signal?: AbortSignal): Promise<void>;
}
