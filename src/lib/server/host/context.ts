import type { Launcher, Spawner } from './spawn.ts';
import type { HostNames, HostPaths } from './types.ts';

/**
 * What a verb may use: where things lie, what they are called, and the one way to start a program.
 */
export interface VerbContext {
	readonly paths: HostPaths;
	readonly names: HostNames;
	readonly spawn: Spawner;
	/** Starts what outlives this process (a container's monitor). */
	readonly launch: Launcher;
	/**
	 * dogeboxd's account, where the verbs run in the agent: it may read what they leave for it, and
	 * what they take from outside must be its own. Null where they run in dogeboxd itself.
	 */
	readonly account: { uid: number; gid: number } | null;
	/** Of the agent: file with passwords for registries, absolute; null for none. */
	readonly registryAuth?: string | null;
	/** Folders of the host that boxes may be given, absolute; absent: none. */
	readonly boxFolders?: readonly string[];
	/** Of the agent: the program that unpacks archives (`src/unpack/main.ts`), absolute. */
	readonly unpacker?: string;
	/** Of the agent: whether the programs of the box are units of systemd, and nginx is one too. */
	readonly units?: boolean;
	readonly signal: AbortSignal | undefined;
	/** Lines of output, for verbs that run long. */
	readonly onLine: (line: string) => void;
}
