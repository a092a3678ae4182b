/**
 * Network namespaces for tests. A process of this test holds each of them, and all end with
 * `close`.
 */
import { type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { readlinkSync, spawn, spawnSync } from '../../support/as-root.ts';

export interface NetSpace {
	/** Process whose `/proc/<pid>/ns/net` is the namespace. */
	pid: number;
	/** Runs `ip` inside, one command per argument. */
	ip(...commands: string[]): void;
	/**
	 * Tries a TCP connection from inside. Returns `open`, `refused …`, or `silent` when nothing
	 * answers.
	 */
	connect(host: string, port: number): Promise<string>;
	/**
	 * Sends one UDP datagram from inside and waits for an answer. Returns its text, or `silent`.
	 */
	ask(host: string, port: number, text: string, from?: string): Promise<string>;
	/**
	 * Listens inside on TCP and UDP ports. UDP answers `<text> from <sender>`. Everything received
	 * is added to the returned list.
	 */
	serve(tcp: number[], udp: number[], at?: '0.0.0.0' | '::'): Promise<string[]>;
	close(): Promise<void>;
}

/**
 * Source code for test programs: calls back when nothing came for `ticks` of 50 ms in which the
 * process could run. A machine that stands still for a second counts as one tick.
 */
export const PATIENCE = `const patience = (ticks, silent) => {
	const timer = setInterval(() => { if (--ticks === 0) { clearInterval(timer); silent(); } }, 50);
	return timer;
};`;
const CONNECT = `const [host, port] = process.argv.slice(1);
const s = require('node:net').connect({ host, port: Number(port) });
const end = (w) => { console.log(w); process.exit(0); };
s.on('connect', () => end('open')); ${PATIENCE} patience(14, () => end('silent')); s.on('error', (e) => end('refused ' + e.code));`;

const ASK = `const [host, port, text, from] = process.argv.slice(1);
const s = require('node:dgram').createSocket(host.includes(':') ? 'udp6' : 'udp4');
const end = (w) => { console.log(w); process.exit(0); };
s.on('message', (m) => end(String(m))); s.on('error', (e) => end('error ' + e.code));
s.bind(0, from || undefined, () => s.send(text, Number(port), host, (e) => e && end('error ' + e.code)));
${PATIENCE} patience(14, () => end('silent'));`;

const SERVE = `const at = process.argv.pop();
const [tcp, udp] = process.argv.slice(1).map((l) => l.split(',').filter(Boolean).map(Number));
let left = tcp.length + udp.length; const up = () => { if (--left === 0) console.log('ready'); };
for (const p of tcp) require('node:net').createServer((s) => { console.log('tcp ' + s.remoteAddress); s.end('hello'); s.on('error', () => {}); }).listen(p, at, up);
for (const p of udp) { const s = require('node:dgram').createSocket(at === '::' ? 'udp6' : 'udp4'); s.on('message', (m, r) => { console.log('udp ' + m + ' from ' + r.address); s.send(m + ' from ' + r.address, r.port, r.address); }); s.bind(p, at, up); }`;

/** @param own whether the namespace belongs to its own user namespace, as a container's does */
export async function createNetSpace(own: boolean): Promise<NetSpace> {
	const holder = spawn('unshare', [...(own ? ['--user', '--map-root-user'] : []), '--net', 'sleep', '600'], {
		stdio: 'ignore'
	});
	const children: ChildProcess[] = [holder];
	const pid = holder.pid!;
	const host = readlinkSync('/proc/self/ns/net');
	while (readlinkSync(`/proc/${pid}/ns/net`) === host) await sleep(5);
	const enter = [`--net=/proc/${pid}/ns/net`];

	const probe = (script: string, args: string[]) =>
		new Promise<string>((resolve) => {
			const child = spawn('nsenter', [...enter, process.execPath, '-e', script, ...args]);
			let text = '';
			child.stdout.on('data', (chunk) => (text += chunk));
			child.on('close', () => resolve(text.trim()));
		});

	return {
		pid,
		ip(...commands) {
			const done = spawnSync('nsenter', [...enter, 'ip', '-batch', '-'], { input: commands.join('\n') + '\n' });
			if (done.status !== 0) throw new Error(`ip: ${done.stderr}`);
		},
		connect: (target, port) => probe(CONNECT, [target, String(port)]),
		ask: (target, port, text, from = '') => probe(ASK, [target, String(port), text, from]),
		serve: (tcp, udp, at = '0.0.0.0') =>
			new Promise((resolve, reject) => {
				const child = spawn('nsenter', [...enter, process.execPath, '-e', SERVE, tcp.join(','), udp.join(','), at]);
				children.push(child);
				const heard: string[] = [];
				child.stdout.on('data', (chunk: Buffer) => {
					heard.push(...String(chunk).trim().split('\n'));
					if (heard[0] === 'ready') resolve(heard);
				});
				child.on('close', () => reject(new Error('the server ended')));
			}),
		async close() {
			for (const child of children.reverse()) {
				const gone = new Promise((resolve) => child.on('exit', resolve));
				if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await gone;
			}
		}
	};
}
