import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { controlOf } from './control.ts';

/** A recorder that says what it took, and ends connections with sizes when `finish` is called. */
let taken: string[];
let sizes: Socket[];
let folder: string;
let path: string;
let server: Server;
beforeEach(async () => {
	[taken, sizes] = [[], []];
	folder = mkdtempSync(join(tmpdir(), 'dogebox-control-'));
	path = join(folder, 'socket');
	server = createServer({ allowHalfOpen: true }, (socket) => {
		socket.on('error', () => {});
		socket.on('data', (bytes) => {
			for (let rest = bytes; rest.length > 0; rest = rest.subarray(5 + rest.readUInt32BE(1))) {
				const kind = rest.toString('latin1', 0, 1);
				const body = rest.subarray(5, 5 + rest.readUInt32BE(1));
				taken.push(kind === 'r' ? `r ${body.readUInt16BE(0)}` : `${kind} ${body.toString()}`.trim());
				if (kind === 'r') sizes.push(socket);
			}
		});
	});
	await new Promise<void>((resolve) => void server.listen(path, resolve));
});
afterEach(async () => {
	for (const socket of sizes) socket.destroy();
	server.close();
	rmSync(folder, { recursive: true });
});
const finish = () => sizes.shift()!.end();

it('passes input behind a size when that is set, and the input of others at once', async () => {
	const [one, other] = [controlOf(path, true), controlOf(path, true)];
	let isSet = false;
	void one.resize({ cols: 1, rows: 1 }).then(() => (isSet = true));
	one.stdin!.write('typed');
	await expect.poll(() => taken).toEqual(['r 1']);
	other.stdin!.write('beside');
	await expect.poll(() => taken).toEqual(['r 1', 'i beside']);
	expect(isSet).toBe(false);
	finish();
	await expect.poll(() => taken).toEqual(['r 1', 'i beside', 'i typed']);
	expect(isSet).toBe(true);
	one.stdin!.write(' on');
	await expect.poll(() => taken.at(-1)).toBe('i  on');
	one.stdin!.destroy();
	other.stdin!.destroy();
});

it('sends the last of the sizes that come meanwhile, and the end of the input behind it', async () => {
	const { stdin, resize } = controlOf(path, true);
	for (const cols of [1, 2, 3]) void resize({ cols, rows: 1 });
	stdin!.end('typed');
	await expect.poll(() => taken).toEqual(['r 1']);
	finish();
	await expect.poll(() => taken).toEqual(['r 1', 'r 3']);
	finish();
	await expect.poll(() => taken).toEqual(['r 1', 'r 3', 'i typed', 'e']);
});

it('is done where the other side has ended', async () => {
	await controlOf(join(folder, 'nobody'), false).resize({ cols: 1, rows: 1 });
	const sized = controlOf(path, false).resize({ cols: 1, rows: 1 });
	await expect.poll(() => sizes).toHaveLength(1);
	sizes.pop()!.destroy();
	await expect(sized).resolves.toBeUndefined();
});

it('does not send the input of somebody who has gone meanwhile', async () => {
	const { stdin, resize } = controlOf(path, true);
	const sized = resize({ cols: 1, rows: 1 });
	stdin!.write('typed');
	await expect.poll(() => sizes).toHaveLength(1);
	stdin!.destroy();
	finish();
	await sized;
	const later = controlOf(path, true).stdin!;
	later.write('later');
	await expect.poll(() => taken).toEqual(['r 1', 'i later']);
	later.destroy();
});
