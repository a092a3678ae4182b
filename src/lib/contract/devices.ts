/**
 * Devices of the box that a pup may ask for. What is not in this list cannot be asked for: no disk,
 * no memory of the host, no log of the kernel, nothing that is another program's by its nature.
 */
import * as v from 'valibot';
import { severityWords } from './severity.ts';

interface DeviceKind {
	/** All paths of the kind; a folder stands for the devices in it. */
	nodes: RegExp;
	/** What it is, for the owner: “the computer’s …”. */
	what: string;
	/** What whoever has it can do. */
	can: string;
	/** As of a permission: 1 critical, 2 notable, 3 harmless. */
	severity: 1 | 2 | 3;
}

const KINDS: readonly DeviceKind[] = [
	{
		nodes: /^\/dev\/kvm$/,
		what: 'virtual machines',
		can: 'It can run virtual machines, at the cost of its own limits.',
		severity: 2
	},
	{
		nodes: /^\/dev\/fuse$/,
		what: 'file systems of its own',
		can: 'It can show folders that it makes up.',
		severity: 2
	},
	{
		nodes: /^\/dev\/net\/tun$/,
		what: 'network tunnels',
		can: 'It can make links of its own inside of its container.',
		severity: 2
	},
	{
		nodes: /^\/dev\/dri(\/renderD\d{1,3})?$/,
		what: 'the graphics card',
		can: 'It can compute with the graphics card, and may read what other programs left in its memory.',
		severity: 2
	},
	{
		nodes: /^\/dev\/dri\/card\d{1,3}$/,
		what: 'the screen',
		can: 'It can draw on the screen, and see what is shown there.',
		severity: 1
	},
	{
		nodes: /^\/dev\/tty(USB|ACM|AMA)\d{1,3}$/,
		what: 'a serial port',
		can: 'It can talk to what is plugged in there, and change it.',
		severity: 2
	},
	{
		nodes: /^\/dev\/hidraw\d{1,3}$/,
		what: 'an input device or security key',
		can: 'It can use a security key that is plugged in, and read what is typed on a keyboard.',
		severity: 1
	},
	{
		nodes: /^\/dev\/bus\/usb(\/\d{3}(\/\d{3})?)?$/,
		what: 'USB devices',
		can: 'It can use and change everything that is plugged into USB, security keys and disks too.',
		severity: 1
	},
	{
		nodes: /^\/dev\/tpmrm\d{1,2}$/,
		what: 'the security chip (TPM)',
		can: 'It can use keys that the security chip keeps for this box.',
		severity: 1
	},
	{
		nodes: /^\/dev\/tee(priv)?\d{1,2}$/,
		what: 'the secure enclave',
		can: 'It can use the secure enclave, and the keys that lie there.',
		severity: 1
	},
	{ nodes: /^\/dev\/video\d{1,3}$/, what: 'a camera', can: 'It can see through the camera.', severity: 1 },
	{ nodes: /^\/dev\/snd(\/[a-zA-Z0-9]{1,32})?$/, what: 'sound', can: 'It can play sound, and listen.', severity: 1 },
	{
		nodes: /^\/dev\/(i2c-\d{1,3}|spidev\d{1,2}\.\d{1,2}|gpiochip\d{1,2})$/,
		what: 'pins and chips of the board',
		can: 'It can read and switch what is wired to the board, which may damage it.',
		severity: 1
	}
];

/** What `pupEnclave` stands for on a Dogebox: the enclave, and the YubiKey beside it. */
export const ENCLAVE = ['/dev/tee0', '/dev/teepriv0', '/dev/bus/usb', '/dev/hidraw0', '/dev/hidraw1'] as const;

/** Longest path of a device. */
const MAX_NODE = 64;

/** Whether a pup may have it where its owner says so. */
export const isAllowedDevice = (node: string): boolean => kindOf(node) !== undefined;

const kindOf = (node: string) => (node.length > MAX_NODE ? undefined : KINDS.find(({ nodes }) => nodes.test(node)));

/** Path of a device that may be given. */
export const deviceNode = v.pipe(
	v.string('Give the path of a device.'),
	v.check(isAllowedDevice, 'No pup is given such a device.')
);

/** How it is opened: to read, to write, or both. */
export const DEVICE_ACCESS = ['r', 'w', 'rw'] as const;
export type DeviceAccess = (typeof DEVICE_ACCESS)[number];

/** One device that a pup gets. */
export interface GivenDevice {
	node: string;
	access: DeviceAccess;
}

export const deviceRequest = v.object({
	/** `/dev/kvm`; a folder stands for the devices in it. */
	node: v.string(),
	access: v.picklist(DEVICE_ACCESS),
	/** What it is, and what whoever has it can do, in words. */
	what: v.string(),
	can: v.string(),
	/** 1 critical, 2 notable, 3 harmless. */
	severity: v.number(),
	severityLabel: v.string(),
	/** The owner allows it; nobody else does. */
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

/** What a manifest asks for and may be given, each once. */
export function askedDevices({ devices = [], pupEnclave = false }: DevicesAsked): GivenDevice[] {
	const asked = new Map<string, DeviceAccess>();
	for (const node of pupEnclave ? ENCLAVE : []) asked.set(node, 'rw');
	for (const { node, modifier } of devices) if (isAllowedDevice(node)) asked.set(node, accessOf(modifier));
	return [...asked].map(([node, access]) => ({ node, access }));
}

/** `m`, which would let it make devices, is never given. */
function accessOf(modifier: string | null): DeviceAccess {
	const reads = modifier?.includes('r') ?? true;
	const writes = modifier?.includes('w') ?? true;
	return reads && !writes ? 'r' : writes && !reads ? 'w' : 'rw';
}

/** The devices that a pup asks for, as a question to its owner. */
export function deviceRequests(asked: DevicesAsked, granted: readonly string[] = []): DeviceRequest[] {
	return askedDevices(asked).map(({ node, access }) => {
		const { what, can, severity } = kindOf(node)!;
		const { label } = severityWords(severity);
		return { node, access, what, can, severity, severityLabel: label, granted: granted.includes(node) };
	});
}

/** What it gets: what it asks for and the owner allows. */
export const givenDevices = (asked: DevicesAsked, granted: readonly string[]): GivenDevice[] =>
	askedDevices(asked).filter(({ node }) => granted.includes(node));
