import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { outsideLocation, safeSetCookie, toBrowser, toPup, withoutOurCookies } from './headers.ts';

const facts = {
	address: '192.0.2.7',
	scheme: 'http' as const,
	host: 'box.local:8101',
	hostname: 'box.local',
	origin: 'http://box.local:8101',
	loopback: false
};
const target = { host: '10.69.0.2', port: 8000 };

/** A message with these header lines, as node parses them. */
function message(lines: [string, string][]): IncomingMessage {
	const headers: Record<string, string> = {};
	for (const [name, value] of lines) headers[name.toLowerCase()] = value;
	return { rawHeaders: lines.flat(), headers } as unknown as IncomingMessage;
}

const lines = (raw: string[]) => {
	const out: string[] = [];
	for (let at = 0; at < raw.length; at += 2) out.push(`${raw[at]}: ${raw[at + 1]}`);
	return out;
};

describe('towards the pup', () => {
	it('keeps the length of a body, whatever the sender names hop by hop', () => {
		const sent = lines(
			toPup(
				message([
					['Host', 'box.local:8101'],
					['Connection', 'Content-Length, Host'],
					['Content-Length', '3']
				]),
				facts,
				false
			)
		);
		expect(sent).toContain('Content-Length: 3');
		expect(sent).toContain('Host: box.local:8101');
	});
	it('takes our cookies, tokens and whatever a client says of the way; keeps the rest as it came', () => {
		const sent = lines(
			toPup(
				message([
					['Host', 'box.local:8101'],
					['Cookie', 'a=1; dogebox_session=secret; DOGEBOX_Device=x; b=2; dogebox_wizard=y'],
					['Authorization', 'Bearer dbx_secret'],
					['X-Forwarded-For', '6.6.6.6'],
					['Forwarded', 'for=6.6.6.6'],
					['X-Real-IP', '6.6.6.6'],
					['X-Claim-Code', 'AAAA'],
					['Connection', 'keep-alive, X-Private'],
					['X-Private', '1'],
					['TE', 'trailers'],
					['X-Own', 'Kept']
				]),
				facts,
				false
			)
		);
		expect(sent).toEqual([
			'Host: box.local:8101',
			'X-Own: Kept',
			'Cookie: a=1; b=2',
			'X-Forwarded-For: 192.0.2.7',
			'X-Forwarded-Proto: http',
			'X-Forwarded-Host: box.local:8101',
			'X-Forwarded-Port: 8101',
			'Connection: close'
		]);
	});

	it('passes a login of the pup’s own', () => {
		const sent = lines(toPup(message([['Authorization', 'Basic dXNlcjpwYXNz']]), facts, false));
		expect(sent).toContain('Authorization: Basic dXNlcjpwYXNz');
	});

	it('leaves no cookie header where only ours were', () => expect(withoutOurCookies('dogebox_session=x')).toBeNull());
});

describe('towards the browser', () => {
	it('lets no header out that acts on more than the page', () => {
		const got = lines(
			toBrowser(
				message([
					['Content-Type', 'text/html'],
					['Set-Cookie', 'dogebox_session=evil; Path=/'],
					['Set-Cookie', 'own=1; Domain=box.local; Path=/; HttpOnly'],
					['Clear-Site-Data', '"*"'],
					['Strict-Transport-Security', 'max-age=1'],
					['Alt-Svc', 'h3=":443"'],
					['NEL', '{}'],
					['Report-To', '{}'],
					['Transfer-Encoding', 'chunked'],
					['Keep-Alive', 'timeout=5'],
					['X-Frame-Options', 'DENY']
				]),
				target,
				facts,
				false
			)
		);
		expect(got).toEqual([
			'Content-Type: text/html',
			'Set-Cookie: own=1; Path=/; HttpOnly',
			'X-Frame-Options: DENY',
			'Cross-Origin-Resource-Policy: same-origin'
		]);
	});

	it.each([
		['dogebox_session=x', null],
		[' DogeBox_Session =x; Path=/', null],
		['dogebox_x', null],
		['=dogebox_session=x', null],
		['a=1; domain=evil', 'a=1'],
		['a=dogebox_session; Secure', 'a=dogebox_session; Secure']
	])('turns Set-Cookie %j into %j', (line, out) => expect(safeSetCookie(line)).toBe(out));

	it.each([
		['http://10.69.0.2:8000/x?y#z', 'http://box.local:8101/x?y#z'],
		['http://localhost:8000/', 'http://box.local:8101/'],
		['http://10.69.0.2:9000/', 'http://10.69.0.2:9000/'],
		['https://example.org/', 'https://example.org/'],
		['/path', '/path']
	])('turns Location %s into %s', (from, to) => expect(outsideLocation(from, target, facts.origin)).toBe(to));
});
