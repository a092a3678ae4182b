/** A process in a network namespace that connects, listens and sends on command. */
import { createInterface } from 'node:readline';
import { spawn, spawnSync } from '../../support/as-root.ts';
import { PATIENCE, type NetSpace } from './net-space.ts';

/** A connection that is held open. */
export interface Held {
	/** Resolves with the reason when the connection ends: `ECONNRESET`, `closed` … */
	ended: Promise<string>;
	close(): void;
}

export interface NetPeer {
	/** Connects by TCP. Returns `open` when the other side sent something, or else the reason. */
	tcp(host: string, port: number): Promise<string>;
	/** Sends a datagram by UDP. Returns `open` when an answer came. */
	udp(host: string, port: number): Promise<string>;
	/** Sends a text by UDP. Returns the answer, `silent` or an error. */
	ask(host: string, port: number, text: string, from?: string): Promise<string>;
	/** Sends an ICMP echo request (RFC 792). Returns `open` when an answer came. */
	ping(host: string): Promise<string>;
	/**
	 * Listens on these ports. TCP sends `hello` and then a dot every 20 ms. UDP answers
	 * `text from sender`.
	 */
	serve(tcp: number[], udp: number[]): Promise<void>;
	/** Opens a connection over which both sides send continuously. */
	hold(host: string, port: number): Promise<Held>;
	/** What its servers received: `tcp open ADDRESS`, `tcp ECONNRESET`, `udp TEXT from ADDRESS`. */
	heard: string[];
	/**
	 * Sends raw bytes. `raw` sends a complete IPv4 packet, and `frame` sends a whole frame on an
	 * interface.
	 */
	raw(packet: Buffer): void;
	frame(device: string, frame: Buffer): void;
	close(): Promise<void>;
}

/** Milliseconds to wait for an answer. */
const PATIENCE_MS = 700;

const PROGRAM = `
const net = require('node:net'), dgram = require('node:dgram');
const say = (o) => console.log(JSON.stringify(o));
const held = new Map();
${PATIENCE}
const todo = {
	tcp: (id, host, port) => {
		const s = net.connect({ host, port });
		const end = (result) => { clearInterval(t); s.destroy(); say({ id, result }); };
		const t = patience(${PATIENCE_MS / 50}, () => end('silent'));
		s.once('data', () => end('open')).once('error', (e) => end(e.code));
	},
	udp: (id, host, port, text, from) => {
		const s = dgram.createSocket('udp4');
		const end = (result) => { clearInterval(t); s.close(); say({ id, result }); };
		const t = patience(${PATIENCE_MS / 50}, () => end('silent'));
		s.once('message', (m) => end('got ' + m)).once('error', (e) => end(e.code));
		s.bind(0, from || undefined, () => s.connect(port, host, (e) => e ? end(e.code) : s.send(text)));
	},
	serve: (id, tcp, udp) => {
		let left = tcp.length + udp.length;
		const up = () => { if (--left === 0) say({ id }); };
		for (const p of tcp) net.createServer((s) => {
			say({ heard: 'tcp open ' + s.remoteAddress });
			s.on('error', (e) => say({ heard: 'tcp ' + e.code })).on('close', () => clearInterval(beat));
			s.write('hello'); s.resume();
			const beat = setInterval(() => s.write('.'), 20);
		}).listen(p, '0.0.0.0', up);
		for (const p of udp) {
			const s = dgram.createSocket('udp4');
			s.on('message', (m, r) => { say({ heard: 'udp ' + m + ' from ' + r.address }); s.send(m + ' from ' + r.address, r.port, r.address); });
			s.bind(p, '0.0.0.0', up);
		}
	},
	hold: (id, host, port) => {
		const s = net.connect({ host, port });
		held.set(id, s);
		let why = 'closed';
		const t = setTimeout(() => s.destroy(new Error('silent')), 30_000);
		s.once('data', () => { clearTimeout(t); say({ id }); }).resume();
		// More than a window that was never seen to grow.
		s.write(Buffer.alloc(200_000, '.'));
		const beat = setInterval(() => s.write('.'), 20);
		s.on('error', (e) => (why = e.code || e.message)).on('close', () => { clearInterval(beat); held.delete(id); say({ ended: id, why }); });
	},
	drop: (id, which) => { held.get(which)?.destroy(); say({ id }); }
};
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
	const { id, call, args } = JSON.parse(line);
	todo[call](id, ...args);
}).on('close', () => process.exit());
`;

/**
 * Sends an echo request and waits for the answer. Prints `open` or the reason why there is none.
 */
