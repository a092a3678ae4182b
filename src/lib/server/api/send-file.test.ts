/** In dev mode, a pup can replace its logo after the file was found. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isBoxError } from '../../contract/errors.ts';
import { createGuardedServer } from '../streams/index.ts';
import { sendFile } from './answers.ts';

let root = '';
let url = '';
const { server } = createGuardedServer({
	async request(req, res) {
		try {
			await sendFile(req, res, { folder: join(root, 'pup'), path: 'art/logo.svg', type: 'image/svg+xml' }, {});
		} catch (error) {
			if (!isBoxError(error)) throw error;
			res.writeHead(error.status).end(error.code);
		}
	},
	failed: () => {}
});
beforeAll(async () => {
	root = mkdtempSync(join(tmpdir(), 'dogebox-send-'));
	mkdirSync(join(root, 'pup', 'art'), { recursive: true });
	mkdirSync(join(root, 'away'));
	writeFileSync(join(root, 'away', 'logo.svg'), 'secret');
	writeFileSync(join(root, 'pup', 'art', 'logo.svg'), '<svg/>');
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
	server.close();
	rmSync(root, { recursive: true, force: true });
});

const answer = async () => {
	const response = await fetch(url);
	return [response.status, await response.text()];
};

it('sends it while it is a file, and waits for nothing that takes its place', async () => {
	const logo = join(root, 'pup', 'art', 'logo.svg');
	expect(await answer()).toEqual([200, '<svg/>']);
	unlinkSync(logo);
	execFileSync('mkfifo', [logo]);
	// More requests than libuv has threads: if they blocked, no thread would be left for the next
	// answer.
	const all = await Promise.all(Array.from({ length: 16 }, answer));
	expect(all).toEqual(Array.from({ length: 16 }, () => [404, 'not-found']));
	unlinkSync(logo);
	symlinkSync(join(root, 'away', 'logo.svg'), logo);
	expect(await answer(), 'a link').toEqual([404, 'not-found']);
	renameSync(join(root, 'pup', 'art'), join(root, 'pup', 'was'));
	symlinkSync(join(root, 'away'), join(root, 'pup', 'art'));
	expect(await answer(), 'a folder on the way').toEqual([404, 'not-found']);
});
