import type { boxExecsOperations } from '../../../contract/operations/box-execs.ts';
import { conflict, isBoxError } from '../../../contract/errors.ts';
import type { Services } from '../../services.ts';
import { lastNumber } from '../change-events.ts';
import { recordedEvents } from '../exec-events.ts';
import { byId, paged } from '../paged.ts';
import type { Context, HandlersOf } from '../types.ts';

export function boxExecsHandlers({ boxes, log }: Services): HandlersOf<keyof typeof boxExecsOperations> {
	const { execs } = boxes;
	/** Records the box by its id in the audit, even when the caller used its name. */
	function named({ id }: { id: string }, context: Context): string {
		const found = boxes.find(id);
		context.subject(found.id);
		return found.id;
	}
	return {
		'boxes.exec': ({ params, body }, context) => execs.start(named(params, context), body, context.signal),
		'boxes.execs': async ({ params, query }) => paged('execs', await execs.list(params.id), query, byId),
		'boxes.execs.get': ({ params, query }, { signal }) => execs.get(params.id, params.exec, query.wait * 1000, signal),
		'boxes.execs.output': async ({ params, query }, { signal, lastEventId }) => {
			// Throws an unknown command's error before the stream begins.
			await execs.get(params.id, params.exec);
			const from = lastNumber(lastEventId) ?? query.after;
			return recordedEvents((fn, until) => execs.output(params.id, params.exec, from, fn, until), signal);
		},
		'boxes.execs.attach': async ({ params }, context) => {
			const id = named(params, context);
			await execs.get(id, params.exec);
			const control = await execs.control(id, params.exec).catch((error: unknown) => {
				if (isBoxError(error) && error.code === 'exec-ended') return null;
				throw error;
			});
			const { serveBoxExec } = await import('../box-exec-socket.ts');
			return (socket) =>
				serveBoxExec(
					socket,
					{ control, output: (from, fn, signal) => execs.output(id, params.exec, from, fn, signal) },
					(error) => log.error({ err: error, boxId: id }, 'looking at a command failed')
				);
		},
		'boxes.execs.input': async ({ params, body }, context) => {
			const { stdin } = await execs.control(named(params, context), params.exec);
			if (!stdin) throw conflict('no-stdin', 'This command has no input.', 'Start it with stdin: true.');
			// This call has its own connection to stdin: when it ends, other calls can still write.
			const bytes = Buffer.concat([Buffer.from(body.text ?? ''), Buffer.from(body.base64 ?? '', 'base64')]);
			const handedOn = new Promise<void>((resolve) => {
				context.signal.addEventListener('abort', () => resolve(), { once: true });
				if (bytes.length > 0) stdin.write(bytes, () => !body.end && resolve());
				if (body.end) stdin.end(() => resolve());
				else if (bytes.length === 0) resolve();
				stdin.once('close', () => resolve());
			});
			await handedOn;
			stdin.destroy();
		},
		'boxes.execs.resize': async ({ params, body }, context) =>
			(await execs.control(named(params, context), params.exec)).resize(body),
		'boxes.execs.signal': async ({ params, body }, context) =>
			(await execs.control(named(params, context), params.exec)).signal(body.signal),
		'boxes.execs.cancel': ({ params }, context) => execs.cancel(named(params, context), params.exec),
		'boxes.execs.remove': ({ params }, context) => execs.remove(named(params, context), params.exec)
	};
}
