/**
 * The host layer: the only code that spawns processes or writes outside the data folder. Each
 * privileged operation is a verb: a name, a valibot schema for its arguments, JSON in and JSON out.
 */
import type { RuntimeInfo } from '../../contract/box.ts';

/**
 * OCI runtimes: unmodified, or crun in its own mount namespace without the `unified` mount that it
 * refuses.
 */
export type OciProgram = 'runc' | 'crun' | 'crun-private';

/** Paths on this host. Every folder is absolute and used by this instance alone (0700 or 0711). */
export interface HostPaths {
	/** DOGEBOX_DATA: survives a reboot. */
	data: string;
	/** Pups' storage; on another disk when the owner chose one. `<storage>/<pup id>` */
	storage: string;
	/**
	 * Mount point of the disk that the owner chose for pups' storage; null or missing for none.
	 * While nothing is mounted there, nothing is created below it.
	 */
	storageMount?: string | null;
	/** `<data>/images`: built layers. */
	images: string;
	/** `<data>/logs`: services' logs and job logs. */
	logs: string;
	/**
	 * Sockets, bundles, pid files; lost on reboot. `/run/dogebox/<instance>` with an agent, else
	 * `<data>/run`.
	 */
	run: string;
}

/** Names that this instance uses on the host, so that two instances (tests) never collide. */
export interface HostNames {
	/**
	 * `dbx`, or `dbx` + 6 hex digits for a data folder that is not the default. Bridge = instance +
	 * `0`…
	 */
	instance: string;
	bridge: string;
	subnet: string;
	nftTable: string;
	/** Cgroup below each controller's root: `/dogebox` … */
	cgroup: string;
	/** First host id of the mapped range, 65536 ids long. */
	idBase: number;
}

export interface HostFacts {
	runtime: RuntimeInfo;
	/** How to use the runtime; null for none. */
	oci: OciCapabilities | null;
	/** The host is a NixOS that runs containers of nixos-container. */
	nixos?: boolean;
}

/** Results of running the OCI runtime. */
export interface OciCapabilities {
	program: OciProgram;
	/**
	 * The runtime wants the id mappings repeated when it joins a user namespace by path (runc
	 * before 1.2). Later versions refuse that.
	 */
	mappingsWithPath: boolean;
	/**
	 * The runtime may set limits inside a user namespace that root did not create. Otherwise it
	 * inherits them.
	 */
	setsLimits: boolean;
	/** Hard limit of open files of the process that starts the runtime, which cannot raise it. */
	openFilesHard: number;
	/** `oom_score_adj` of that process. It may not be allowed to go below it. */
	oomScoreAdj: number;
	/** Layers and storage can be mapped to a separate range of ids for each container. */
	ownIds: boolean;
	/**
	 * Init program of containers, which reaps processes and forwards signals (catatonit); null for
	 * none.
	 */
	init: string | null;
}
