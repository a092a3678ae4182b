/**
 * Odd answers of web servers, as bytes. A pup may send any of them, and none may end the box's
 * process. To add one, add a row to a table below.
 * `want` is the status that the browser must get. Without it any answer is accepted. With `cut`,
 * nginx can only close the connection and passes on nothing of the answer
 * (docs/decisions/0016-nginx-carries-pages.md says why).
 */

export interface OddAnswer {
	name: string;
	bytes: Buffer;
	want?: number | 'cut';
}

const CRLF = '\r\n';
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const answer = (line: string, headers: string[], body = 'hello') => latin1([line, ...headers, '', body].join(CRLF));
const ok = (...headers: string[]) => answer('HTTP/1.1 200 OK', ['Content-Length: 5', ...headers]);
/** UTF-8 bytes of a text, each as one Latin-1 letter. */
const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

const STATUS_LINES: [string, OddAnswer['want']?][] = [
	['HTTP/1.1 200', 200],
	['HTTP/1.1 200 ', 200],
	['HTTP/1.0 200 OK', 200],
	['HTTP/1.1 299 Odd', 299],
	['HTTP/1.1 451 Unavailable For Legal Reasons', 451],
	['HTTP/1.1 599 Odd', 599],
	['HTTP/1.1 600 Beyond'],
	['HTTP/1.1 999 Denied'],
	['HTTP/1.1 099 Below', 502],
	['HTTP/1.1 000 Nothing', 502],
	['HTTP/1.1 001 One', 502],
	['HTTP/1.1 1000 Long', 502],
	['HTTP/1.1 20 Short', 502],
	['HTTP/1.1 -200 Minus', 502],
	['HTTP/1.1 2e2 Float', 502],
	['HTTP/1.1  200 Spaces'],
	['HTTP/1.1\t200 Tab'],
	['HTTP/1.1 abc Letters', 502],
	['HTTP/1.1', 502],
	['HTTP/2 200 OK', 502],
	['HTTP/2.0 200 OK'],
	['HTTP/9.9 200 OK'],
	['HTTP/0.9 200 OK'],
	['http/1.1 200 OK', 502],
	['ICY 200 OK', 502],
	['RTSP/1.0 200 OK'],
	['HTTPS/1.1 200 OK', 502],
	['200 OK', 502],
	['', 502],
	['HTTP/1.1 200 \u0001control'],
	['HTTP/1.1 200 \u0007bell'],
	['HTTP/1.1 200 \u001b[31mred'],
	['HTTP/1.1 200 \u007fdelete'],
	['HTTP/1.1 200 \u0000nul'],
	['HTTP/1.1 200 tab\tinside', 200],
	[`HTTP/1.1 200 ${utf8('готово')}`, 200],
	['HTTP/1.1 200 \u00e9t\u00e9', 200],
	[`HTTP/1.1 200 ${'x'.repeat(4000)}`, 200],
	[`HTTP/1.1 200 ${'x'.repeat(20_000)}`],
	['HTTP/1.1 200 a\rb']
];

const DISPOSITIONS = [
	`attachment; filename="${utf8('отчёт.pdf')}"`,
	'attachment; filename="r\u00e9sum\u00e9.pdf"',
	`attachment; filename*=UTF-8''%D0%BE.pdf`,
	'attachment; filename="a\tb"',
	`inline; filename="${utf8('報告.txt')}"`,
	`attachment; filename="${utf8('😀')}"`,
	'attachment; filename="\u0080\u0081\u00ff"',
	'\u00fe\u00ff',
	'attachment; filename="unclosed',
	`attachment; filename="${'x'.repeat(3000)}"`,
	''
];

