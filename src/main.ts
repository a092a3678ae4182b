/**
 * The program: reads its settings, listens, loads the app, and stops cleanly. Becomes
 * `build/main.cjs`.
 */
import { writeSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import packageFile from '../package.json' with { type: 'json' };
import { createCompression } from './compression.ts';
import { BoxError, isBoxError, messageOf } from './lib/contract/errors.ts';
import { handOver, type Handover, type Running } from './lib/server/api/index.ts';
import { factsOf } from './lib/server/auth/index.ts';
import type { BoxConfig } from './lib/server/config.ts';
import { helpText, readConfig, SUPERVISED } from './lib/server/config-from-env.ts';
import { takeDataFolder } from './lib/server/data-lock.ts';
import { inspectDatabase } from './lib/server/db/index.ts';
import type { Recovery, RecoveryDeps } from './lib/server/recovery/types.ts';
import {
	createGuardedServer,
	isHarmless,
	limitByAddress,
	endUpgrade,
	type GuardedServer
} from './lib/server/streams/index.ts';
import { dockerSocket, pathsOf, programSocket } from './lib/server/paths.ts';
import { readPartFiles } from './lib/server/part-files.ts';
import { readParts } from './lib/server/parts.ts';
import { DOGEBOXD_ENDS_WITHIN } from './lib/server/stop-times.ts';

/**
 * Most connections at a time: far more than a household opens, fewer than there are file
 * descriptors.
 */
const MAX_CONNECTIONS = 2048;
/**
 * Longest head of a request, bytes. Browsers keep 180 cookies of 4 kB for a host, pups' pages have
 * this host too, and the owner must not be locked out by theirs.
 */
const MAX_HEADER = 1024 * 1024;
/**
 * Most connections of one address, so that such heads from one stranger do not fill the memory. The
 * proxy that is trusted, and this machine, are not strangers.
 */
const MAX_OF_ADDRESS = 128;
/** Time for running answers to come to their end, ms. */
const DRAIN = 500;

/** Kit's handler, as adapter-node writes it. */
type PageHandler = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;

/** The web app, as adapter-node and the build (svelte.config.js) write it. */
interface PagesProgram {
	handler: PageHandler;
	/** The box is built, or why it could not be. */
	ready: Promise<void>;
}

/** A program beside this one; it does not exist where this source is checked. */
const beside = createRequire(import.meta.url);

/** What stands in the browser while the app is still loading. */
const STARTING = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="1">
<meta name="viewport" content="width=device-width"><title>Dogebox is starting</title>
<style>body{font:1rem system-ui;display:grid;place-items:center;min-height:90vh;color-scheme:light dark}</style>
<p>Dogebox is starting …</p></html>`;

function readSettings(): BoxConfig {
	const here = import.meta.dirname;
	const read = readConfig(
		{ argv: process.argv.slice(2), env: process.env, isRoot: process.getuid?.() === 0 },
		{
			dkmProgram: join(here, 'dkm.js'),
			builtinPups: join(here, '../pups'),
			migrations: join(here, 'drizzle'),
			version: packageFile.version
		}
	);
	if (read.config) return read.config;
	process.stdout.write(read.asked === 'help' ? helpText(packageFile.version) : `${packageFile.version}\n`);
	process.exit(0);
}

/** Listens, and gives the port in {@link BoxConfig.port} where any free one was wanted. */
async function listen(server: Server, config: BoxConfig): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) => {
			const taken = error.code === 'EADDRINUSE';
			reject(
				new BoxError({
					code: taken ? 'port-in-use' : 'cannot-listen',
					status: 500,
					message: taken
						? `Port ${config.port} is used by another program.`
						: `It cannot listen on ${config.host}:${config.port} (${error.code ?? error.message}).`,
					hint:
						error.code === 'EACCES'
							? 'Ports below 1024 need root. Choose another one with --port (DOGEBOX_PORT).'
							: 'Choose another one with --port (DOGEBOX_PORT) or --host (DOGEBOX_HOST).'
				})
			);
		});
		server.listen(config.port, config.host, () => resolve());
	});
	config.port = (server.address() as AddressInfo).port;
}

/**
 * Sets for Kit what it would otherwise guess about the request. Whatever a client sent under these
 * names is overwritten.
 */
function prepareForPages(req: IncomingMessage, res: ServerResponse, trustedProxy: string | null): void {
	const header = (name: string) => {
		const value = req.headers[name];
		return Array.isArray(value) ? value.join(', ') : value;
	};
	const facts = factsOf({ header, remoteAddress: req.socket.remoteAddress, encrypted: false }, trustedProxy);
	req.headers['x-dogebox-proto'] = facts.scheme;
	req.headers['x-dogebox-host'] = facts.host;
	req.headers['x-dogebox-address'] = facts.address;
	// Files of the app are answered before any hook of ours.
	res.setHeader('x-content-type-options', 'nosniff');
}

/** The recovery room, a bundle of its own: it is loaded where the database cannot be used. */
interface RecoveryProgram {
	createRecovery(deps: RecoveryDeps): Promise<Recovery | null>;
}

/**
 * Looks whether the database can be used.
 * @returns null where it can, or is that of a new box; else the recovery of this box
 */
async function recoveryOf({ config, log, parts }: Handover): Promise<Recovery | null> {
	const file = join(config.data, 'dogebox.db');
	const database = inspectDatabase({ file, migrations: config.migrations, log });
	if (database.state === 'good') return null;
	// Written beside this file, as is `handler.cjs`.
	const { createRecovery } = beside('./recovery.cjs') as RecoveryProgram;
	return createRecovery({ config, log, parts: parts ?? null, database });
}

/** Loads the app: its `init` hook builds the box. */
async function loadApp(given: Handover): Promise<{ pages: PageHandler; running: Running }> {
	process.env['PROTOCOL_HEADER'] = 'x-dogebox-proto';
	process.env['HOST_HEADER'] = 'x-dogebox-host';
	process.env['ADDRESS_HEADER'] = 'x-dogebox-address';
	process.env['BODY_SIZE_LIMIT'] ??= '2M';
	delete process.env['ORIGIN'];
	const { handler, ready } = beside('./handler.cjs') as PagesProgram;
	await ready;
	if (!given.running) throw new Error('the app did not build the box');
	return { pages: handler, running: await given.running };
}

/**
 * Address, QR code, and the claim code while the box waits for its owner. For people: on the
 * standard output.
 */
async function greet({ box }: Running): Promise<void> {
	const addresses = box.system.addresses();
	const best = addresses[0] ?? `http://localhost:${box.config.port}`;
	const lines = ['', `Dogebox ${box.config.version} is ready.`, ''];
	for (const address of addresses) lines.push(`  ${address}`);
	if (box.config.host === '0.0.0.0' || box.config.host === '::') {
		lines.push(`  http://localhost:${box.config.port} (on this machine)`);
	}
	const code = box.setup.claimCode();
	// A QR code of an address nobody else can reach helps nobody.
	if (!/\/\/(localhost|127\.|\[::1\])/.test(best)) {
		const { renderUnicodeCompact } = await import('uqr');
		lines.push('', renderUnicodeCompact(best, { border: 2 }));
	}
	if (code !== null) {
		lines.push('', 'This box waits for its owner. Open the address in a browser and give this claim code:', '');
		lines.push(`  ${code}`);
	}
	process.stdout.write(lines.join('\n') + '\n\n');
}

