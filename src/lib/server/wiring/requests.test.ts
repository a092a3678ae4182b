import { describe, expect, it } from 'vitest';
import type { GatewayRequest } from '../network/index.ts';
import { createRequestLog } from './requests.ts';

const request = (more: Partial<GatewayRequest> = {}): GatewayRequest => ({
	at: 1,
	from: '10.69.0.2',
	interface: 'core-rpc',
	method: 'GET',
	path: '/chain',
	status: 200,
	bytes: 10,
	refused: null,
	...more
});

describe('requests of pups', () => {
	it('are counted, and the last hundred of each edge are kept', () => {
		const log = createRequestLog();
		log.add(Array.from({ length: 150 }, (_, at) => request({ at })));
		log.add([
			request({ at: 500, interface: 'Core-RPC', status: 403, refused: 'not-granted' }),
			request({ interface: null })
		]);
		expect(log.counts('10.69.0.2', 'core-rpc')).toEqual({ requests: 151, refused: 1, bytes: 1510 });
		const last = log.last('10.69.0.2', 'core-rpc');
		expect(last).toHaveLength(100);
		expect(last.slice(0, 2).map(({ at }) => at)).toEqual([500, 149]);
		expect(log.counts('10.69.0.3', 'core-rpc').requests).toBe(0);
	});

	it('of more interfaces than a pup can have are not kept, nor those of pups that are gone', () => {
		const log = createRequestLog();
		log.add(Array.from({ length: 1000 }, (_, n) => request({ interface: `x${n}` })));
		expect(log.counts('10.69.0.2', 'x63').requests).toBe(1);
		expect(log.counts('10.69.0.2', 'x64').requests).toBe(0);
		log.keepOnly(['10.69.0.3', null]);
		expect(log.counts('10.69.0.2', 'x0').requests).toBe(0);
	});
});