const HEADERS: [string, OddAnswer['want']?][] = [
	[`Location: ${utf8('/страница')}`, 200],
	['Location: http://[::1', 200],
	['Location: http://localhost:99999999/', 200],
	['Location: \u00e9', 200],
	['Location: javascript:alert(1)', 200],
	['Content-Location: //', 200],
	['X-Empty:', 200],
	['X-Spaces:       ', 200],
	['X-Control: a\u0001b'],
	['X-Nul: a\u0000b'],
	['X-Delete: a\u007fb'],
	['X-Return: a\rb'],
	['X-Latin: \u00e9\u00ff', 200],
	['X Space: name'],
	['X-Colon'],
	[': no name'],
	['\u00e9: name'],
	['X(paren): name'],
	['X-Fold: a\r\n b'],
	[`X-Long: ${'x'.repeat(10_000)}`],
	[`X-Longer: ${'x'.repeat(60_000)}`],
	['Set-Cookie:', 200],
	['Set-Cookie: =', 200],
	['Set-Cookie: ;;;', 200],
	[`Set-Cookie: a=${utf8('чай')}`, 200],
	['Set-Cookie: dogebox_session=x', 200],
	['Set-Cookie: a=b; Domain=; Domain', 200],
	['Trailer: X-After', 200],
	['Transfer-Encoding: identity'],
	['Transfer-Encoding: gzip'],
	['Transfer-Encoding: chunked', 'cut'],
	['Transfer-Encoding: chunked, chunked', 'cut'],
	['Transfer-Encoding: \u0001'],
	['Content-Length: 5', 200],
	['Content-Length: 6'],
	['Content-Length: 5, 5'],
	['Content-Length: -1'],
	['Content-Length: 99999999999999999999'],
	['Content-Length: 0x5'],
	['Content-Length:'],
	['Connection: close, content-length', 200],
	['Connection: upgrade', 200],
	['Connection: \u00ff', 200],
	['Keep-Alive: timeout=nonsense', 200],
	['Upgrade: h2c', 200],
	['Upgrade: websocket', 200],
	['Content-Encoding: gzip', 200],
	['Content-Type: \u00e9', 200],
	['Date: yesterday', 200],
	['Date: ', 200],
	['Cross-Origin-Resource-Policy: \u00ff', 200],
	['Service-Worker-Allowed: \u00e9', 200],
	['Strict-Transport-Security: \u00e9', 200],
	['__proto__: x', 200],
	['constructor: x', 200],
	['toString: x', 200]
];