/** For people, as {@link greet}. */
function sayRecovery({ port }: BoxConfig): void {
	process.stdout.write(
		`\nThe database of this Dogebox cannot be used. Pups that run go on.\n` +
			`Open the box in a browser (port ${port}) and sign in: it says what is wrong, and offers its copies.\n\n`
	);
}

/** Opens the socket for programs of this machine. Without it they need a token. */
async function openDoor({ box: { config }, front }: Running, log: Logger): Promise<void> {
	const { socketGroup, agentSocket } = config;
	const path = programSocket(pathsOf(config, agentSocket !== null, () => null));
	if (socketGroup === null || path === null) return;
	try {
		await front.openDoor(path);
	} catch (error) {
		log.error({ err: error }, 'the socket for programs of this machine could not be opened');
	}
}

/** Opens what Docker's clients speak with, where the settings want it. */
async function openDocker({ box: { config }, front }: Running, log: Logger): Promise<void> {
	const { group, socket, socketMode, tcp } = config.docker;
	const paths = pathsOf(config, config.agentSocket !== null, () => null);
	const opened = async (what: string, work: () => Promise<void>) => {
		try {
			await work();
		} catch (error) {
			log.error({ err: error }, `${what} for Docker’s clients could not be opened`);
		}
	};
	const path = socket ?? dockerSocket(paths);
	if (group !== null && path !== null) {
		await opened('the socket', async () => (await front.docker()).openSocket(path, socketMode));
	}
	if (tcp) await opened('the port', async () => (await front.docker()).openPort());
}

function say(error: unknown): void {
	if (isBoxError(error)) process.stderr.write(`dogeboxd: ${error.message}${error.hint ? ` ${error.hint}` : ''}\n`);
	else
		process.stderr.write(
			`dogeboxd: it could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`
		);
}

/**
 * Ends on SIGTERM and SIGINT: first what talks, then what works. Containers go on. A second signal
 * ends at once.
 */
