/** Operations that run a command in a box of its own, which is removed afterwards. */
import * as v from 'valibot';
import { boxRun, boxRunClient } from '../box-inputs.ts';
import { boxRunEnd, boxRunExit, boxRunFailed, boxRunLine, boxRunMade } from '../boxes.ts';
import type { Code } from '../codes.ts';
import { execOutput, terminalServer } from '../exec.ts';
import { BOX_RUN_EVENTS, BOX_RUN_MESSAGES } from '../message-texts.ts';
import { duplex, events, json, operation } from '../operation.ts';
import { CREATE_ERRORS } from './boxes.ts';

const RUN_ERRORS = [
	'box-failed',
	'command-not-found',
	'command-not-executable',
	'no-such-folder',
	'too-many-sessions',
	'cancelled'
] as const satisfies readonly Code[];

export const boxRunsOperations = {
	'boxes.run': operation({
		method: 'POST',
		path: '/boxes/run',
		tags: ['boxes'],
		summary: 'Runs a command in a box created for it, and removes the box.',
		description:
			'The answer comes when the command has ended: its status and output, up to 1048576 bytes of each stream. When the caller disconnects, the command is cancelled and everything removed. Folders of the host and existing volumes also need the scope `administer`.',
		access: 'owner',
		scopes: ['install'],
		body: boxRun,
		output: json(boxRunEnd),
		status: 200,
		errors: [...CREATE_ERRORS, ...RUN_ERRORS],
		perMinute: 120,
		audit: 'ran a command in a box of its own',
		example: {
			body: { image: 'alpine:3.20', argv: ['sh', '-c', 'echo wow'] },
			output: {
				exitCode: 0,
				reason: 'exited',
				stdout: { text: 'wow\n' },
				stderr: { text: '' },
				truncated: false,
				durationMs: 41,
				digest: `sha256:${'0'.repeat(64)}`
			}
		}
	}),
	'boxes.runEvents': operation({
		method: 'POST',
		path: '/boxes/run/events',
		tags: ['boxes'],
		summary: 'Runs a command in a box created for it, sends its output as events, and removes the box.',
		description:
			'Like `POST /boxes/run`, but with events. An invalid request gets an error; a later failure is the event `error`. The stream ends when the box is removed. Disconnecting cancels the command and removes the box. A slow reader slows the command down.',
		access: 'owner',
		scopes: ['install'],
		body: boxRun,
		output: events(
			{
				made: boxRunMade,
				progress: boxRunLine,
				started: v.object({}),
				stdout: execOutput,
				stderr: execOutput,
				exit: boxRunExit,
				error: boxRunFailed
			},
			BOX_RUN_EVENTS
		),
		status: 200,
		errors: CREATE_ERRORS,
		perMinute: 120,
		audit: 'ran a command in a box of its own',
		example: { body: { image: 'alpine:3.20', argv: ['sh', '-c', 'echo wow'] } }
	}),
	'boxes.runTerminal': operation({
		method: 'GET',
		path: '/boxes/run/attach',
		tags: ['boxes'],
		summary: 'Runs a command in a box created for it, over a WebSocket and optionally with a terminal.',
		description:
			'The first message is `start`, with the members of `POST /boxes/run`. Then the client sends input and the box sends output, until `exit` or `error`. When the socket closes the command is killed, and the box removed.',
		access: 'owner',
		scopes: ['install'],
		output: duplex(boxRunClient, terminalServer, 1024 * 1024, BOX_RUN_MESSAGES),
		status: 101,
		perMinute: 120,
		audit: 'ran a command in a box of its own'
	})
} as const;
