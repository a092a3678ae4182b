import { expect, it } from 'vitest';
import { bodyOf, changeMessage, resyncMessage, signedHeaders, testMessage } from './message.ts';

// The example of the specification's own libraries (standardwebhooks, tests of each language).
it('signs as Standard Webhooks does', () => {
	const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
	const headers = signedHeaders('msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, Buffer.from('{"test": 2432232314}'), [
		secret,
		'whsec_AAAA'
	]);
	expect(headers['webhook-signature']?.split(' ')).toEqual([
		'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
		expect.stringMatching(/^v1,[\w+/]{43}=$/)
	]);
	expect(headers).toMatchObject({ 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330' });
});

it('tells what the event stream tells', () => {
	const change = { seq: 7, at: 1_795_705_200_000, body: { kind: 'pup-removed', id: 'x' } } as const;
	expect(JSON.parse(String(bodyOf(changeMessage('w', change), 'my box')))).toEqual({
		type: 'pup-removed',
		seq: 7,
		timestamp: '2026-11-26T15:00:00.000Z',
		box: 'my box',
		data: change
	});
	expect(changeMessage('w', change).id).toBe('w-7');
	expect(resyncMessage('w', 9, 1)).toMatchObject({ event: 'resync', seq: 9, data: { seq: 9 } });
	expect(testMessage('w', 'n', 1)).toMatchObject({ id: 'w-test-n', event: 'test', seq: null, data: {} });
});
