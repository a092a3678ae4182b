/**
 * Operations on commands in boxes. They need `administer`, like any command in a pup, because a box
 * may contain its owner's data, including secrets.
 */
import * as v from 'valibot';
import {
	boxExec,
	boxExecClient,
	boxExecEnd,
	boxExecGap,
	boxExecInput,
	boxExecOutput,
	boxExecServer,
	newBoxExec
} from '../box-execs.ts';
import { COMMAND_SIGNALS, terminalSize } from '../terminal-size.ts';
import { BOX_EXEC_EVENTS, BOX_EXEC_MESSAGES } from '../message-texts.ts';
import { duplex, events, json, nothing, operation } from '../operation.ts';
import { boxParams } from './boxes.ts';
import { hexId, pageOf, pageParams } from './inputs.ts';

const execParams = v.object({ ...boxParams.entries, exec: hexId('command') });
const position = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'Give a number of bytes.'), v.toNumber());

const control = (verb: string, does: string, did: string) =>
	({
		method: 'POST',
		path: `/boxes/{id}/execs/{exec}/${verb}`,
		tags: ['boxes'],
		summary: does,
		access: 'owner',
		scopes: ['administer'],
		params: execParams,
		output: nothing,
		status: 204,
		errors: ['exec-ended'],
		perMinute: 6000,
		audit: did
	}) as const;

export const boxExecsOperations = {
	'boxes.exec': operation({
		method: 'POST',
		path: '/boxes/{id}/execs',
		tags: ['boxes'],
		summary: 'Starts a command in a box that runs.',
		description:
			'It runs on by itself: its output is recorded and read from `output` or `attach`, by as many as want it, from any byte on, also after a restart of dogeboxd and after its end. Of the output the last `keepBytes` are kept (16 777 216 where nothing is said), of each box the last 200 commands. With `timeoutMs` it is killed after that time, whatever happens meanwhile. All that it started ends with it. A command can read what the box holds, so it needs the scope `administer`. The audit notes that one ran, not which.',
		access: 'owner',
		scopes: ['administer'],
		params: boxParams,
		body: newBoxExec,
		output: json(boxExec),
		status: 201,
		errors: [
			'wrong-state',
			'paused',
			'host-cannot-run',
			'command-not-found',
			'command-not-executable',
			'no-such-folder',
			'too-many-sessions'
		],
		perMinute: 1200,
		audit: 'ran a command in a box',
		example: { body: { argv: ['sh', '-c', 'echo wow; sleep 5'], timeoutMs: 60_000 } }
	}),
	'boxes.execs': operation({
		method: 'GET',
		path: '/boxes/{id}/execs',
		tags: ['boxes'],
		summary: 'Commands of a box that run or whose output is kept, newest first.',
		access: 'owner',
		scopes: ['administer'],
		params: boxParams,
		query: pageParams,
		output: json(pageOf('execs', boxExec)),
		status: 200
	}),
	'boxes.execs.get': operation({
		method: 'GET',
		path: '/boxes/{id}/execs/{exec}',
		tags: ['boxes'],
		summary: 'One command.',
		description: 'With `wait`, the answer is held back until it has ended, or for so many seconds.',
		access: 'owner',
		scopes: ['administer'],
		params: execParams,
		query: v.object({
			wait: v.optional(v.pipe(v.string(), v.regex(/^\d{1,2}$/, 'Give 0 to 99 seconds.'), v.toNumber()), '0')
		}),
		output: json(boxExec),
		status: 200
	}),
	'boxes.execs.output': operation({
		method: 'GET',
		path: '/boxes/{id}/execs/{exec}/output',
		tags: ['boxes'],
		summary: 'What a command writes, from any byte on and until its end, as events.',
		description:
			'First comes what is kept, then what it writes. The id of an event is the byte behind its piece: who comes again with it as `Last-Event-ID`, or as `after`, gets what follows. A reader who stalls stops neither the command nor another reader. `gap` says that some is not kept any more. The last event is `exit`, always. Looking changes nothing.',
		access: 'owner',
		scopes: ['administer'],
		params: execParams,
		query: v.object({ after: v.optional(position, '0') }),
		output: events({ output: boxExecOutput, gap: boxExecGap, exit: boxExecEnd }, BOX_EXEC_EVENTS),
		status: 200
	}),
	'boxes.execs.attach': operation({
		method: 'GET',
		path: '/boxes/{id}/execs/{exec}/attach',
		tags: ['boxes'],
		summary: 'Looks at a command over a WebSocket: what it writes, what is typed.',
		description:
			'The first message is `attach`. Output comes as binary messages; binary messages of the client are its input. Several may look at once, each from where it likes. The command goes on when the socket closes.',
		access: 'owner',
		scopes: ['administer'],
		params: execParams,
		output: duplex(boxExecClient, boxExecServer, 256 * 1024, BOX_EXEC_MESSAGES),
		status: 101,
		perMinute: 600,
		audit: 'looked at a command in a box'
	}),
	'boxes.execs.input': operation({
		...control('input', 'Writes to the input of a command.', 'wrote to a command in a box'),
		description: 'The answer comes when it is handed on. One that was started without `stdin` has no input.',
		body: boxExecInput,
		errors: ['exec-ended', 'no-stdin'],
		example: { body: { text: 'wow\n', end: true } }
	}),
	'boxes.execs.resize': operation({
		...control('resize', 'Sets the size of a command’s terminal.', 'changed the size of a terminal in a box'),
		body: terminalSize,
		example: { body: { cols: 80, rows: 24 } }
	}),
	'boxes.execs.signal': operation({
		...control('signal', 'Sends a command a signal.', 'sent a command in a box a signal'),
		body: v.object({
			signal: v.picklist(COMMAND_SIGNALS, `Give one of ${COMMAND_SIGNALS.join(', ')}.`)
		}),
		example: { body: { signal: 'SIGTERM' } }
	}),
	'boxes.execs.cancel': operation({
		...control('cancel', 'Kills a command and all that it started.', 'cancelled a command in a box'),
		description:
			'The answer is the command with its end; one that has ended is no error. Every attached client gets `exit`. In a paused box it may end when the box is resumed: then `end` is null.',
		output: json(boxExec),
		status: 200,
		errors: []
	}),
	'boxes.execs.remove': operation({
		method: 'DELETE',
		path: '/boxes/{id}/execs/{exec}',
		tags: ['boxes'],
		summary: 'Removes a command with its output; one that runs is killed.',
		access: 'owner',
		scopes: ['administer'],
		params: execParams,
		output: nothing,
		status: 204,
		perMinute: 600,
		audit: 'removed the output of a command in a box'
	})
} as const;
