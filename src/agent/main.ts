/**
 * The host agent: the only program of the box that keeps running as root, besides the supervisor
 * that starts it. It carries out the verbs of `lib/server/host` for one dogeboxd, starts and
 * watches the key manager, and knows nothing of pups, owners or passwords (`build/agent.cjs`).
 */
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { messageOf } from '../lib/contract/errors.ts';
import {
	AGENT_VERBS,
	createLauncher,
	createSpawner,
	endAllSessions,
	endNginx,
	letMemoryBound,
	listenForPeer,
	nginxFolders,
	openAudit,
	serveConnection,
	sweepOwnGroups,
	withProbeAhead,
	withStorage
} from '../lib/server/host/agent/index.ts';
import { AGENT_ENDS_WITHIN } from '../lib/server/stop-times.ts';
import { createKeyManager, keyManagerPlace, type KeyManager } from './key-manager.ts';

/** Timeout of a query to systemd, ms. */
const ASK_WITHIN = 5000;

const folder = v.pipe(v.string(), v.startsWith('/'));

/** The first line from the supervisor, or a file that `prepare.js` wrote; never from dogeboxd. */
const settings = v.strictObject({
	socketPath: folder,
	paths: v.strictObject({ data: folder, storage: folder, images: folder, logs: folder, run: folder }),
	names: v.strictObject({
		instance: v.string(),
		bridge: v.string(),
		subnet: v.string(),
		nftTable: v.string(),
		cgroup: v.string(),
		idBase: v.number()
	}),
	/** The account that dogeboxd runs as. */
	account: v.strictObject({ uid: v.pipe(v.number(), v.minValue(1)), gid: v.pipe(v.number(), v.minValue(1)) }),
	auditFile: folder,
	/** File with passwords for image registries. */
	registryAuth: v.nullable(folder),
	/** Folders of the host that may be mounted into boxes. */
	boxFolders: v.optional(v.array(folder), []),
	/** Null when this agent does not start the key manager. */
	keyManager: v.optional(v.nullable(keyManagerPlace), null)
});

/**
 * Later lines from the supervisor: dogeboxd's current process id, the order to start the key
 * manager, or a liveness probe.
 */
const news = v.union([
	v.strictObject({ dogeboxd: v.nullable(v.number()) }),
	v.strictObject({ keyManager: v.literal('start') }),
	v.strictObject({ question: v.literal('alive') })
]);

/** The parent that starts and watches this process: the supervisor, or systemd. */
interface Starter {
	settings: v.InferOutput<typeof settings>;
	/** Returns the process id of the running dogeboxd, null for none. */
	dogeboxd: () => number | null | Promise<number | null>;
	/** Resolves when the parent is gone. */
	gone: Promise<unknown>;
}

/** systemd outlives every unit, so `gone` never resolves. */
function startedBySystemd(file: string, unit: string): Starter {
	return {
		settings: v.parse(settings, JSON.parse(readFileSync(file, 'utf8'))),
		async dogeboxd() {
			// systemctl(1), “show”: 0 when the unit is not running.
			const args = ['show', '--property=MainPID', '--value', '--', unit];
			const { stdout } = await createSpawner()('systemctl', args, { timeoutMs: ASK_WITHIN });
			return Number(stdout.trim()) || null;
		},
		gone: new Promise(() => {})
	};
}

