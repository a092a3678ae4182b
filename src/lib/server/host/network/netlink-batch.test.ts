import { describe, expect, it } from 'vitest';
import { changesBatch } from './netlink-batch.ts';
import { joinChanges, leaveChanges, type ElementChange } from './table.ts';

/** Parses the messages of a batch: length, type, flags, number, family and body. */
function messagesOf(bytes: Buffer) {
	const found = [];
	for (let at = 0; at < bytes.length;) {
		const length = bytes.readUInt32LE(at);
		found.push({
			type: bytes.readUInt16LE(at + 4),
			flags: bytes.readUInt16LE(at + 6),
			number: bytes.readUInt32LE(at + 8),
			family: bytes[at + 16],
			body: bytes.subarray(at + 20, at + length).toString('hex')
		});
		at += length;
	}
	return found;
}

const add = (family: 'inet' | 'bridge', set: string, value: string): ElementChange => ({
	...{ action: 'add', family, set, value }
});
const bodyOf = (change: ElementChange) => messagesOf(changesBatch('t', [change]).messages)[1]!.body;

const OWN = '0a450102';
/** An interface name, padded to 16 bytes. */
const PORT = `6462787665746831${'00'.repeat(8)}`;

describe('changes of elements for the kernel', () => {
	// Bytes that nft 1.0.6 itself sends (`strace -e sendmsg nft -f`).
	it.each([
		['bridge', 'ports', '"dbxveth1"', `1c0001801800018014000100${PORT}`],
		['bridge', 'senders', '"dbxveth1" . 02:11:22:33:44:55 . 10.69.1.2', `20000100${PORT}0211223344550000${OWN}`],
		['bridge', 'claims6', '"dbxveth1" . 0xfd000000000000000000000000000005', `24000100${PORT}fd${'00'.repeat(14)}05`],
		['bridge', 'owners6', '"dbxveth1" . fd00::5', `24000100${PORT}fd${'00'.repeat(14)}05`],
		['inet', 'pups', '10.69.1.2', `14000380100001800c00018008000100${OWN}`],
		['inet', 'neighbors', '10.69.1.2 . 10.69.1.4', `1800038014000180100001800c000100${OWN}0a450104`],
		['inet', 'grants', '10.69.1.2 . 10.69.1.3 . tcp . 8080', `14000100${OWN}0a450103060000001f900000`],
		['inet', 'published', '10.69.1.2 . udp . 53', `10000100${OWN}1100000000350000`],
		['inet', 'only', '10.69.1.2 . 1.2.3.0/24', `0c000100${OWN}0102030010000a800c000100${OWN}010203ff`],
		['inet', 'only', '10.69.1.2 . 1.2.3.4/32', `0c000100${OWN}0102030410000a800c000100${OWN}01020304`],
		['inet', 'only', '10.69.1.2 . 0.0.0.0/0', `0c000100${OWN}0000000010000a800c000100${OWN}ffffffff`],
		['inet', 'host_ports', 'udp . 5353 : 10.69.1.2 . 53', `1100000014e90000100002800c000100${OWN}00350000`]
	] as const)('%s %s { %s }', (family, set, value, ends) => {
		expect(bodyOf(add(family, set, value)).endsWith(ends)).toBe(true);
	});

	it('are one transaction whose last change is answered', () => {
		const { messages, last } = changesBatch('t', [
			add('bridge', 'ports', '"a"'),
			add('inet', 'pups', '10.69.1.2'),
			{ ...add('inet', 'host_ports', 'udp . 53 : 10.69.1.2 . 53'), action: 'delete' }
		]);
		const found = messagesOf(messages);
		expect(found.map(({ type, flags, number, family }) => [type, flags, number, family])).toEqual([
			[16, 1, 0, 0],
			[0xa0c, 0x401, 1, 7],
			[0xa0c, 0x401, 2, 1],
			[0xa0e, 5, 3, 1],
			[17, 1, 4, 0]
		]);
		expect(last).toBe(3);
		// The removal of a map's element contains the key, but not the value.
		expect(found[3]!.body.endsWith('100001800c0001001100000000350000')).toBe(true);
	});

	it('know every set that a pup is an element of', () => {
		const end = { end: 'dbxveth1', mac: '02:11:22:33:44:55', address: '10.69.1.2' };
		const policy = {
			...{ address: end.address, internet: true, lan: true, networks: ['1.2.3.0/24'], names: ['0123456789abcdef'] },
			reaches: [{ address: '10.69.1.3', protocol: 'tcp' as const, port: 8080 }],
			neighbors: ['10.69.1.4'],
			ipv6: { address: 'fd00::5', neighbors: ['fd00::6'] },
			chosen: [{ address: '172.30.0.5', subnet: '172.30.0.0/24', neighbors: ['172.30.0.6'] }],
			publishes: [
				{ protocol: 'udp' as const, hostPort: 5353, hostAddress: null, port: 53 },
				{ protocol: 'tcp' as const, hostPort: 80, hostAddress: '192.168.1.9', port: 8081 }
			]
		};
		const [join, leave] = [joinChanges(end, policy), leaveChanges(end, policy)];
		expect(messagesOf(changesBatch('t', join).messages)).toHaveLength(34);
		expect(messagesOf(changesBatch('t', leave).messages)).toHaveLength(66);
	});

	it.each(['10.69.1.2 . 999.1.1.1/24', '10.69.1.2 . 1.2.3.4/33'])('refuse %s', (value) => {
		expect(() => changesBatch('t', [add('inet', 'only', value)])).toThrow('is no IPv4 network');
	});
});
