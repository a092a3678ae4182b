import { describe, expect, it } from 'vitest';
import { readTraffic } from './traffic.ts';

const counter = (packets: number) => ({ packets, bytes: packets * 100 });
const set = (name: string, ...elem: unknown[]) => ({ set: { family: 'inet', table: 'dogebox', name, elem } });
const counted = (val: unknown, packets: number) => ({ elem: { val, counter: counter(packets) } });

describe('what the table counted', () => {
	it('is read from what nft lists', () => {
		const listing = {
			nftables: [
				{ metainfo: { version: '1.0.6' } },
				set(
					'grants',
					counted({ concat: ['10.69.0.2', '10.69.0.3', 'tcp', 8332] }, 3),
					counted({ concat: ['10.69.0.2', '10.69.0.3', 17, 53] }, 2),
					counted({ concat: ['10.69.0.2', '10.69.0.4', 'tcp', 80] }, 0)
				),
				set('published', counted({ concat: ['10.69.0.3', 'udp', 53] }, 4)),
				set('internet', counted('10.69.0.2', 5)),
				set('lan', counted('10.69.0.2', 6)),
				set('refused_pups', counted({ concat: ['10.69.0.4', '10.69.0.2'] }, 7)),
				set('refused_host', counted('10.69.0.4', 8)),
				set('closed', '10.0.0.0', { prefix: { addr: '127.0.0.0', len: 8 } }),
				{ set: { family: 'inet', table: 'dogebox', name: 'refused_lan' } },
				{ chain: { family: 'inet', table: 'dogebox', name: 'internet' } }
			]
		};
		const row = (from: string | null, to: string, packets: number, more: object = {}) => ({
			from,
			to,
			protocol: null,
			port: null,
			refused: false,
			...counter(packets),
			...more
		});
		expect(readTraffic(listing)).toEqual([
			row('10.69.0.2', '10.69.0.3', 3, { protocol: 'tcp', port: 8332 }),
			row('10.69.0.2', '10.69.0.3', 2, { protocol: 'udp', port: 53 }),
			row(null, '10.69.0.3', 4, { protocol: 'udp', port: 53 }),
			row('10.69.0.2', 'internet', 5),
			row('10.69.0.2', 'lan', 6),
			row('10.69.0.4', '10.69.0.2', 7, { refused: true }),
			row('10.69.0.4', 'host', 8, { refused: true })
		]);
	});

	it('is read from the fast path too, which is of TCP alone', () => {
		const listing = { nftables: [set('grants', counted({ concat: ['10.69.0.2', '10.69.0.3', 8332] }, 9))] };
		const row = { from: '10.69.0.2', to: '10.69.0.3', protocol: 'tcp', port: 8332, refused: false };
		expect(readTraffic(listing)).toEqual([{ ...row, ...counter(9) }]);
	});

	it('is nothing where there is no table', () => expect(readTraffic({ nftables: [] })).toEqual([]));
});
