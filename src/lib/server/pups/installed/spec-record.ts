/**
 * What is kept of the specification a container was made from; `desired/spec-record.ts` makes it.
 */
import type { LimitSpec } from '../../containers/types.ts';

/** What one service was started with; digests in hex. */
export interface ServiceSpecRecord {
	/** Its command, folder and variables, as the manifest and the image give them. */
	program: string;
	/** The pup's config, as variables and as the file that every service can read. */
	config: string;
	/**
	 * Where it finds what others provide to it; null where nobody does. Absent in records of before
	 * services were told.
	 */
	links?: string | null;
	/** What the box adds by itself: addresses, search path, account. */
	box: string;
}

/** Short, and without a secret. */
export interface SpecRecord {
	/** Digest of all that follows: two records with the same one are the same. */
	hash: string;
	version: string;
	/** Hash of the files at `/pup`; null in dev mode. */
	treeHash: string | null;
	/** Ids of the layers of its root, base first. */
	layers: string[];
	dev: boolean;
	limits: LimitSpec;
	/** Devices, each with how it is opened: `/dev/kvm rw`; missing: none. */
	devices?: string[];
	/**
	 * Digest of what the box decides for the whole container: mounts, address, names, user ids.
	 */
	box: string;
	services: Record<string, ServiceSpecRecord>;
}
