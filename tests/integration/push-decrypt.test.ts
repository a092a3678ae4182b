/**
 * The stand-ins for a push service and a browser, checked against the examples in the documents.
 */
import { expect, it } from 'vitest';
import { checkVapid, subscribedBrowser } from './support/push-decrypt.ts';

it('opens the example of RFC 8291, appendix A', () => {
	const browser = subscribedBrowser({
		privateKey: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
		auth: 'BTBZMqHH6r4Tts7J_aSIgg'
	});
	expect(browser.keys.p256dh).toBe(
		'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'
	);
	const message =
		'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN';
	expect(browser.open(Buffer.from(message, 'base64url'))).toBe('When I grow up, I want to be a watermelon');
});

it('believes the example of RFC 8292, section 2.4, and nothing that differs from it', () => {
	const head = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9';
	const claims =
		'eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0';
	const signature = 'i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA';
	const key = 'BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs';
	const [origin, exp] = ['https://push.example.net', 1_453_523_768];
	const check = (token: string, more: Partial<Record<'key' | 'origin', string>> = {}, now = exp - 60) =>
		checkVapid(`vapid t=${token}, k=${key}`, more.key ?? key, more.origin ?? origin, now);
	const token = `${head}.${claims}.${signature}`;
	expect(() => check(token)).not.toThrow();
	expect(() => check(`${head}.${claims}.${signature.replace('i3', 'j3')}`)).toThrow(
		'a signature that is not of its key'
	);
	expect(() => check(token, { key: key.replace('BA', 'BB') })).toThrow('the key of another sender');
	expect(() => check(token, { origin: 'https://push.example.org' })).toThrow('a token for https://push.example.net');
	expect(() => check(token, {}, exp)).toThrow('a token that has ended');
	expect(() => check(token, {}, exp - 90_000)).toThrow('longer than a day');
	const none = Buffer.from('{"typ":"JWT","alg":"none"}').toString('base64url');
	expect(() => check(`${none}.${claims}.${signature}`)).toThrow('not signed by ES256');
});
