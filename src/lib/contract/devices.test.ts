import { expect, it } from 'vitest';
import { isAllowedDevice } from './device-nodes.ts';
import { askedDevices, deviceRequests, givenDevices } from './devices.ts';

it.each([
	...['/dev/kvm', '/dev/fuse', '/dev/net/tun', '/dev/dri', '/dev/dri/renderD128', '/dev/dri/card0', '/dev/ttyUSB0'],
	...['/dev/ttyACM1', '/dev/hidraw0', '/dev/bus/usb', '/dev/bus/usb/001/002', '/dev/tpmrm0', '/dev/tee0'],
	...['/dev/teepriv0', '/dev/video0', '/dev/snd', '/dev/snd/pcmC0D0p', '/dev/i2c-1', '/dev/spidev0.0', '/dev/gpiochip0']
])('%s can be asked for', (node) => {
	expect(isAllowedDevice(node)).toBe(true);
});

it.each([
	...[
		'/dev/sda',
		'/dev/nvme0n1',
		'/dev/mmcblk0',
		'/dev/loop0',
		'/dev/loop-control',
		'/dev/mapper/control',
		'/dev/dm-0'
	],
	...[
		'/dev/mem',
		'/dev/kmem',
		'/dev/port',
		'/dev/kmsg',
		'/dev/tpm0',
		'/dev/input/event0',
		'/dev/uinput',
		'/dev/vhost-net'
	],
	...[
		'/dev/tty0',
		'/dev/ttyS0',
		'/dev/console',
		'/dev/ptmx',
		'/dev/null',
		'/dev/cpu/0/msr',
		'/dev/rtc0',
		'/dev/watchdog'
	],
	...['/dev/net/../sda', '/dev/dri/../mem', '/dev/kvm/', '//dev/kvm', 'dev/kvm', '/dev/kvm\n', '/dev/kvm /dev/sda', ''],
	...[
		'/dev',
		'/dev/',
		'/proc/kcore',
		'/dev/bus',
		'/dev/bus/usb/..',
		'/dev/snd/../mem',
		'/dev/snd/a/b',
		'/dev/dri/by-path'
	]
])('%j cannot', (node) => {
	expect(isAllowedDevice(node)).toBe(false);
});

it('asks for each once, with what it may do there; never to make devices', () => {
	const devices = [
		{ node: '/dev/kvm', modifier: null },
		{ node: '/dev/kvm', modifier: 'rwm' },
		{ node: '/dev/ttyUSB0', modifier: 'r' },
		{ node: '/dev/video0', modifier: 'w' },
		{ node: '/dev/sda', modifier: 'rw' },
		{ node: '/dev/fuse', modifier: 'm' }
	];
	expect(askedDevices({ devices })).toEqual([
		{ node: '/dev/kvm', access: 'rw' },
		{ node: '/dev/ttyUSB0', access: 'r' },
		{ node: '/dev/video0', access: 'w' },
		{ node: '/dev/fuse', access: 'rw' }
	]);
});

it('gives what is asked for and allowed alone', () => {
	const devices = [{ node: '/dev/kvm', modifier: null }];
	expect(givenDevices({ devices }, [])).toEqual([]);
	expect(givenDevices({ devices }, ['/dev/kvm', '/dev/fuse'])).toEqual([{ node: '/dev/kvm', access: 'rw' }]);
	expect(givenDevices({}, ['/dev/kvm'])).toEqual([]);
});

it('says what an enclave is made of, and how far it reaches', () => {
	expect(
		deviceRequests({ pupEnclave: true }, ['/dev/tee0']).map(({ node, severityLabel, granted }) => [
			node,
			severityLabel,
			granted
		])
	).toEqual([
		['/dev/tee0', 'Critical', true],
		['/dev/teepriv0', 'Critical', false],
		['/dev/bus/usb', 'Critical', false],
		['/dev/hidraw0', 'Critical', false],
		['/dev/hidraw1', 'Critical', false]
	]);
});