const WHOLE: [string, string, OddAnswer['want']?][] = [
	['nothing at all', '', 502],
	['one line end', CRLF, 502],
	['a newline', '\n', 502],
	['half a status line', 'HTTP/1.', 502],
	['half a header', 'HTTP/1.1 200 OK\r\nContent-Le', 502],
	['no empty line', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n', 502],
	['bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello'],
	['a body shorter than declared', 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello'],
	['a body longer than declared', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhello', 200],
	['no length', 'HTTP/1.1 200 OK\r\n\r\nhello', 200],
	['HTTP/1.0 without anything', 'HTTP/1.0 200\r\n\r\n', 200],
	['HTTP/0.9', 'hello', 502],
	['a page without a head', '<!doctype html><p>hello', 502],
	['a TLS alert', '\u0015\u0003\u0001\u0000\u0002\u0002\u0028', 502],
	['an SSH banner', 'SSH-2.0-OpenSSH_9.2\r\n', 502],
	['an SMTP greeting', '220 mail ESMTP\r\n', 502],
	['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 502],
	['HTTP/2 settings', '\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000', 502],
	['a request', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 502],
	['a redis error', '-ERR unknown command\r\n', 502],
	['zeros', '\u0000'.repeat(2000), 502],
	['letters without end', 'x'.repeat(60_000), 502],
	['204 with a body', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello', 204],
	['304 with a body', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello', 304],
	['205 with a body', 'HTTP/1.1 205 Reset Content\r\nContent-Length: 5\r\n\r\nhello'],
	['100 alone', 'HTTP/1.1 100 Continue\r\n\r\n', 502],
	['100 before 200', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 502],
	['102 before 200', 'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 502],
	[
		'103 before 200',
		'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
		502
	],
	[
		'a hundred times 102',
		`${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)}HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello`,
		502
	],
	[
		'101 that nobody asked for',
		'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: odd\r\n\r\nhello',
		502
	],
	['101 without Upgrade', 'HTTP/1.1 101 Switching Protocols\r\n\r\nhello', 502],
	[
		'two answers',
		'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nagain',
		200
	],
	['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n', 200],
	[
		'chunks with trailers',
		'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-A: \u00e9\r\n\r\n',
		200
	],
	['chunks with an extension', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n', 200],
	['a chunk of no size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\nhello\r\n0\r\n\r\n', 'cut'],
	['a chunk of letters', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n', 'cut'],
	['a chunk too long', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nhello\r\n', 'cut'],
	['chunks without an end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'],
	['half a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nhello'],
	[
		'chunks and a length',
		'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n'
	],
	['two hundred headers', `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n${'X-A: b\r\n'.repeat(200)}\r\nhello`, 200],
	['three thousand headers', `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n${'X-A: b\r\n'.repeat(3000)}\r\nhello`],
	['a redirect without a place', 'HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n', 302],
	['a byte order mark first', '\u00ef\u00bb\u00bfHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 502],
	['a line end first', '\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello'],
	['a space first', ' HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 502]
];

/** Pseudo-random numbers from a seed, the same each time (mulberry32, public domain). */
export function numbers(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

const COMMON = answer('HTTP/1.1 200 OK', [
	'Content-Type: text/html; charset=utf-8',
	'Content-Length: 5',
	'Content-Disposition: attachment; filename="a.txt"',
	'Set-Cookie: a=b; Path=/',
	'Location: http://localhost:8080/',
	'Connection: close'
]);

/** A copy of the bytes in which one to four positions are changed, dropped or doubled. */
export function mutate(ordinary: Buffer, seed: number): Buffer {
	const next = numbers(seed);
	const bytes = [...ordinary];
	for (let count = 1 + next(4); count > 0; count--) {
		const at = next(bytes.length);
		const what = next(4);
		if (what === 0) bytes[at] = next(256);
		else if (what === 1) bytes[at] = next(32);
		else if (what === 2) bytes.splice(at, 1 + next(3));
		else bytes.splice(at, 0, ...bytes.slice(at, at + 1 + next(20)));
	}
	return Buffer.from(bytes);
}

/** An ordinary answer, mutated mostly in its head. */
export const mutated = (seed: number) => mutate(COMMON, seed);

/** Number of {@link mutated} answers in the list. */
const MUTATED = 200;

export const ODD_ANSWERS: OddAnswer[] = [
	...STATUS_LINES.map(([line, want]) => ({
		name: `status line ${JSON.stringify(line.slice(0, 60))} of ${line.length} letters`,
		bytes: answer(line, ['Content-Length: 5']),
		...(want !== undefined && { want })
	})),
	...DISPOSITIONS.flatMap((value) => [
		{
			name: `length, then disposition ${JSON.stringify(value.slice(0, 60))}`,
			bytes: ok(`Content-Disposition: ${value}`),
			want: 200
		},
		{
			name: `disposition ${JSON.stringify(value.slice(0, 60))}, then length`,
			bytes: answer('HTTP/1.1 200 OK', [`Content-Disposition: ${value}`, 'Content-Length: 5']),
			want: 200
		}
	]),
	...HEADERS.map(([line, want]) => ({
		name: `header ${JSON.stringify(line.slice(0, 60))}`,
		bytes: ok(line),
		...(want !== undefined && { want })
	})),
	...WHOLE.map(([name, text, want]) => ({ name, bytes: latin1(text), ...(want !== undefined && { want }) })),
	...Array.from({ length: MUTATED }, (_, seed) => ({ name: `mutated ${seed}`, bytes: mutated(seed) }))
];
