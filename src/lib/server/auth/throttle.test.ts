import { describe, expect, it } from 'vitest';
import type { BoxError } from '../../contract/errors.ts';
import { addressKey, createThrottle, FREE_FAILURES, MAX_DELAY, RESERVE_BUDGET, SHARED_BUDGET } from './throttle.ts';

function world() {
	let at = 1_000_000;
	const throttle = createThrottle({ now: () => at, what: 'too many' });
	const stranger = (address: string) => ({ address, device: null, known: false });
	/** Seconds to wait; 0 if the attempt was let in and failed. */
	const wrong = (caller: { address: string; device: string | null; known: boolean }): number => {
		try {
			throttle.begin(caller).fail();
			return 0;
		} catch (error) {
			return (error as BoxError).retryAfter ?? -1;
		}
	};
	return { throttle, stranger, wrong, pass: (ms: number) => (at += ms) };
}

describe('one address', () => {
	it('may be wrong some times, then waits longer and longer up to a bound', () => {
		const { wrong, stranger, pass } = world();
		const waits: number[] = [];
		for (let tries = 0; tries < 40 && waits.length < 12; tries++) {
			const wait = wrong(stranger('192.0.2.1'));
			if (wait > 0) {
				waits.push(wait);
				pass(wait * 1000);
			}
		}
		expect(waits.slice(0, 5)).toEqual([1, 2, 4, 8, 16]);
		expect(Math.max(...waits)).toBe(MAX_DELAY / 1000);
	});

	it('slows no other one', () => {
		const { wrong, stranger } = world();
		while (wrong(stranger('192.0.2.1')) === 0);
		expect(wrong(stranger('192.0.2.2'))).toBe(0);
	});

	it('is as new after a success, and after an hour of peace', () => {
		const { throttle, wrong, stranger, pass } = world();
		for (let i = 0; i < FREE_FAILURES - 1; i++) wrong(stranger('192.0.2.1'));
		throttle.begin(stranger('192.0.2.1')).succeed();
		expect(throttle.size).toBe(0);
		while (wrong(stranger('192.0.2.1')) === 0);
		pass(3600_000 + 1);
		expect(wrong(stranger('192.0.2.1'))).toBe(0);
	});

	it('gains nothing by trying many times at the same moment', () => {
		const { throttle, stranger } = world();
		const open = [];
		try {
			for (let i = 0; i < 100; i++) open.push(throttle.begin(stranger('192.0.2.1')));
		} catch {
			// Expected: the attempt is refused.
		}
		expect(open.length).toBe(FREE_FAILURES);
	});

	it('is not counted when nobody found out (key manager down)', () => {
		const { throttle, stranger } = world();
		for (let i = 0; i < 50; i++) throttle.begin(stranger('192.0.2.1')).cancel();
		expect(throttle.size).toBe(0);
	});

	it.each(['127.0.0.1', '127.0.0.2', '127.255.255.254', '::1', '::ffff:127.0.0.9'])(
		'is one for this machine, whichever of its own it takes: %s',
		(address) => {
			expect(addressKey(address)).toBe('this machine');
		}
	);

	it('of IPv4 is the same where it comes within IPv6', () => {
		expect(addressKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
	});

	it('is its /64 in IPv6', () => {
		expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe(addressKey('2001:db8:1:2::9'));
		expect(addressKey('2001:db8:1:2::9')).not.toBe(addressKey('2001:db8:1:3::9'));
		expect(addressKey('2001::1')).toBe('2001:0:0:0::/64');
		expect(addressKey('192.0.2.1')).toBe('192.0.2.1');
	});
});

describe('many addresses together', () => {
	const flood = (
		wrong: ReturnType<typeof world>['wrong'],
		stranger: ReturnType<typeof world>['stranger'],
		n: number
	) => {
		let through = 0;
		for (let i = 0; i < n; i++) if (wrong(stranger(`198.51.${Math.floor(i / 250)}.${i % 250}`)) === 0) through++;
		return through;
	};

	it('share a budget that refills', () => {
		const { wrong, stranger, pass } = world();
		expect(flood(wrong, stranger, 5000)).toBe(SHARED_BUDGET + RESERVE_BUDGET);
		pass(60_000);
		expect(flood(wrong, stranger, 5000)).toBeLessThanOrEqual(30);
	});

	it('never lock out a device or an address of the owner', () => {
		const { throttle, wrong, stranger } = world();
		flood(wrong, stranger, 5000);
		expect(() => throttle.begin({ address: '203.0.113.9', device: 'ab', known: false }).succeed()).not.toThrow();
		expect(() => throttle.begin({ address: '203.0.113.7', device: null, known: true }).succeed()).not.toThrow();
	});

	it('leave a reserve to an address that has not failed yet', () => {
		const { throttle, wrong, stranger, pass } = world();
		// The same 30 addresses, again and again, empty the shared budget but not the reserve.
		for (let round = 0; round < 20; round++) {
			flood(wrong, stranger, 30);
			pass(1000);
		}
		expect(() => throttle.begin(stranger('203.0.113.1')).succeed()).not.toThrow();
	});

	it('do not fill the memory', () => {
		const { throttle } = world();
		for (let i = 0; i < 30_000; i++) {
			throttle
				.begin({ address: `2001:db8:${(i >> 8).toString(16)}:${(i & 255).toString(16)}::1`, device: null, known: true })
				.fail();
		}
		expect(throttle.size).toBeLessThanOrEqual(10_000);
	});

	it('a device with a mark is slowed only by its own failures, also at an address that guesses', () => {
		const { throttle, wrong, stranger } = world();
		while (wrong(stranger('192.0.2.1')) === 0);
		expect(() => throttle.begin({ address: '192.0.2.1', device: 'cd', known: false }).succeed()).not.toThrow();
	});
});
