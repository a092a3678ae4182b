import type { BoxChange, BoxInfo, Disk, NetworkLink, SetupInput } from '../../contract/box.ts';

/** The place of pups' data when it is not on the data folder's disk. */
export interface StoragePlace {
	/** Name of the disk, as in {@link Disk}. */
	disk: string;
	/** Where the disk was mounted when it was chosen. */
	mountPoint: string;
	/** Folder on it for pups' storage. */
	folder: string;
}

/**
 * The box as a machine: its name, storage place and disks, and the choices that the host offers.
 */
export interface System {
	/** Public information about the box, without the state of its first boot. */
	info(): Omit<BoxInfo, 'claimed' | 'configured'>;
	/** The name that its owner chose, or the host's suggestion. */
	name(): string;
	/** IANA name that the owner chose, or the host's. */
	timeZone(): string;
	disks(): Promise<Disk[]>;
	links(): NetworkLink[];
	timeZones(): string[];
	keyMaps(): { id: string; label: string }[];
	/** The host's current values, as suggestions. */
	suggestions(): { deviceName: string; timeZone: string; keyMap: string };
	/** Addresses of the dashboard in the LAN, best first: `http://192.168.1.5:8080`. */
	addresses(): string[];
	/**
	 * The network of pups (CIDR), and the configured one where another network uses that; null
	 * where pups have none.
	 */
	pupNetwork(): { subnet: string; wanted: string } | null;
	/**
	 * Changes what the owner chose in the setup.
	 * @throws BoxError 422 naming the field
	 */
	change(input: BoxChange): void;
	/**
	 * Validates the owner's choices against this host.
	 * @returns a function that stores them; call it within a transaction where more is stored with
	 *   them
	 * @throws BoxError 422 naming the fields
	 */
	choose(input: Pick<SetupInput, 'deviceName' | 'timeZone' | 'keyMap' | 'storage'>): Promise<() => void>;
	/**
	 * Folder for pups' storage on the chosen disk, and the disk's mount point; null for the default
	 * below the data folder.
	 */
	storagePlace(): StoragePlace | null;
	/**
	 * Mount point at which the chosen disk is missing; null where it is mounted. Reads the mounts
	 * each time.
	 */
	storageMissing(): string | null;
}
