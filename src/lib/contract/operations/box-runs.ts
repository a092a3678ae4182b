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
		summary: 'Runs a command in a box made for it, and removes the box.',
		description:
			'The answer comes when the command has ended: its status and output, up to 1048576 bytes of each stream. It is given up, and everything of it removed, when the caller goes away. Folders of the host, and volumes that are there already, need the scope `administer` too.',
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
		summary: 'Runs a command in a box made for it, with its output as it comes, and removes the box.',
		description:
			'As `POST /boxes/run`, as events. What is wrong with the request itself is an error; what fails later is the event `error`. The stream ends when the box is removed. Who goes away ends all of it. A slow reader slows the command down.',
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
		summary: 'A command in a box made for it over a WebSocket, with a terminal if that is wanted.',
		description:
			'The first message is `start`: what `POST /boxes/run` takes. Then what is typed goes one way and output the other, until `exit` or `error`. When the socket closes the command is killed, and the box removed.',
		access: 'owner',
		scopes: ['install'],
		output: duplex(boxRunClient, terminalServer, 1024 * 1024, BOX_RUN_MESSAGES),
		status: 101,
		perMinute: 120,
		audit: 'ran a command in a box of its own'
	})
} as const;