const PING = `use Socket; my ($host, $ms) = @ARGV; my $id = $$ & 0xffff;
socket(my $s, PF_INET, SOCK_RAW, 1) or die $!; my $to = sockaddr_in(0, inet_aton($host));
my $sum = sub { my $n = 0; $n += $_ for unpack('n*', $_[0]); $n = ($n >> 16) + ($n & 0xffff) while $n >> 16; ~$n & 0xffff };
my $echo = pack('CCnnn', 8, 0, 0, $id, 1) . 'ping'; substr($echo, 2, 2) = pack('n', $sum->($echo));
send($s, $echo, 0, $to) or (print("$!"), exit);
my $until = time + $ms / 1000 + 1; my $in = ''; vec($in, fileno($s), 1) = 1;
while (time < $until) { my $r = $in; select($r, undef, undef, $ms / 1000) or last; recv($s, my $p, 1500, 0);
my ($type, undef, undef, $got) = unpack('CCnn', substr($p, (ord($p) & 15) * 4)); if ($type == 0 && $got == $id) { print 'open'; exit } }
print 'silent';`;

const RAW = `use Socket; my $p = pack('H*', $ARGV[0]); socket(my $s, PF_INET, SOCK_RAW, 255) or die $!;
send($s, $p, 0, pack_sockaddr_in(0, '' . substr($p, 16, 4))) or die $!;`;

/** AF_PACKET is 17; sockaddr_ll: packet(7). */
const FRAME = `my ($dev, $hex) = @ARGV; my $p = pack('H*', $hex); socket(my $s, 17, 3, 0) or die $!;
ioctl($s, 0x8933, my $if = pack('Z16x16', $dev)) or die $!; my $index = unpack('x16i', $if);
send($s, $p, 0, pack('SniSCCa8', 17, 0, $index, 0, 0, 6, substr($p, 0, 6))) or die $!;`;

export function createNetPeer(space: NetSpace): NetPeer {
	const enter = [`--net=/proc/${space.pid}/ns/net`];
	const child = spawn('nsenter', [...enter, process.execPath, '-e', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
	const heard: string[] = [];
	const waiting = new Map<number, (result: string) => void>();
	const endings = new Map<number, (why: string) => void>();
	let ids = 0;
	createInterface({ input: child.stdout! }).on('line', (line) => {
		const said = JSON.parse(line) as { id?: number; result?: string; heard?: string; ended?: number; why?: string };
		if (said.heard !== undefined) heard.push(said.heard);
		if (said.id !== undefined) waiting.get(said.id)?.(said.result ?? '');
		if (said.ended === undefined) return;
		endings.get(said.ended)?.(said.why!);
		waiting.get(said.ended)?.(said.why!);
	});
	const call = (name: string, args: unknown[], id = ++ids) =>
		new Promise<string>((resolve) => {
			waiting.set(id, resolve);
			child.stdin!.write(JSON.stringify({ id, call: name, args }) + '\n');
		});
	const perl = (script: string, ...args: string[]) => ['nsenter', [...enter, 'perl', '-e', script, ...args]] as const;
	const send = (script: string, ...args: string[]) => {
		const done = spawnSync(...perl(script, ...args), { encoding: 'utf8' });
		if (done.status !== 0) throw new Error(`perl: ${done.stderr}`);
	};
	const ask: NetPeer['ask'] = async (host, port, text, from = '') =>
		(await call('udp', [host, port, text, from])).replace(/^got /, '');
	return {
		heard,
		tcp: (host, port) => call('tcp', [host, port]),
		ask,
		udp: async (host, port) => ((await ask(host, port, 'ask')).startsWith('ask from') ? 'open' : 'closed'),
		ping: (host) =>
			new Promise((resolve) => {
				const ping = spawn(...perl(PING, host, String(PATIENCE_MS)), { stdio: ['ignore', 'pipe', 'inherit'] });
				let text = '';
				ping.stdout!.on('data', (chunk: Buffer) => (text += chunk.toString()));
				ping.on('close', () => resolve(text));
			}),
		serve: async (tcp, udp) => void (await call('serve', [tcp, udp])),
		async hold(host, port) {
			const id = ++ids;
			const ended = new Promise<string>((resolve) => endings.set(id, resolve));
			const failed = await call('hold', [host, port], id);
			if (failed !== '') throw new Error(`no connection to ${host}:${port}: ${failed}`);
			return { ended, close: () => void call('drop', [id]) };
		},
		raw: (packet) => send(RAW, packet.toString('hex')),
		frame: (device, frame) => send(FRAME, device, frame.toString('hex')),
		async close() {
			const gone = new Promise((resolve) => child.once('exit', resolve));
			child.stdin!.end();
			await gone;
		}
	};
}
