/** The stored record of a container's specification; `desired/spec-record.ts` creates it. */
import type { LimitSpec } from '../../containers/types.ts';

/** The specification of one started service; digests in hex. */
export interface ServiceSpecRecord {
	/** Its command, folder and variables, as the manifest and the image give them. */
	program: string;
	/** The pup's settings, as variables and as the file that every service can read. */
	config: string;
	/**
	 * The addresses of its providers; null where it has none. Absent in records from before
	 * services received them.
	 */
	links?: string | null;
	/** Values that dogeboxd adds: addresses, search path, account. */
	box: string;
}

/** Short, and without secrets. */
export interface SpecRecord {
	/** Digest of all other fields: equal digests mean equal records. */
	hash: string;
	version: string;
	/** Hash of the files at `/pup`; null in dev mode. */
	treeHash: string | null;
	/** Ids of the layers of its root, base first. */
	layers: string[];
	dev: boolean;
	limits: LimitSpec;
	/** Devices, each with its access: `/dev/kvm rw`; absent: none. */
	devices?: string[];
	/**
	 * Digest of the values that dogeboxd decides for the whole container: mounts, address, names,
	 * user ids.
	 */
	box: string;
	services: Record<string, ServiceSpecRecord>;
}
