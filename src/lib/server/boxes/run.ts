/** A command in a box of its own: one call, of which nothing is left. */
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { BOX_MOST, type BoxRun } from '../../contract/box-inputs.ts';
import { monotonicMs } from '../concurrency/index.ts';
import type { Creating } from './create.ts';
import { eraseBox, makeVolumes, type JobDeps } from './jobs.ts';
import { withHint } from './kinds.ts';
import type { BoxReconciler } from './reconciler.ts';
import type { Boxes, RanBox } from './types.ts';
import { MAIN } from './spec.ts';

/** If the box itself goes down meanwhile, what is left is removed after this, milliseconds. */
const LEFT_MS = 2 * 60 * 60_000;

/** Codes of {@link BoxRun} that a caller can act on; all else is told as `box-failed`. */
const OWN_CODES = new Set([
	'command-not-found',
	'command-not-executable',
	'no-such-folder',
	'storage-missing',
	'cancelled'
]);

/**
 * Output as far as it is given; what comes behind is read and dropped, so that the command goes on.
 */
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
): Boxes['run'] {
	const { rows, roots, running, memory, creating, reconciler } = deps;

	async function runIn(id: string, wish: BoxRun, signal: AbortSignal): Promise<RanBox> {
		await roots.resolve(id, signal);
		await roots.make(id, { progress: () => {}, log: () => {}, signal });
		await makeVolumes(deps, id);
		await running.start(id, signal);
		const unused = memory.use(id);
		const from = monotonicMs();
		try {
			const { argv, timeoutMs, stdin } = wish;
			const session = await running.engine().exec(id, MAIN, { argv, timeoutMs }, signal);
			const end = () => session.close();
			signal.addEventListener('abort', end, { once: true });
			session.stdin.on('error', () => {});
			session.stdin.end(stdin ?? '');
			const [out, err, ended] = await Promise.all([collect(session.stdout), collect(session.stderr), session.ended]);
			signal.removeEventListener('abort', end);
			return {
				...ended,
				stdout: out.bytes,
				stderr: err.bytes,
				truncated: out.truncated || err.truncated,
				durationMs: Math.round(monotonicMs() - from),
				digest: rows.get(id).digest
			};
		} finally {
			unused();
		}
	}

	return async (wish, may, signal) => {
		const { argv: _argv, stdin: _stdin, timeoutMs: _timeout, ...box } = wish;
		const row = creating.admit(
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
		const release = reconciler.hold(row.id);
		try {
			return await runIn(row.id, wish, signal);
		} catch (error) {
			signal.throwIfAborted();
			if (!isBoxError(error) || OWN_CODES.has(error.code)) throw error;
			const { message, hint } = error;
			throw new BoxError({ code: 'box-failed', status: 502, message, ...(hint && { hint }), cause: error });
		} finally {
			await running.stop(row.id, { signal: 'SIGTERM', graceMs: 0 }).catch(() => {});
			await eraseBox(deps, row.id).catch((error: unknown) => {
				const reason = isBoxError(error) ? error.message : 'It could not be removed.';
				// Removed when its time is over.
				rows.report(row.id, 'failed', {
					failure: withHint({ code: 'not-removed', reason, hint: null }),
					wanted: 'stopped'
				});
			});
			release();
		}
	};
}
