import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { boxOptions, capabilitiesOf, USUAL_CAPABILITIES } from './box-options.ts';

const read = (given: object) => v.safeParse(boxOptions, given);
const wrong = (given: object) => read(given).issues?.[0].message ?? '';

describe('options of a box', () => {
	it.each<[object, object]>([
		[{ capAdd: ['net_bind_service'] }, { capAdd: ['CAP_NET_BIND_SERVICE'] }],
		[{ capDrop: ['all', 'CAP_NET_RAW'] }, { capDrop: ['ALL', 'CAP_NET_RAW'] }],
		[{ hostname: 'db.Home' }, { hostname: 'db.Home' }],
		[{ ulimits: [{ name: 'core', soft: 0, hard: -1 }] }, { ulimits: [{ name: 'core', soft: 0, hard: -1 }] }],
		[
			{ init: false, stopSignal: 'SIGQUIT', stopSeconds: 0 },
			{ init: false, stopSignal: 'SIGQUIT', stopSeconds: 0 }
		]
	])('%j', (given, kept) => {
		const { output } = read(given);
		expect(output).toEqual(kept);
		// The kept form is accepted again, unchanged.
		expect(read(output as object).output).toEqual(kept);
	});

	it.each<[object, RegExp]>([
		[{ capAdd: ['SYS_ADMIN'] }, /cannot have CAP_SYS_ADMIN/],
		[{ capAdd: ['NET_RAW'] }, /cannot have CAP_NET_RAW/],
		[{ capAdd: ['ALL'] }, /cannot have all capabilities/],
		[{ capDrop: ['FLY'] }, /no capability CAP_FLY/],
		[{ hostname: '-x' }, /host name/],
		[{ hostname: 'a\nb' }, /host name/],
		[{ memoryFolders: [{ target: '/proc/x' }] }, /\/proc/],
		[{ memoryFolders: [{ target: '/a' }, { target: '/a' }] }, /same path/],
		[{ ulimits: [{ name: 'nofile', soft: 2000, hard: 1000 }] }, /above the hard/],
		[{ ulimits: [{ name: 'nofile', soft: -1, hard: 1000 }] }, /above the hard/],
		[{ ulimits: [{ name: 'nofile', soft: 3, hard: 1000 }] }, /at least 32/],
		[{ ulimits: [{ name: 'as', soft: 3, hard: 1000 }] }, /Give one of core/],
		[{ stopSignal: 'SIGKILL' }, /Give one of SIGTERM/],
		[{ shmBytes: 1 }, /at least/],
		[{ extraHosts: [{ name: 'a b', address: '10.0.0.1' }] }, /host name/],
		[{ extraHosts: [{ name: 'a', address: 'db' }] }, /IPv4 or IPv6 address/],
		[{ extraHosts: [{ name: 'a', address: 'host-gateway' }] }, /cannot reach the host itself/]
	])('%j is refused', (given, message) => expect(wrong(given)).toMatch(message));
});

describe('what the main process of a box may do', () => {
	const usual = [...USUAL_CAPABILITIES];
	it.each<[string, Parameters<typeof capabilitiesOf>[0], boolean, string[]]>([
		['the usual, as root', {}, true, usual],
		['nothing, as anybody else', {}, false, []],
		['not what is dropped', { capDrop: ['CAP_KILL', 'CAP_NET_RAW'] }, true, usual.filter((one) => one !== 'CAP_KILL')],
		['nothing without all', { capDrop: ['ALL'] }, true, []],
		['of all dropped what is added', { capDrop: ['ALL'], capAdd: ['CAP_CHOWN'] }, true, ['CAP_CHOWN']],
		['more', { capAdd: ['CAP_SYS_CHROOT'] }, true, [...usual, 'CAP_SYS_CHROOT']],
		['not what is added and dropped', { capAdd: ['CAP_SYS_CHROOT'], capDrop: ['CAP_SYS_CHROOT'] }, true, usual]
	])('%s', (_, options, root, expected) => expect(capabilitiesOf(options, root)).toEqual(expected));
});
