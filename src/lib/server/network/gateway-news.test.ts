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

describe('what a connection is used for', () => {
	const note = (text: string) =>
		`2026/11/27 20:31:15 [warn] 12#12: *3 js: ${text}, client: 10.69.1.2, server: , request: "GET /"\n`;

	it('is what was noted last, and unknown when notes were lost', () => {
		const news = openGatewayNews(folder, () => undefined);
		const notes = join(folder, 'notes.log');
		appendFileSync(notes, note('dbx-note 10.69.1.2 51234 core') + note('dbx-note 10.69.1.2 51234 Zmq'));
		appendFileSync(notes, note('dbx-note 10.69.1.2 51235 -'));
		news.read();
		expect(news.usedFor('10.69.1.2', 51234)).toBe('zmq');
		expect(news.usedFor('10.69.1.2', 51235)).toBe(undefined);
		expect(news.usedFor('10.69.1.3', 51234)).toBe(undefined);
		appendFileSync(notes, 'x'.repeat(400_000));
		news.read();
		expect(news.usedFor('10.69.1.2', 51234)).toBe(undefined);
		news.close();
	});

	it('cannot be said by a pup in what nginx writes of its requests', () => {
		const news = openGatewayNews(folder, () => undefined);
		const error = '2026/11/27 20:31:15 [error] 12#12: *3 connect() failed, client: 10.69.1.2, request: "GET /';
		appendFileSync(join(folder, 'notes.log'), `${error}js: dbx-note 10.69.1.2 51234 core, HTTP/1.1"\n`);
		appendFileSync(join(folder, 'notes.log'), `${error} [warn] 1#1: *3 js: dbx-note 10.69.1.2 51234 core"\n`);
		news.read();
		expect(news.usedFor('10.69.1.2', 51234)).toBe(undefined);
		news.close();
	});

	it('comes with the requests', () => {
		const told: GatewayRequest[] = [];
		const news = openGatewayNews(folder, (batch) => told.push(...batch));
		appendFileSync(join(folder, 'requests.log'), `${line()}\nbroken\n${line({ path: '/x' })}\n`);
		news.read();
		expect(told.map(({ path }) => path)).toEqual(['/', '/x']);
		news.close();
	});
});