async function startedBySupervisor(): Promise<Starter> {
	let dogeboxd: number | null = null;
	let keyManager: KeyManager | null = null;
	let wanted = false;
	// Several lines may arrive at once or during the start. No line, nor the end, may be missed.
	const lines = createInterface({ input: process.stdin });
	const gone = new Promise((resolve) => lines.once('close', () => resolve(null)));
	const first = new Promise<string>((resolve) =>
		lines.once('line', (line) => {
			resolve(line);
			lines.on('line', (later) => {
				const parsed = v.safeParse(news, JSON.parse(later));
				if (!parsed.success) return;
				if ('question' in parsed.output) process.stdout.write('agent alive\n');
				else if ('keyManager' in parsed.output) {
					wanted = true;
					keyManager?.start();
				} else dogeboxd = parsed.output.dogeboxd;
			});
		})
	);
	const given = v.parse(settings, JSON.parse(await first));
	if (given.keyManager) {
		keyManager = createKeyManager(given.keyManager, join(given.paths.run, 'dkm.json'));
		// The key manager starts first: the owner can log in even if the rest of the start fails.
		if (wanted) keyManager.start();
		void gone.then(keyManager.stop);
	}
	return { settings: given, dogeboxd: () => dogeboxd, gone };
}

async function run(): Promise<void> {
	process.umask(0o022);
	// The reader of this output may be gone; the end of the input is how this process notices.
	process.stdout.on('error', () => {});
	// When systemd starts the agent: a settings file of root's, and the name of dogeboxd's unit.
	const [file, unit] = process.argv.slice(2);
	const units = file !== undefined && unit !== undefined;
	const starter = units ? startedBySystemd(file, unit) : await startedBySupervisor();
	const { socketPath, paths, names, account, auditFile, registryAuth, boxFolders } = starter.settings;
	const audit = openAudit(auditFile, 0o600);
	const unpacker = join(import.meta.dirname, 'unpack.js');
	const programs = { spawn: createSpawner(), launch: createLauncher(), unpacker };
	const base = { names, ...programs, account, registryAuth, boxFolders, units };

	await endAllSessions({ paths, names }).catch((error: unknown) => {
		process.stderr.write(`agent: sessions of an earlier agent could not be ended: ${String(error)}\n`);
	});
	// A group that could not be removed is removed after the next archive.
	await sweepOwnGroups(names).catch(() => {});
	await letMemoryBound(totalmem()).catch((error: unknown) => {
		process.stderr.write(`agent: one pup can exhaust shared limits (fs.file-max, fs.aio-max-nr): ${String(error)}\n`);
	});
	const verbs = withProbeAhead(AGENT_VERBS, { ...base, paths });
	const listener = await listenForPeer({
		socketPath,
		group: account.gid,
		async allowed(peer) {
			// Without perl the peer is unknown, and the folder's permissions alone decide.
			const fits = peer === null || (peer.uid === account.uid && peer.pid === (await starter.dogeboxd()));
			if (!fits)
				audit.write({ verb: 'connection', ms: 0, outcome: `refused: process ${peer.pid} of user ${peer.uid}` });
			return fits;
		},
		serve: (socket) =>
			serveConnection(socket, {
				verbs,
				audit: audit.write,
				contextFor: async (storageMount) => ({ ...base, paths: await withStorage(paths, names, storageMount) })
			})
	});

	let ending = false;
	const end = () => {
		if (ending) return;
		ending = true;
		listener.close();
		setTimeout(() => process.exit(0), AGENT_ENDS_WITHIN);
		// Pups keep running. Their pages and connections between them stop: without the agent
		// nobody can decide who may connect, or which published ports are still in use.
		for (const role of ['pages', 'gateway', 'ports'] as const) {
			endNginx(nginxFolders(paths, role)).catch((error: unknown) => {
				process.stderr.write(`agent: nginx could not be ended (${role}): ${String(error)}\n`);
			});
		}
		void audit.close();
	};
	process.on('SIGTERM', end);
	process.on('SIGINT', end);
	// The supervisor may have ended before this process started to listen.
	void starter.gone.then(end);
	process.stdout.write('agent listening\n');
}

process.on('unhandledRejection', (error) => {
	process.stderr.write(`agent: unhandled rejection: ${String((error as Error).stack ?? error)}\n`);
});
run().catch((error: unknown) => {
	process.stderr.write(`agent cannot start: ${messageOf(error)}\n`);
	process.exit(1);
});
