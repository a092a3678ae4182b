import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ATTACH_KEEPER } from './attach-keeper.ts';

/**
 * Stands in for conmon: prints its input, and moves a size one step for each line on its standard
 * input. Sizes go from `ctl` to `winsz`, and are set from there.
 */
const MONITOR = String.raw`use strict;
$| = 1;
my ($listen, $ctl, $winsz, $keeper);
socket($listen, 1, 5, 0) && bind($listen, pack('S a108', 1, 'attach')) && listen($listen, 5) or die;
open($ctl, '+<', 'ctl') && open($winsz, '+<', 'winsz') or die;
print "listens\n";
accept($keeper, $listen) or die;
while (1) {
  my $read = '';
  vec($read, fileno $_, 1) = 1 for *STDIN, $keeper;
  select($read, undef, undef, undef);
  if (vec($read, fileno $keeper, 1)) { recv($keeper, my $bytes, 9000, 0); last unless length $bytes; print "input $bytes\n" }
  next unless vec($read, fileno STDIN, 1);
  sysread(STDIN, my $steps, 100) or last;
  for (split /\n/, $steps) {
    if ($_ eq 'ctl') { sysread($ctl, my $line, 100); syswrite($winsz, $line) }
    else { sysread($winsz, my $line, 100); print "size $line" }
  }
}`;

let folder: string;
let said: string[];
let monitor: ChildProcessWithoutNullStreams;
let keeper: ChildProcessWithoutNullStreams;
let clients: Socket[];
beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), 'dogebox-keeper-'));
	[said, clients] = [[], []];
	spawnSync('mkfifo', ['ctl', 'winsz'], { cwd: folder });
	monitor = spawn('perl', ['-e', MONITOR], { cwd: folder });
	monitor.stdout.setEncoding('utf8').on('data', (text: string) => said.push(...text.trim().split('\n')));
	await expect.poll(() => said).toEqual(['listens']);
	keeper = spawn('perl', ['-e', ATTACH_KEEPER, join(folder, 'socket'), '1', '1', '0'], { cwd: folder });
	await new Promise((resolve) => keeper.stdout.once('data', resolve));
	said = [];
});
afterEach(() => {
	for (const client of clients) client.destroy();
	keeper.kill('SIGKILL');
	monitor.kill('SIGKILL');
	rmSync(folder, { recursive: true });
});

function client(): Socket {
	const socket = connect(join(folder, 'socket')).on('error', () => {});
	socket.resume();
	clients.push(socket);
	return socket;
}
function frame(kind: string, body: Buffer): Buffer {
	const head = Buffer.alloc(5);
	head.write(kind, 'latin1');
	head.writeUInt32BE(body.length, 1);
	return Buffer.concat([head, body]);
}
const size = frame('r', Buffer.from([0, 80, 0, 24]));
const input = (text: string) => frame('i', Buffer.from(text));
/** Lets the monitor take what is in this fifo. */
const step = (fifo: 'ctl' | 'winsz') => monitor.stdin.write(`${fifo}\n`);

it.each([
	['on the same connection', (socket: Socket) => socket.write(Buffer.concat([size, input('mine')]))],
	['as a packet of its own', (socket: Socket) => socket.write(size, () => socket.write(input('mine')))]
])('takes no input behind a size that is not set, %s; others are not held up', async (_, send) => {
	const [one, other] = [client(), client()];
	send(one);
	other.write(input('first'));
	await expect.poll(() => said).toEqual(['input first']);
	step('ctl');
	other.write(input('second'));
	await expect.poll(() => said).toEqual(['input first', 'input second']);
	step('winsz');
	await expect.poll(() => said).toEqual(['input first', 'input second', 'size 1 24 80', 'input mine']);
});

it('ends the connection of a size when that is set', async () => {
	const one = client();
	let isOver = false;
	one.once('close', () => (isOver = true));
	one.end(size);
	const other = client();
	for (const text of ['first', 'second']) {
		other.write(input(text));
		await expect.poll(() => said.at(-1)).toBe(`input ${text}`);
	}
	expect(isOver).toBe(false);
	step('ctl');
	step('winsz');
	await expect.poll(() => isOver).toBe(true);
	await expect.poll(() => said.at(-1)).toBe('size 1 24 80');
});
