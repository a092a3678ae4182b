/**
 * No answer of a pup ends the box: every odd answer goes through the page of a real pup, with every
 * kind of request.
 */
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AliveBox, HOSTILE_SOURCE, cannotRun } from '../support/alive.ts';
import { processesOf } from '../support/host.ts';
import { raw } from '../support/http.ts';
import { ODD_ANSWERS, type OddAnswer } from './odd-answers.ts';

const WAYS = ['GET', 'HEAD', 'POST', 'upgrade'] as const;
type Way = (typeof WAYS)[number];

describe.skipIf(cannotRun())('odd answers of a pup', () => {
	let box: AliveBox;
	let page = new URL('http://unset');
	let token = '';
	/** Process ids of dogeboxd and nginx, which must be the same in the end. */
	let processes: number[] = [];
	const carriers = () =>
		processesOf({ instance: `${box.options.instance}/pages`, data: '\0' })
			.map(({ pid }) => pid)
			.sort((a, b) => a - b);
	beforeAll(async () => {
		box = await AliveBox.start('odd');
		await box.addSource(HOSTILE_SOURCE);
		const id = await box.install('Odd answers');
		page = new URL((await box.pup(id)).webPages[0]?.url ?? '');
		token = box.api.token() ?? '';
		processes = [box.box.pid, ...carriers()];
		expect(processes.length).toBeGreaterThan(2);
	});
	afterEach(() => expect([box.box.pid, ...carriers()]).toEqual(processes));
	afterAll(() => box?.dispose());

	/**
	 * Sends the request over a raw socket, because no client library would pass these answers on.
	 * @returns the bytes that came back
	 */
	function ask(odd: OddAnswer, way: Way): Promise<string> {
		const method = way === 'upgrade' ? 'GET' : way;
		const head = [
			`${method} /?${odd.bytes.toString('base64url')} HTTP/1.1`,
			`Host: ${page.host}`,
			`Authorization: Bearer ${token}`,
			...(way === 'upgrade'
				? [
						'Connection: Upgrade, close',
						'Upgrade: websocket',
						'Sec-WebSocket-Version: 13',
						'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='
					]
				: ['Connection: close']),
			...(way === 'POST' ? ['Content-Length: 3'] : [])
		];
		return new Promise((resolve, reject) => {
			const socket: Socket = connect(Number(page.port), page.hostname, () =>
				socket.write(`${head.join('\r\n')}\r\n\r\n${way === 'POST' ? 'a=b' : ''}`)
			);
			let got = '';
			socket.setTimeout(30_000, () => {
				socket.destroy();
				reject(new Error(`${odd.name}, ${way}: no end after 30 s; so far ${JSON.stringify(got.slice(0, 200))}`));
			});
			socket.on('data', (chunk: Buffer) => (got += chunk.toString('latin1')));
			socket.on('error', () => {});
			socket.on('close', () => resolve(got));
		});
	}

	it('are a long list', () => {
		expect(ODD_ANSWERS.length).toBeGreaterThan(300);
		expect(new Set(ODD_ANSWERS.map(({ name }) => name)).size).toBe(ODD_ANSWERS.length);
	});

	it.each(WAYS)('arrive or are refused, and the process goes on (%s)', async (way) => {
		const wrong: string[] = [];
		// Longer answers do not fit into a request line.
		const list = ODD_ANSWERS.filter(({ bytes }) => bytes.length < 11_000);
		for (let at = 0; at < list.length; at += 8) {
			await Promise.all(
				list.slice(at, at + 8).map(async (odd) => {
					const got = await ask(odd, way);
					const final = got.replace(/^(HTTP\/1\.1 1(?!01)\d\d [^\r]*\r\n([^\r]+\r\n)*\r\n)+/, '');
					const status = Number(/^HTTP\/1\.1 (\d{3})[ \r]/.exec(final)?.[1]);
					// A closed connection is an answer too: after the head of a good answer, or
					// where no other answer is possible.
					const wanted = way === 'GET' || (way === 'HEAD' && odd.want === 502) ? odd.want : undefined;
					const cut = odd.want === 'cut';
					if (wanted === 'cut') {
						if (got !== '') wrong.push(`${odd.name}: ${JSON.stringify(got.slice(0, 100))} instead of nothing`);
					} else if (!Number.isInteger(status)) {
						if (!cut || got !== '') wrong.push(`${odd.name}: ${JSON.stringify(got.slice(0, 100))}`);
					} else if (wanted !== undefined && status !== wanted)
						wrong.push(`${odd.name}: ${status} instead of ${wanted}`);
					if (/dogebox_session=x/i.test(got)) wrong.push(`${odd.name}: it set the box’s cookie`);
				})
			);
		}
		expect(wrong).toEqual([]);
		expect((await raw(`${box.url}/api/v1/box`)).status).toBe(200);
	});

	it('that are no HTTP are named as such, without trying again', async () => {
		const bad = ODD_ANSWERS.find(({ name }) => name === 'an SSH banner')!;
		const url = `${page.href}?${bad.bytes.toString('base64url')}`;
		const headers = { authorization: `Bearer ${token}` };
		const program = await raw(url, { headers });
		expect(JSON.parse(program.text)).toMatchObject({ status: 502, code: 'pup-answer-malformed' });
		expect(program.headers['retry-after']).toBeUndefined();
		const browser = await raw(url, { headers: { ...headers, accept: 'text/html', 'sec-fetch-mode': 'navigate' } });
		expect(browser.text).toContain('not valid HTTP');
		expect(browser.text).not.toContain('http-equiv="refresh"');
	});

	it('keep their file names', async () => {
		const name = Buffer.from('отчёт.pdf', 'utf8').toString('latin1');
		const odd = ODD_ANSWERS.find(
			(one) => one.name.startsWith('length, then disposition') && one.bytes.includes(name, 0, 'latin1')
		)!;
		expect(await ask(odd, 'GET')).toContain(`filename="${name}"`);
	});

	it('and nothing else on the network: 400 upgrades that are reset at once', async () => {
		const target = new URL(box.url);
		for (let i = 0; i < 400; i++) {
			const socket = connect(Number(target.port), target.hostname, () =>
				socket.write(
					`GET /nope HTTP/1.1\r\nHost: ${target.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
					() => socket.resetAndDestroy()
				)
			);
			socket.on('error', () => {});
			await new Promise((resolve) => socket.once('close', resolve));
		}
		expect((await raw(`${box.url}/api/v1/box`)).status).toBe(200);
	});
});
