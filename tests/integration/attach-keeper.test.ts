/** The keeper of a process's streams, with a stand-in for the process's monitor (conmon). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ATTACH_KEEPER } from '../../src/lib/server/host/containers/attach-keeper.ts';

/**
 * Acts as conmon: after a line on its input it sends packets of output on conmon's socket, and
 * ends.
 */
const MONITOR = `
my ($own, $reader);
socket($own, 1, 5, 0) && bind($own, pack('S a108', 1, 'attach')) && listen($own, 1) or die;
accept($reader, $own);
<STDIN>;
send($reader, "\\2" . 'x' x 8191, 0) for 1 .. $ARGV[0];
`;

describe('the keeper of streams', () => {
	let folder = '';
	beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'dogebox-keeper-'))));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	/**
	 * Connects one reader that reads nothing before the process has ended.
	 * @param packets number of packets of output, with 8191 bytes each
	 * @returns the kinds of frames that arrived, without repetition
	 */
	async function read(packets: number): Promise<string> {
		const perl = (...args: string[]) =>
			spawn('perl', ['-e', ...args], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
		const monitor = perl(MONITOR, String(packets));
		const keeper = perl(ATTACH_KEEPER, 'door', '1', '0', '5000');
		try {
			await once(keeper.stdout, 'data');
			const socket = connect(join(folder, 'door'));
			socket.write(Buffer.from('w\0\0\0\0', 'latin1'));
			await once(socket, 'readable');
			const over = once(monitor, 'exit');
			monitor.stdin.end('\n');
			await over;
			const all = await buffer(socket);
			let kinds = '';
			for (let at = 0; at < all.length; at += 5 + all.readUInt32BE(at + 1)) {
				const kind = all.toString('latin1', at, at + 1);
				if (!kinds.endsWith(kind)) kinds += kind;
			}
			return kinds;
		} finally {
			monitor.kill('SIGKILL');
			keeper.kill('SIGKILL');
		}
	}

	// With some of these sizes the rest for the reader fills its socket completely.
	it('says the end to a reader whose socket is full', { timeout: 60_000 }, async () => {
		for (let packets = 20; packets <= 110; packets++) {
			expect(await read(packets), `${packets} packets`).toBe('h1z');
			rmSync(join(folder, 'attach'));
		}
	});
});
