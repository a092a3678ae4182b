/** Attaches to the standard streams of a process, by a keeper at the socket of its monitor. */
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
 * At which the keeper of a process listens. dogeboxd's group may connect. The name is short, since
 * a socket's path has 107 bytes.
 */
export const attachSocket = (paths: HostPaths, id: string, process: string) =>
	join(paths.run, 'execs', `at-${createHash('sha256').update(ociName(id, process)).digest('hex').slice(0, 29)}`);

/** What the keeper says once it listens. */
const READY = 'ready\n';

/** How its streams are opened. */
export const attachRequest = v.object({
	/** Until the process ends, for its input would end with it. */
	hold: v.boolean(),
	terminal: v.boolean()
});

/** Opens the streams of a process that runs; a keeper that listens already stays. */
export const containerAttach = verb(
	'container.attach',
	v.object({
		id: containerId,
		process: processName,
		...attachRequest.entries,
		/** It was created just now: who listens there listened to an earlier run. */
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

/** How long a monitor that comes up is waited for, milliseconds; it takes a few. */
const MONITOR_MS = 10_000;

export interface Keeper {
	/** Once it listens. Rejects with BoxError 500 `attach-failed`. */
	ready: Promise<void>;
	end(): void;
}

/**
 * Starts the keeper of the streams of a process, which outlives agent and dogeboxd.
 * @param request.comesUp its monitor may not listen yet
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
			// Its monitor listens there, under a path that is too long for a socket's name.
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
	// Not everybody comes to wait for it.
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
