/**
 * The host layer: the only code that spawns processes or writes outside the data folder. Each
 * privileged operation is a verb: a name, a valibot schema for its arguments, JSON in and JSON out.
 */
import type { RuntimeInfo } from '../../contract/box.ts';

/**
 * OCI runtimes: as they are, or crun in a mount namespace of its own without the `unified` mount
 * that it refuses.
 */
export type OciProgram = 'runc' | 'crun' | 'crun-private';

/** Where things lie on this host. Every folder is absolute and ours alone (0700 or 0711). */
export interface HostPaths {
	/** DOGEBOX_DATA: survives a reboot. */
	data: string;
	/** Pups' storage; on another disk when the owner chose one. `<storage>/<pup id>` */
	storage: string;
	/**
	 * Mount point of the disk that the owner chose for it; null or missing for none. Nothing is
	 * made below it while nothing is mounted there.
	 */
	storageMount?: string | null;
	/** `<data>/images`: built layers. */
	images: string;
	/** `<data>/logs`: services' logs and job logs. */
	logs: string;
	/**
	 * Gone after a reboot: sockets, bundles, pid files. `/run/dogebox/<instance>` where there
	 * is an agent, else `<data>/run`.
	 */
	run: string;
}

/** Names this instance uses on the host, so that two instances (tests) never meet. */
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
	/** How that runtime is to be used; null for none. */
	oci: OciCapabilities | null;
	/** This is a NixOS that runs containers of nixos-container. */
	nixos?: boolean;
}

/** What was found out about the OCI runtime by running it. */
export interface OciCapabilities {
	program: OciProgram;
	/**
	 * It wants the id mappings repeated where a user namespace is joined by path (runc before 1.2);
	 * later ones refuse that.
	 */
	mappingsWithPath: boolean;
	/**
	 * It may set limits inside a user namespace that root did not make; else they are handed down
	 * to it.
	 */
	setsLimits: boolean;
	/** Hard limit of open files of the process that starts it, which it cannot raise. */
	openFilesHard: number;
	/** That process' `oom_score_adj`, below which it may not be able to go. */
	oomScoreAdj: number;
	/** Layers and storage can be shown to each container with a range of ids for itself. */
	ownIds: boolean;
	/**
	 * Program that reaps and forwards signals as a container's first process (catatonit); null for
	 * none.
	 */
	init: string | null;
}
