/**
 * `vite dev` with the same API, live socket and page servers in front of the pages as the built
 * program has.
 */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { pino } from 'pino';
import type { Plugin, ViteDevServer } from 'vite';
import packageFile from '../package.json' with { type: 'json' };
import { handOver, handover, type Running } from './lib/server/api/handover.ts';
import { readConfig } from './lib/server/config-from-env.ts';
import { takeDataFolder } from './lib/server/data-lock.ts';
import { endUpgrade } from './lib/server/streams/index.ts';

/** Changes in the library need a new box: half of it old and half new would meet in one process. */
const LIBRARY = /\/src\/lib\/(server|contract)\/(?!.*\.test\.ts$)/;

/** The box of this Vite process, built by the very modules that the pages import. */
function loadBox(vite: ViteDevServer): Promise<Running> {
	return vite.ssrLoadModule('/src/hooks.server.ts').then(async (hooks) => {
		await (hooks as { init: () => Promise<void> }).init();
		const running = handover()?.running;
		if (!running) throw new Error('the app did not build the box');
		return running;
	});
}

function prepare(root: string): () => void {
	const read = readConfig(
		{ argv: [], env: process.env, isRoot: process.getuid?.() === 0 },
		{
			dkmProgram: join(root, 'build/dkm.js'),
			builtinPups: join(root, 'pups'),
			migrations: join(root, 'drizzle'),
			version: packageFile.version
		}
	);
	if (!read.config) throw new Error('unreachable: no flags were given');
	const log = pino({ level: read.config.logLevel, base: null }, pino.destination({ dest: 2, sync: true }));
	const release = takeDataFolder(read.config.data);
	handOver({ config: read.config, log });
	return release;
}

/** The plugin; does nothing but in `vite dev`. */
export function devServer(): Plugin {
	return {
		name: 'dogebox-dev-server',
		apply: 'serve',
		configureServer(vite) {
			if (!vite.httpServer) return;
			const release = prepare(vite.config.root);
			let loading: Promise<Running> | null = null;
			let again: NodeJS.Timeout | undefined;
			const box = () => (loading ??= loadBox(vite));
			const failed = (error: unknown) =>
				vite.config.logger.error(
					`The box does not run: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
				);

			async function stop(): Promise<void> {
				const given = handover();
				const running = await given?.running?.catch(() => null);
				if (given) delete given.running;
				loading = null;
				await running?.front.close();
				await running?.box.close();
			}

			vite.httpServer.once('listening', () => {
				const given = handover();
				const address = vite.httpServer?.address() as AddressInfo | null;
				if (given && address) {
					given.config.port = address.port;
					given.config.host = address.address;
				}
				box().then(({ box: { setup } }) => {
					const code = setup.claimCode();
					if (code !== null) vite.config.logger.info(`\n  Claim code (not needed on this machine): ${code}\n`);
				}, failed);
			});

			vite.httpServer.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
				// Everything else is Vite's own socket, which it answers itself.
				if (!req.url?.startsWith('/api/')) return;
				box().then(
					({ front }) => {
						if (!front.upgrade(req, socket, head)) endUpgrade(socket, 404);
					},
					() => socket.destroy()
				);
			});

			vite.middlewares.use((req, res, next) => {
				if (!/^\/api(\/|\?|$)/.test(req.url ?? '')) {
					next();
					return;
				}
				box().then(({ front }) => {
					if (!front.handle(req, res)) next();
				}, next);
			});

			vite.watcher.on('change', (file) => {
				if (!LIBRARY.test(file)) return;
				clearTimeout(again);
				again = setTimeout(() => {
					vite.config.logger.info('The library changed: building the box anew.');
					stop()
						.then(() => vite.moduleGraph.invalidateAll())
						.then(box)
						.then(() => vite.ws.send({ type: 'full-reload' }), failed);
				}, 200);
			});

			// Vite ends by this on SIGTERM and before a restart of itself.
			const close = vite.close.bind(vite);
			vite.close = async () => {
				clearTimeout(again);
				await stop().catch(failed);
				release();
				await close();
			};
			process.once('SIGINT', () => {
				setTimeout(() => process.exit(1), 4500).unref();
				vite.close().then(
					() => process.exit(130),
					() => process.exit(1)
				);
			});
			process.on('exit', release);
		}
	};
}
