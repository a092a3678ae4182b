import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGatewayNews, requestOf } from './gateway-news.ts';
import { tailLog } from './tailed-log.ts';
import type { GatewayRequest } from './types.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'dogebox-news-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const line = (change: Record<string, unknown> = {}) =>
	JSON.stringify({
		at: 1764275475.123,
		from: '10.69.1.2',
		interface: 'core',
		method: 'GET',
		path: '/',
		status: 200,
		bytes: 10,
		seconds: 0.001,
		refused: '',
		...change
	});

describe('a line of nginx', () => {
	it('is a request', () => {
		expect(requestOf(line())).toEqual({
			at: 1764275475123,
			from: '10.69.1.2',
			interface: 'core',
			method: 'GET',
			path: '/',
			status: 200,
			bytes: 10,
			refused: null
		});
	});

	it.each([
		[{ interface: '-' }, { interface: null }],
		[{ interface: '' }, { interface: null }],
		[{ refused: 'not-granted', status: 403 }, { refused: 'not-granted' }],
		[{ status: 400 }, { refused: 'malformed' }],
		[{ path: 'x'.repeat(5000) }, { path: 'x'.repeat(512) }]
	])('%j', (given, read) => expect(requestOf(line(given))).toMatchObject(read));

	it.each([
		line({ method: 'X'.repeat(60_000) }),
		'',
		'x',
		'{}',
		'[]',
		'null',
		line({ status: 'x' }),
		line().slice(0, 40)
	])('that is none is nothing: %s', (given) => expect(requestOf(given)).toBe(null));
});

describe('a log', () => {
	it('is read in whole lines, and emptied', () => {
		const file = join(folder, 'log');
		const lines: string[] = [];
		const log = tailLog(file, (more) => lines.push(...more));
		appendFileSync(file, 'one\ntwo\nthr');
		expect(log.read()).toBe(false);
		expect(lines).toEqual(['one', 'two']);
		appendFileSync(file, 'ee\n');
		log.read();
		expect(lines).toEqual(['one', 'two', 'three']);
		for (let piece = 0; piece < 6; piece++) {
			appendFileSync(file, `${'x'.repeat(199_999)}\n`);
			log.read();
		}
		expect(statSync(file).size).toBe(0);
		appendFileSync(file, 'after\n');
		log.read();
		expect(lines.at(-1)).toBe('after');
		log.close();
	});

	it('that is as long as it may get, in the middle of a line, is emptied', () => {
		const file = join(folder, 'log');
		const log = tailLog(file, () => undefined);
		writeFileSync(file, `${'x'.repeat(99)}\n`.repeat(20_000) + 'cut');
		for (let reads = 0; reads < 12; reads++) log.read();
		expect(statSync(file).size).toBe(0);
		log.close();
	});

	it('that has grown too much loses its oldest lines, whole ones', () => {
		const file = join(folder, 'log');
		const lines: string[] = [];
		const log = tailLog(file, (more) => lines.push(...more));
		writeFileSync(file, Array.from({ length: 100_000 }, (_, at) => `line ${at}\n`).join(''));
		expect(log.read()).toBe(true);
		expect(lines.length).toBeLessThan(30_000);
		expect(lines[0]).toMatch(/^line \d{5}$/);
		expect(lines.at(-1)).toBe('line 99999');
		expect(log.read()).toBe(false);
		log.close();
	});
});

describe('the log of requests', () => {
	it('comes line by line', () => {
		const published: GatewayRequest[] = [];
		const news = openGatewayNews(folder, (batch) => published.push(...batch));
		appendFileSync(join(folder, 'requests.log'), `${line()}\nbroken\n${line({ path: '/x' })}\n`);
		news.read();
		expect(published.map(({ path }) => path)).toEqual(['/', '/x']);
		news.close();
	});
});
