import type { BoxChange, BoxInfo, Disk, NetworkLink, SetupInput } from '../../contract/box.ts';

/** Where pups' data lie when it is not the data folder's disk. */
export interface StoragePlace {
	/** Of the disk, as in {@link Disk}. */
	disk: string;
	/** Where the disk was mounted when it was chosen. */
	mountPoint: string;
	/** Folder on it for pups' storage. */
	folder: string;
}

/** The box as a machine: its name, place and disk, and what the host offers to choose from. */
export interface System {
	/** What everyone may know of the box, beside how far its first boot is. */
	info(): Omit<BoxInfo, 'claimed' | 'configured'>;
	/** What its owner called it, or what the host suggests. */
	name(): string;
	/** IANA name that the owner chose, or the host's. */
	timeZone(): string;
	disks(): Promise<Disk[]>;
	links(): NetworkLink[];
	timeZones(): string[];
	keyMaps(): { id: string; label: string }[];
	/** What the host says of itself now, as a suggestion. */
	suggestions(): { deviceName: string; timeZone: string; keyMap: string };
	/**
	 * Addresses at which the dashboard can be reached from the LAN, best first:
	 * `http://192.168.1.5:8080`.
	 */
	addresses(): string[];
	/**
	 * The network of pups (CIDR), and the one it should have been where another uses that; null
	 * where pups have none.
	 */
	pupNetwork(): { subnet: string; wanted: string } | null;
	/**
	 * Changes what the owner chose in the setup.
	 * @throws BoxError 422 naming the field
	 */
	change(input: BoxChange): void;
	/**
	 * Checks what the owner chose against this host.
	 * @returns stores it; call it within a transaction where more is stored with it
	 * @throws BoxError 422 naming the fields
	 */
	choose(input: Pick<SetupInput, 'deviceName' | 'timeZone' | 'keyMap' | 'storage'>): Promise<() => void>;
	/**
	 * Folder for pups' storage on the disk the owner chose, and where that disk is mounted; null
	 * for the default below the data folder.
	 */
	storagePlace(): StoragePlace | null;
	/**
	 * Mount point at which the chosen disk should be and is not; null where all is well. Looks at
	 * the mounts each time.
	 */
	storageMissing(): string | null;
}
