/** Attaches to the standard streams of a process, through a keeper at its monitor's socket. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { containerId, processName } from '../confine.ts';
import { containerFolder, ociName } from '../programs.ts';
import type { HostPaths } from '../types.ts';
import { identify, signalProcess } from '../process-identity.ts';
import { verb, type VerbContext } from '../verb.ts';
import { ATTACH_KEEPER } from './attach-keeper.ts';
import { enterGroup } from './cgroup.ts';
import { OWNER_MARK } from './sandbox.ts';

/**
 * Path of the socket of a process's keeper. dogeboxd's group may connect. The name is short because
 * a socket's path is limited to 107 bytes.
 */
export const attachSocket = (paths: HostPaths, id: string, process: string) =>
	join(paths.run, 'execs', `at-${createHash('sha256').update(ociName(id, process)).digest('hex').slice(0, 29)}`);

/** Output of the keeper when it is listening. */
const READY = 'ready\n';

/** Options of the attached streams. */
export const attachRequest = v.object({
	/** Whether the keeper stays until the process ends, because its input ends with the keeper. */
	hold: v.boolean(),
	terminal: v.boolean()
});

/** Opens the streams of a running process. A keeper that is already listening is kept. */
export const containerAttach = verb(
	'container.attach',
	v.object({
		id: containerId,
		process: processName,
		...attachRequest.entries,
		/** The process was just created: an existing listener belongs to an earlier run. */
		fresh: v.boolean()
	}),
	async ({ id, process, fresh, ...request }, context): Promise<null> => {
		if (!fresh && (await listens(attachSocket(context.paths, id, process)))) return null;
		await (
			await beginKeeper(id, process, request, context)
		).ready;
		return null;
	}
);

/** Milliseconds to wait for a starting monitor, which takes a few. */
const MONITOR_MS = 10_000;

export interface Keeper {
	/** Resolves when it listens. Rejects with BoxError 500 `attach-failed`. */
	ready: Promise<void>;
	end(): void;
}

/**
 * Starts the keeper of a process's streams. It outlives agent and dogeboxd.
 * @param request.comesUp the monitor may not be listening yet
 */
export async function beginKeeper(
	id: string,
	process: string,
	request: v.InferOutput<typeof attachRequest> & { comesUp?: boolean },
	context: VerbContext
): Promise<Keeper> {
	const { paths, names } = context;
	const options = [request.hold, request.terminal].map((one) => (one ? '1' : '0'));
	const keeper = await context.launch(
		'perl',
		['-e', ATTACH_KEEPER, attachSocket(paths, id, process), ...options, request.comesUp ? String(MONITOR_MS) : '0'],
		{
			env: { [OWNER_MARK]: `${names.instance}/${id}` },
			// The monitor listens in this folder. The full path is too long for a socket's name.
			cwd: join(containerFolder(paths, id), process)
		}
	);
	const own = identify(keeper.pid);
	const listening = async () => {
		try {
			await enterGroup(keeper.pid, join(names.cgroup, 'monitors'), []);
			let words = '';
			keeper.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
			for await (const chunk of keeper.stdout) {
				words += String(chunk);
				if (words.endsWith(READY)) return;
			}
			const message = `The streams of the process could not be opened: ${words.trim() || 'it has ended'}.`;
			throw new BoxError({ code: 'attach-failed', status: 500, message });
		} finally {
			keeper.release();
		}
	};
	const ready = listening();
	// Not every caller awaits it.
	ready.catch(() => {});
	return { ready, end: () => void (own && signalProcess(own, 'SIGKILL')) };
}

function listens(path: string): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(path);
		socket.once('error', () => resolve(false));
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
	});
}

/** Removes the socket of a process that has ended. */
export async function removeAttachSocket(paths: HostPaths, id: string, process: string): Promise<void> {
	await rm(attachSocket(paths, id, process), { force: true });
}
