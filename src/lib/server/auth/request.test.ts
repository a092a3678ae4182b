import { describe, expect, it } from 'vitest';
import { cookieValues, setCookie, lightened } from './cookies.ts';
import { crossSiteReason, factsOf, isLoopbackHost, plainAddress } from './request.ts';
import { deviceName } from './user-agent.ts';

const source = (remoteAddress: string, headers: Record<string, string>) => ({
	remoteAddress,
	encrypted: false,
	header: (name: string) => headers[name]
});

describe('factsOf', () => {
	it('believes X-Forwarded-* from the trusted proxy alone', () => {
		const headers = {
			host: 'inner:8080',
			'x-forwarded-for': '203.0.113.9, 192.0.2.50',
			'x-forwarded-proto': 'https',
			'x-forwarded-host': 'Box.Example'
		};
		const trusted = factsOf(source('192.0.2.1', headers), '192.0.2.1');
		expect(trusted).toMatchObject({ address: '192.0.2.50', origin: 'https://box.example' });
		const other = factsOf(source('192.0.2.2', headers), '192.0.2.1');
		expect(other).toMatchObject({ address: '192.0.2.2', origin: 'http://inner:8080' });
		expect(factsOf(source('192.0.2.2', headers), null).address).toBe('192.0.2.2');
	});

	it('calls loopback only what came straight and under a loopback name', () => {
		const loopback = (address: string, headers: Record<string, string>, proxy: string | null = null) =>
			factsOf(source(address, headers), proxy).loopback;
		expect(loopback('127.0.0.1', { host: 'localhost:8080' })).toBe(true);
		expect(loopback('::ffff:127.0.0.1', { host: '127.0.0.1:8080' })).toBe(true);
		expect(loopback('::1', { host: '[::1]:8080' })).toBe(true);
		expect(loopback('127.0.0.1', { host: 'evil.example' })).toBe(false);
		expect(loopback('127.0.0.1', { host: 'localhost.evil.example' })).toBe(false);
		expect(loopback('127.0.0.1', { host: 'localhost', 'x-forwarded-for': '203.0.113.9' })).toBe(false);
		expect(loopback('127.0.0.1', { host: 'localhost', forwarded: 'for=203.0.113.9' })).toBe(false);
		expect(loopback('192.0.2.1', { host: 'localhost' })).toBe(false);
		expect(loopback('127.0.0.1', { host: 'localhost', 'x-forwarded-for': '127.0.0.1' }, '127.0.0.1')).toBe(false);
		// A proxy that adds no header and requests the upstream name that it is configured with.
		// nginx does both by default.
		expect(loopback('127.0.0.1', { host: '127.0.0.1:8080' }, '127.0.0.1')).toBe(false);
	});

	it('reads addresses and names in their forms', () => {
		expect(plainAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
		expect(plainAddress('fe80::1%eth0')).toBe('fe80::1');
		expect(isLoopbackHost('LOCALHOST:1'.toLowerCase())).toBe(true);
		expect(isLoopbackHost('127.0.0.1.evil.example')).toBe(false);
	});
});

describe('crossSiteReason', () => {
	const facts = { origin: 'http://box.local:8080' };
	const reason = (headers: Record<string, string>) => crossSiteReason((name) => headers[name], facts);

	it.each([
		{},
		{ origin: 'http://box.local:8080' },
		{ origin: 'http://BOX.local:8080' },
		{ 'sec-fetch-site': 'same-origin', origin: 'http://box.local:8080' },
		{ 'sec-fetch-site': 'none' }
	])('lets %j in', (headers) => expect(reason(headers as Record<string, string>)).toBeNull());

	it.each([
		{ origin: 'http://box.local:8101' },
		{ origin: 'https://box.local:8080' },
		{ origin: 'http://evil.example' },
		{ origin: 'null' },
		{ origin: '' },
		{ 'sec-fetch-site': 'same-site', origin: 'http://box.local:8080' },
		{ 'sec-fetch-site': 'cross-site' }
	])('refuses %j', (headers) => expect(reason(headers as Record<string, string>)).not.toBeNull());

	it('leaves default ports out', () => {
		expect(crossSiteReason((name) => ({ origin: 'http://box' })[name], { origin: 'http://box:80' })).toBeNull();
	});
});

describe('cookies', () => {
	it('gives every candidate of a name, since a pup’s page can toss one', () => {
		expect(cookieValues('a=1; dogebox_session=x; b=2;dogebox_session=y; dogebox_session=x', 'dogebox_session')).toEqual(
			['x', 'y']
		);
		expect(cookieValues(undefined, 'a')).toEqual([]);
		expect(cookieValues(Array.from({ length: 999 }, (_, i) => `a=${i}`).join(';'), 'a')).toHaveLength(200);
	});

	it('of others are taken away where there are too many, and ours never', () => {
		const many = Array.from({ length: 30 }, (_, n) => `__p8100_${n}=${'x'.repeat(4000)}`).join('; ');
		expect(lightened(`dogebox_session=a; ${many.slice(0, 90_000)}`)).toEqual([]);
		const lines = lightened(`dogebox_session=a; ${many}; DOGEBOX_x=b; bad name=c; a b`);
		expect(lines).toHaveLength(30);
		expect(lines[0]).toBe('__p8100_0=; Path=/; Max-Age=0');
	});

	it('are HttpOnly and Lax, and Secure on https alone', () => {
		expect(setCookie('a', 'b', 60, false)).toBe('a=b; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Priority=High');
		expect(setCookie('a', 'b', 60, true)).toContain('; Secure');
	});
});

describe('deviceName', () => {
	it.each([
		['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
		[
			'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
			'Edge on Windows'
		],
		[
			'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
			'Safari on iPhone'
		],
		[
			'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36',
			'Chrome on Android'
		],
		['curl/8.0', 'curl'],
		['', 'Unknown device']
	])('reads %s', (userAgent, name) => expect(deviceName(userAgent)).toBe(name));
});
