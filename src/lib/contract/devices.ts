/** What the owner reads about the devices that a pup requests, and which of them the pup gets. */
import * as v from 'valibot';
import {
	DEVICE_ACCESS,
	deviceKind,
	deviceNode,
	isAllowedDevice,
	type DeviceAccess,
	type DeviceKind
} from './device-nodes.ts';
import { severityWords } from './severity.ts';

interface DeviceWords {
	/** What the device is, for the owner: “the computer’s …”. */
	what: string;
	/** What a pup with the device can do. */
	can: string;
	/** Like a permission's: 1 critical, 2 notable, 3 harmless. */
	severity: 1 | 2 | 3;
}

const WORDS: Readonly<Record<DeviceKind, DeviceWords>> = {
	kvm: { what: 'virtual machines', can: 'It can run virtual machines, at the cost of its own limits.', severity: 2 },
	fuse: { what: 'file systems of its own', can: 'It can mount file systems that it provides itself.', severity: 2 },
	tunnel: { what: 'network tunnels', can: 'It can create network interfaces inside its container.', severity: 2 },
	graphics: {
		what: 'the graphics card',
		can: 'It can compute with the graphics card, and may read data that other programs left in its memory.',
		severity: 2
	},
	screen: { what: 'the screen', can: 'It can draw on the screen and read what is shown there.', severity: 1 },
	serial: { what: 'a serial port', can: 'It can use and change the device that is connected there.', severity: 2 },
	input: {
		what: 'an input device or security key',
		can: 'It can use a security key that is plugged in and read what is typed on a keyboard.',
		severity: 1
	},
	usb: {
		what: 'USB devices',
		can: 'It can use and change every USB device, including security keys and disks.',
		severity: 1
	},
	tpm: {
		what: 'the security chip (TPM)',
		can: 'It can use keys that the security chip keeps for this box.',
		severity: 1
	},
	enclave: {
		what: 'the secure enclave',
		can: 'It can use the secure enclave and the keys stored there.',
		severity: 1
	},
	camera: { what: 'a camera', can: 'It can see through the camera.', severity: 1 },
	sound: { what: 'sound', can: 'It can play and record sound.', severity: 1 },
	pins: {
		what: 'pins and chips of the board',
		can: 'It can read and switch what is wired to the board, and may damage it.',
		severity: 1
	}
};

/** The devices that `pupEnclave` includes on a Dogebox: the enclave, and the YubiKey beside it. */
export const ENCLAVE = ['/dev/tee0', '/dev/teepriv0', '/dev/bus/usb', '/dev/hidraw0', '/dev/hidraw1'] as const;

/** One device that a pup gets. */
export interface GivenDevice {
	node: string;
	access: DeviceAccess;
}

export const deviceRequest = v.object({
	/** `/dev/kvm`; a folder includes the devices in it. */
	node: v.string(),
	access: v.picklist(DEVICE_ACCESS),
	/** What the device is, and what a pup with it can do, in words. */
	what: v.string(),
	can: v.string(),
	/** 1 critical, 2 notable, 3 harmless. */
	severity: v.number(),
	severityLabel: v.string(),
	/** Whether the owner allows it. */
	granted: v.boolean()
});
export type DeviceRequest = v.InferOutput<typeof deviceRequest>;

export const deviceChange = v.object({
	devices: v.pipe(v.array(deviceNode, 'Give a list of devices.'), v.maxLength(64, 'Give at most 64 devices.'))
});

interface DevicesAsked {
	pupEnclave?: boolean | undefined;
	/** A manifest of an older version has no such member. */
	devices?: readonly { node: string; modifier: string | null }[] | undefined;
}

/** Returns the devices that a manifest requests and may be given, each once. */
export function askedDevices({ devices = [], pupEnclave = false }: DevicesAsked): GivenDevice[] {
	const asked = new Map<string, DeviceAccess>();
	for (const node of pupEnclave ? ENCLAVE : []) asked.set(node, 'rw');
	for (const { node, modifier } of devices) if (isAllowedDevice(node)) asked.set(node, accessOf(modifier));
	return [...asked].map(([node, access]) => ({ node, access }));
}

/** Drops `m`, which would let the pup create device nodes. */
function accessOf(modifier: string | null): DeviceAccess {
	const reads = modifier?.includes('r') ?? true;
	const writes = modifier?.includes('w') ?? true;
	return reads && !writes ? 'r' : writes && !reads ? 'w' : 'rw';
}

/** Describes the devices that a pup requests, for the owner's decision. */
export function deviceRequests(asked: DevicesAsked, granted: readonly string[] = []): DeviceRequest[] {
	return askedDevices(asked).map(({ node, access }) => {
		const { what, can, severity } = WORDS[deviceKind(node)!];
		const { label } = severityWords(severity);
		return { node, access, what, can, severity, severityLabel: label, granted: granted.includes(node) };
	});
}

/** Returns what the pup gets: the requested devices that the owner allows. */
export const givenDevices = (asked: DevicesAsked, granted: readonly string[]): GivenDevice[] =>
	askedDevices(asked).filter(({ node }) => granted.includes(node));
