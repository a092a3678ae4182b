/** Runs a command in a temporary box: one call, after which nothing is left. */
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { BOX_MOST, type BoxRun } from '../../contract/box-inputs.ts';
import { monotonicMs } from '../concurrency/index.ts';
import type { ExecSession, TerminalSize } from '../containers/types.ts';
import type { Creating } from './create.ts';
import { eraseBox, createVolumes, type JobDeps } from './jobs.ts';
import { withHint } from './kinds.ts';
import type { BoxReconciler } from './reconciler.ts';
import type { Boxes } from './types.ts';
import { MAIN } from './spec.ts';

/** If dogeboxd goes down meanwhile, the box is removed after this time, milliseconds. */
const LEFT_MS = 2 * 60 * 60_000;

/** Codes that a caller of {@link BoxRun} can act on; all others become `box-failed`. */
const OWN_CODES = new Set([
	'command-not-found',
	'command-not-executable',
	'no-such-folder',
	'storage-missing',
	'cancelled'
]);

/** Collects output up to the limit. Reads and drops the rest, so that the command continues. */
async function collect(stream: Readable): Promise<{ bytes: Buffer; truncated: boolean }> {
	const pieces: Buffer[] = [];
	let size = 0;
	for await (const piece of stream as AsyncIterable<Buffer>) {
		if (size < BOX_MOST.runOutput) pieces.push(piece);
		size += piece.length;
	}
	const bytes = Buffer.concat(pieces).subarray(0, BOX_MOST.runOutput);
	return { bytes, truncated: size > BOX_MOST.runOutput };
}

export function createRun(
	deps: JobDeps & { creating: Creating; reconciler: Pick<BoxReconciler, 'hold'> }
): Pick<Boxes, 'run' | 'openRun'> {
	const { rows, roots, running, memory, creating, reconciler } = deps;

	/**
	 * Creates and starts the box, then runs the command. @throws BoxError like {@link Boxes.run}
	 */
	async function begin(
		id: string,
		{ argv, timeoutMs }: Pick<BoxRun, 'argv' | 'timeoutMs'>,
		{ terminal, log, signal }: { terminal?: TerminalSize | undefined; log(line: string): void; signal: AbortSignal }
	): Promise<ExecSession> {
		try {
			await roots.resolve(id, { signal, log });
			await roots.create(id, { progress: () => {}, log, signal });
			await createVolumes(deps, id);
			await running.start(id, signal);
			return await running.engine().exec(id, MAIN, { argv, timeoutMs, terminal }, signal);
		} catch (error) {
			signal.throwIfAborted();
			if (!isBoxError(error) || OWN_CODES.has(error.code)) throw error;
			const { message, hint } = error;
			throw new BoxError({ code: 'box-failed', status: 502, message, ...(hint && { hint }), cause: error });
		}
	}

	async function remove(id: string): Promise<void> {
		await running.stop(id, { signal: 'SIGTERM', graceMs: 0 }).catch(() => {});
		await eraseBox(deps, id).catch((error: unknown) => {
			const reason = isBoxError(error) ? error.message : 'It could not be removed.';
			// It is removed when it expires.
			rows.report(id, 'failed', {
				failure: withHint({ code: 'not-removed', reason, hint: null }),
				wanted: 'stopped'
			});
		});
	}

	const open: Boxes['openRun'] = (request, may) => {
		const { argv: _argv, timeoutMs: _timeout, ...box } = request;
		const { id, name } = creating.admit(
			{
				...box,
				name: `run-${randomBytes(4).toString('hex')}`,
				ports: [],
				restart: 'no',
				idleStopSeconds: null,
				expiresAt: null,
				ephemeral: true,
				start: true
			},
			may,
			{ expiresAt: Date.now() + LEFT_MS }
		);
		const release = reconciler.hold(id);
		const unused = memory.use(id);
		let beginning: Promise<unknown> = Promise.resolve();
		let closing: Promise<void> | undefined;

		async function close(): Promise<void> {
			// A creation that is still running would continue with a box that does not exist any
			// more.
			await beginning.catch(() => {});
			unused();
			await remove(id);
			release();
		}

		return {
			box: { id, name },
			async begin({ terminal, log = () => {} }, signal) {
				const begun = begin(id, request, { terminal, log, signal });
				beginning = begun;
				const session = await begun;
				const { digest } = rows.get(id);
				const from = monotonicMs();
				const end = () => session.close();
				signal.addEventListener('abort', end, { once: true });
				session.stdin.on('error', () => {});
				const ended = session.ended.then(({ exitCode, reason }) => {
					signal.removeEventListener('abort', end);
					return { exitCode, reason, durationMs: Math.round(monotonicMs() - from), digest };
				});
				// Prevents an unhandled rejection where nothing awaits the end.
				ended.catch(() => {});
				return { session, ended };
			},
			close: () => (closing ??= close())
		};
	};

	return {
		openRun: open,
		async run({ stdin, ...request }, may, signal) {
			const opened = open(request, may);
			try {
				const { session, ended: end } = await opened.begin({}, signal);
				session.stdin.end(stdin ?? '');
				const [out, err, ended] = await Promise.all([collect(session.stdout), collect(session.stderr), end]);
				return { ...ended, stdout: out.bytes, stderr: err.bytes, truncated: out.truncated || err.truncated };
			} catch (error) {
				// When the caller aborts, the streams fail with various errors; the abort's reason
				// is thrown instead.
				signal.throwIfAborted();
				throw error;
			} finally {
				await opened.close();
			}
		}
	};
}
