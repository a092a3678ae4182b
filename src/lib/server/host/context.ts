import type { Launcher, Spawner } from './spawn.ts';
import type { HostNames, HostPaths } from './types.ts';

/** Everything a verb may use: the instance's paths and names, and functions that start programs. */
export interface VerbContext {
	readonly paths: HostPaths;
	readonly names: HostNames;
	readonly spawn: Spawner;
	/** Starts a program that outlives this process (a container's monitor). */
	readonly launch: Launcher;
	/**
	 * dogeboxd's account, when the verbs run in the agent: dogeboxd may read the files that they
	 * leave for it, and files that they accept from it must belong to it. Null when they run in
	 * dogeboxd.
	 */
	readonly account: { uid: number; gid: number } | null;
	/** Agent only: file with passwords for image registries, absolute; null for none. */
	readonly registryAuth?: string | null;
	/** Folders of the host that may be mounted into boxes, absolute; absent: none. */
	readonly boxFolders?: readonly string[];
	/** Agent only: the program that unpacks archives (`src/unpack/main.ts`), absolute. */
	readonly unpacker?: string;
	/** Agent only: whether systemd starts the programs of the box, nginx included, as units. */
	readonly units?: boolean;
	readonly signal: AbortSignal | undefined;
	/** Receives lines of output from long-running verbs. */
	readonly onLine: (line: string) => void;
}