function stopOnSignals(
	{ server, destroySockets }: GuardedServer,
	given: Handover,
	release: () => void,
	log: Logger
): void {
	let stopping = false;
	const stop = async (signal: NodeJS.Signals) => {
		if (stopping) {
			release();
			process.exit(1);
		}
		stopping = true;
		log.info({ signal }, 'stopping');
		const limit = setTimeout(() => {
			log.error('it did not stop in time; ending anyway');
			release();
			process.exit(1);
		}, DOGEBOXD_ENDS_WITHIN);
		server.close();
		server.closeIdleConnections();
		const drain = setTimeout(destroySockets, DRAIN);
		const running = await given.running?.catch(() => null);
		try {
			await running?.front.close();
		} finally {
			await running?.box.close();
		}
		clearTimeout(drain);
		clearTimeout(limit);
		release();
		log.info('stopped');
		process.exit(0);
	};
	for (const signal of ['SIGTERM', 'SIGINT'] as const) {
		process.on(signal, () => {
			stop(signal).catch((error: unknown) => {
				log.error({ err: error }, 'the stop failed');
				release();
				process.exit(1);
			});
		});
	}
}

const firstLine = (error: unknown) => messageOf(error).split('\n')[0]!.slice(0, 300);

/**
 * Reports to the supervisor how far the start is, or after `ends ` why this process ends, on the
 * pipe that it gave as descriptor 3.
 */
function mark(word: string): void {
	try {
		writeSync(3, `${word}\n`);
	} catch {
		// It is gone, and so are we in a moment.
	}
}

async function start(): Promise<void> {
	// Who reads the greeting may be gone.
	process.stdout.on('error', () => {});
	const config = readSettings();
	const log = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
	process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise failed and nobody looked'));
	process.on('uncaughtException', (error) => {
		if (isHarmless(error)) {
			log.error({ err: error }, 'a connection failed and nobody looked; the box goes on');
			return;
		}
		log.fatal({ err: error }, 'a bug ended dogeboxd; pups go on');
		if (config.supervised) mark(`ends a bug: ${firstLine(error)}`);
		process.exit(1);
	});

	const release = takeDataFolder(config.data);
	process.on('exit', release);
	let pages: PageHandler | null = null;
	let running: Running | null = null;
	let recovery: Recovery | null = null;
	const compress = createCompression();
	const guardedServer = createGuardedServer(
		{
			request(req, res) {
				if (recovery) return recovery.handle(req, res);
				if (!pages || !running) {
					const isApi = req.url?.startsWith('/api') ?? false;
					res.writeHead(503, {
						'retry-after': '1',
						'content-type': isApi ? 'application/problem+json' : 'text/html; charset=utf-8'
					});
					res.end(isApi ? '{"title":"The box is starting.","status":503,"code":"starting"}' : STARTING);
					return;
				}
				compress(req, res);
				if (running.front.handle(req, res)) return;
				prepareForPages(req, res, config.trustedProxy);
				pages(req, res, () => {
					res.statusCode = 404;
					res.end('There is no such page.\n');
				});
			},
			upgrade(req, socket, head) {
				if (running?.front.upgrade(req, socket, head)) return;
				if (running) endUpgrade(socket, 404);
				else endUpgrade(socket, 503, 1);
			},
			failed: (error, req) =>
				log.error({ err: error, method: req.method, path: req.url?.slice(0, 200) }, 'a request failed')
		},
		{ maxHeaderSize: MAX_HEADER }
	);
	const { server } = guardedServer;
	limitByAddress(server, MAX_OF_ADDRESS, [config.trustedProxy, '127.0.0.1', '::1']);
	// Slow senders are cut off: bodies here are small. Answers and sockets may take as long as they
	// take.
	server.maxConnections = MAX_CONNECTIONS;
	server.headersTimeout = 30_000;
	server.requestTimeout = 120_000;
	server.keepAliveTimeout = 65_000;

	const { supervised } = config;
	const given: Handover = handOver({ config, log });
	if (supervised) {
		given.parts = readParts(process.stdin, () => process.kill(process.pid, 'SIGTERM'));
		mark('locked');
	} else if (config.partsFolder !== null) {
		given.parts = readPartFiles(config.partsFolder, (error) =>
			log.error({ err: error }, 'how parts of the box are cannot be watched')
		);
	}
	stopOnSignals(guardedServer, given, release, log);
	await listen(server, config);
	server.on('error', (error) => log.error({ err: error }, 'the server failed'));
	recovery = await recoveryOf(given);
	if (recovery) {
		if (supervised) mark('ready');
		sayRecovery(config);
		await recovery.done;
		const over = recovery;
		recovery = null;
		await over.close();
	}
	({ pages, running } = await loadApp(given));
	await openDoor(running, log);
	// What Docker's clients need takes a while to load: the first page comes before it.
	await running.box.shown;
	await greet(running);
	await openDocker(running, log);
	if (supervised) mark('ready');
}

start().catch((error: unknown) => {
	say(error);
	if (process.env[SUPERVISED] === '1') mark(`ends ${firstLine(error)}`);
	process.exit(1);
});
