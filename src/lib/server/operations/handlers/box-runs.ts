import { boxRun } from '../../../contract/box-inputs.ts';
import type { boxRunsOperations } from '../../../contract/operations/box-runs.ts';
import type { OpenedRun } from '../../boxes/index.ts';
import type { Services } from '../../services.ts';
import { check } from '../check.ts';
import { toOutput } from '../exec-output.ts';
import { runEvents } from '../run-events.ts';
import type { HandlersOf } from '../types.ts';
import { mayUse } from './boxes.ts';

export function boxRunsHandlers({ boxes, log }: Services): HandlersOf<keyof typeof boxRunsOperations> {
	const failed = (error: unknown) => log.error({ err: error }, 'a command in a box of its own failed');
	return {
		'boxes.run': async ({ body }, context) => {
			const { stdout, stderr, ...ended } = await boxes.run(body, mayUse(context), context.signal);
			return { ...ended, stdout: toOutput(stdout), stderr: toOutput(stderr) };
		},
		'boxes.runEvents': ({ body: { stdin, ...request } }, context) => {
			const opened = boxes.openRun(request, mayUse(context));
			context.subject(opened.box.id);
			// Also closes the run if nobody has begun to read the events.
			context.signal.addEventListener('abort', () => void opened.close().catch(failed), { once: true });
			return runEvents(opened, { stdin, unexpected: failed }, context.signal);
		},
		'boxes.runTerminal': async (_, context) => {
			const { serveTerminal } = await import('../terminal-socket.ts');
			const { boxRunClient } = await import('../../../contract/box-inputs.ts');
			return (socket) => {
				let opened: OpenedRun | undefined;
				serveTerminal(socket, boxRunClient, {
					async begin({ type: _type, terminal, ...request }, signal) {
						const { stdin: _none, ...checked } = check(boxRun, request);
						opened = boxes.openRun(checked, mayUse(context));
						return (await opened.begin({ terminal }, signal)).session;
					},
					unexpected: failed,
					over: () => opened?.close()
				});
			};
		}
	};
}
