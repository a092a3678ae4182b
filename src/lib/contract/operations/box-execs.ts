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
		summary: 'Starts a command in a running box.',
		description:
			'The command runs independently of the connection. Its output is recorded; any number of clients can read it with `output` or `attach`, from any byte on, also after a restart of dogeboxd and after the end of the command. The last `keepBytes` of output are kept (default 16 777 216), and the last 200 commands of each box. With `timeoutMs` the command is killed after that time in any case. All processes that it started end with it. A command can read everything in the box, so the call needs the scope `administer`. The audit records that a command ran, not which.',
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
		summary: 'Commands of a box that run or whose output is still kept, newest first.',
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
		description: 'With `wait`, the answer comes when the command has ended or this number of seconds has passed.',
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
		summary: 'The output of a command as events, from any byte on until its end.',
		description:
			'Stored output is sent first, then new output. The id of an event is the byte after its piece: a client that reconnects with it as `Last-Event-ID`, or as `after`, gets everything that follows. A stalled reader blocks neither the command nor other readers. `gap` says that some output is no longer kept. The last event is always `exit`. Reading changes nothing.',
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
		summary: 'Attaches to a command over a WebSocket, for output and input.',
		description:
			'The first message is `attach`. Output comes as binary messages; binary messages of the client are its input. Several clients may be attached at once, each at its own position. The command keeps running when the socket closes.',
		access: 'owner',
		scopes: ['administer'],
		params: execParams,
		output: duplex(boxExecClient, boxExecServer, 256 * 1024, BOX_EXEC_MESSAGES),
		status: 101,
		perMinute: 600,
		audit: 'attached to a command in a box'
	}),
	'boxes.execs.input': operation({
		...control('input', 'Writes to the input of a command.', 'wrote to a command in a box'),
		description:
			'The answer comes when the input is passed on. A command that was started without `stdin` has no input.',
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
		...control('cancel', 'Kills a command and all processes that it started.', 'cancelled a command in a box'),
		description:
			'The answer is the command with its end; a command that has already ended is not an error. Every attached client gets `exit`. In a paused box the command may end only when the box is resumed: then `end` is null.',
		output: json(boxExec),
		status: 200,
		errors: []
	}),
	'boxes.execs.remove': operation({
		method: 'DELETE',
		path: '/boxes/{id}/execs/{exec}',
		tags: ['boxes'],
		summary: 'Removes a command with its output; a running command is killed first.',
		access: 'owner',
		scopes: ['administer'],
		params: execParams,
		output: nothing,
		status: 204,
		perMinute: 600,
		audit: 'removed the output of a command in a box'
	})
} as const;
