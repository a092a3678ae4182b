import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hostResolvers } from './host-network.ts';

const folder = mkdtempSync(join(tmpdir(), 'resolv-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the name servers of the host, as far as pups can use them', () => {
	const files = ['resolv.conf', 'systemd-resolved.conf'].map((name) => join(folder, name)) as [string, string];
	it.each([
		[
			'those of IPv4, each once',
			'nameserver 192.168.1.1\nnameserver fe80::1%eth0\nnameserver 192.168.1.1\n',
			'',
			['192.168.1.1'],
			[]
		],
		[
			'no comment, no nonsense',
			'# nameserver 1.1.1.1\nnameserver 300.1.1.1\n nameserver 9.9.9.9 \nsearch lan\n',
			'',
			['9.9.9.9'],
			[]
		],
		[
			'three at most',
			[1, 2, 3, 4].map((n) => `nameserver 10.0.0.${n}\n`).join(''),
			'',
			['10.0.0.1', '10.0.0.2', '10.0.0.3'],
			[]
		],
		[
			'those that a program on the host itself asks',
			'nameserver 127.0.0.53\n',
			'nameserver 192.168.1.1\n',
			['192.168.1.1'],
			[]
		],
		['none where only such a program is known', 'nameserver 127.0.0.1\n', '', [], ['127.0.0.1']],
		['none of IPv6', 'nameserver fd00::1\n', 'nameserver fd00::1\nnameserver ::1\n', [], ['fd00::1', '::1']],
		['none where there is none', '', '', [], []]
	])('%s', (_name, first, second, usable, unusable) => {
		writeFileSync(files[0], first);
		writeFileSync(files[1], second);
		expect(hostResolvers(files)).toEqual({ usable, unusable });
	});
});
