/**
 * Devices of the box that a pup may request. No other device can be requested: no disk, no memory
 * of the host, no kernel log, nothing that inherently belongs to another program.
 */
import * as v from 'valibot';

/** All paths of each kind. A folder includes the devices in it. */
const NODES = {
	kvm: /^\/dev\/kvm$/,
	fuse: /^\/dev\/fuse$/,
	tunnel: /^\/dev\/net\/tun$/,
	graphics: /^\/dev\/dri(\/renderD\d{1,3})?$/,
	screen: /^\/dev\/dri\/card\d{1,3}$/,
	serial: /^\/dev\/tty(USB|ACM|AMA)\d{1,3}$/,
	input: /^\/dev\/hidraw\d{1,3}$/,
	usb: /^\/dev\/bus\/usb(\/\d{3}(\/\d{3})?)?$/,
	tpm: /^\/dev\/tpmrm\d{1,2}$/,
	enclave: /^\/dev\/tee(priv)?\d{1,2}$/,
	camera: /^\/dev\/video\d{1,3}$/,
	sound: /^\/dev\/snd(\/[a-zA-Z0-9]{1,32})?$/,
	pins: /^\/dev\/(i2c-\d{1,3}|spidev\d{1,2}\.\d{1,2}|gpiochip\d{1,2})$/
};
export type DeviceKind = keyof typeof NODES;

/** Longest path of a device. */
const MAX_NODE = 64;

/** Returns the kind of a device that a pup may be given; undefined for any other. */
export function deviceKind(node: string): DeviceKind | undefined {
	if (node.length > MAX_NODE) return undefined;
	return (Object.keys(NODES) as DeviceKind[]).find((kind) => NODES[kind].test(node));
}

/** Whether a pup may have the device if the owner agrees. */
export const isAllowedDevice = (node: string): boolean => deviceKind(node) !== undefined;

/** Path of a device that a pup may be given. */
export const deviceNode = v.pipe(
	v.string('Give the path of a device.'),
	v.check(isAllowedDevice, 'Pups never get such a device.')
);

/** How the device is opened: for reading, writing, or both. */
export const DEVICE_ACCESS = ['r', 'w', 'rw'] as const;
export type DeviceAccess = (typeof DEVICE_ACCESS)[number];
