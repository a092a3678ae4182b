import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from './program.ts';

let server: Server | null = null;
let folder = '';
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dogebox-dbx-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
afterEach(stopped);

async function stopped(): Promise<void> {
	server?.closeAllConnections();
	await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
	server = null;
}

/** Runs `dbx` against a server that answers by `answer`. */
async function dbx(words: string[], answer: RequestListener = () => undefined) {
	const asked: string[] = [];
	server = createServer((request, response) => {
		asked.push(`${request.method} ${request.url}`);
		answer(request, response);
	});
	await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	let out = '';
	let err = '';
	const code = await run(words, {
		env: { DOGEBOX_URL: `http://127.0.0.1:${port}`, HOME: '/nonexistent' },
		version: '1',
		folder,
		terminal: { out: false, err: false, in: false },
		out: (text) => (out += text),
		err: (text) => (err += text),
		pupTools: () => import('../pup/index.ts'),
		assistant: () => import('./mcp/main.ts')
	});
	return { code, out, err, asked };
}

describe('--json', () => {
	it.each([
		[['--json', 'pups']],
		[['pups', '--json']],
		[['pups', '-j']],
		[['pups', 'list', '--json']],
		[['call', 'pups.list', '-j']]
	])('%j', async (words) => {
		const ran = await dbx(words, (_, response) => response.end('{"pups":[]}'));
		expect(ran).toMatchObject({ code: 0, out: '{"pups":[]}\n', err: '' });
	});

	it('stands once in the manual page', async () => {
		const { out } = await dbx(['man']);
		expect(out.split('\\-\\-json')).toHaveLength(2);
	});
});

describe('what goes wrong is said in words', () => {
	const ID = '0'.repeat(32);
	const reset: RequestListener = (request) => request.socket.resetAndDestroy();
	const partly: RequestListener = (request, response) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		response.write('id: 7\nevent: pup\ndata: {"body":{"id":"x"}}\n\n', () => request.socket.destroy());
	};

	it.each<[words: string[], answer: RequestListener, code: number, says: string]>([
		[['events'], partly, 5, 'The box closed the stream.'],
		[['pups'], reset, 5, 'cannot be reached'],
		[['pups'], partly, 5, 'The connection to the box broke.'],
		[['pups'], (_, response) => response.end('<html>'), 1, 'not from a Dogebox'],
		[['pups', 'stats'], (_, response) => response.end('{}'), 1, 'not from a Dogebox'],
		[['pups', 'logo', ID, '-o', 'f'], partly, 5, 'The connection to the box broke.']
	])('%j', async (words, answer, code, says) => {
		const ran = await dbx(words, answer);
		expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(says)]);
		expect(ran.err).not.toMatch(/^\s+at /m);
	});

	it.each([
		[['pups', 'logo', ID, '-o', '/no/such/dir/f'], '“/no/such/dir/f” cannot be opened: there is no such file'],
		[['pups', 'logo', ID, '-o', '/tmp'], '“/tmp” cannot be opened: it is a folder'],
		[['files', 'upload', ID, '--path', 'x', '--file', 'missing'], '“missing” cannot be opened: there is no such file'],
		[['files', 'upload', ID, '--path', 'x', '--file', '/tmp'], '“/tmp” is a folder.']
	])('and files are opened before a box is asked: %j', async (words, says) => {
		const ran = await dbx(words);
		expect(ran).toMatchObject({ code: 2, asked: [] });
		expect(ran.err).toContain(says);
	});

	it('and texts of a box move no cursor', async () => {
		const problem = JSON.stringify({
			title: 'Pup \u001b[2J',
			status: 404,
			code: 'not-found',
			detail: 'One\nTwo\u001b[1A'
		});
		const { err } = await dbx(['pups'], (_, response) => response.writeHead(404).end(problem));
		expect(err).toBe('dbx: Pup [2J\nOne\nTwo[1A\n');
	});

	it('a file is written over by an answer alone', async () => {
		const words = ['pups', 'logo', ID, '-o', 'kept'];
		writeFileSync(join(folder, 'kept'), 'what was there');
		const refuse: RequestListener = (_, response) => response.writeHead(404).end();
		expect((await dbx(words, refuse)).code).toBe(1);
		expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('what was there');
		await stopped();
		expect((await dbx(['pups', 'logo', ID, '-o', 'new'], refuse)).code).toBe(1);
		expect(existsSync(join(folder, 'new'))).toBe(false);
		await stopped();
		expect((await dbx(words, (_, response) => response.end('logo'))).code).toBe(0);
		expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('logo');
	});
});

describe('pups install', () => {
	const plan = {
		id: 'p',
		text: 'Installs Core.',
		installs: [],
		wires: [],
		conflicts: [] as { reason: string; hint: string }[],
		notes: [],
		disk: { bytes: 0, free: null }
	};
	const store =
		(shown: typeof plan): RequestListener =>
		({ url = '' }, response) => {
			const answer = url.endsWith('/store') ? { pups: [{ sourceId: 's', sourceName: 'S', name: 'Core' }] } : shown;
			response.end(JSON.stringify(url.endsWith('/pups') ? { jobId: 'j', pupId: 'i' } : answer));
		};
	const READS = ['GET /api/v1/store', 'POST /api/v1/store/s/Core/plan'];
	const blocked = { ...plan, conflicts: [{ reason: 'Nobody has it.', hint: 'Add one.' }] };

	it.each<[words: string[], shown: typeof plan, code: number, asked: string[], out: string, err: string]>([
		[[], plan, 2, READS, '', 'Installs Core.'],
		[['--json'], plan, 2, READS, '', '--yes'],
		[['--yes'], plan, 0, [...READS, 'POST /api/v1/pups'], 'It is being installed', 'Installs Core.'],
		[['--plan'], plan, 0, READS, 'Installs Core.', ''],
		[['--plan', '--yes', '--json'], plan, 0, READS, '"id":"p"', ''],
		[['--plan'], blocked, 6, READS, 'Not possible: Nobody has it.', 'Nobody has it.'],
		[['--yes'], blocked, 6, READS, '', 'Nobody has it.'],
		[['--yes', '--config', '{}'], plan, 2, [], '', 'Other programs can read']
	])('%j', async (words, shown, code, asked, out, err) => {
		const ran = await dbx(['pups', 'install', 'core', ...words], store(shown));
		expect([ran.code, ran.asked]).toEqual([code, asked]);
		expect(ran.out).toContain(out);
		expect(ran.err).toContain(err);
	});
});
