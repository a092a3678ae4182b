/**
 * Operations on terminals in pups. They need `administer`, like any command in a pup, because a
 * terminal can read what the service can, including secrets.
 */
import * as v from 'valibot';
import { terminalSize } from '../terminal-size.ts';
import { ATTACHED_MESSAGES } from '../message-texts.ts';
import { duplex, json, nothing, operation } from '../operation.ts';
import { attachedClient, attachedServer, terminalInfo } from '../terminals.ts';
import { hexId, pupParams, pageOf, pageParams } from './inputs.ts';

const terminalParams = v.object({
	...pupParams.entries,
	terminal: hexId('terminal')
});

export const terminalOperations = {
	'terminals.list': operation({
		method: 'GET',
		path: '/pups/{id}/terminals',
		tags: ['terminals'],
		summary: 'Terminals that are open in the pup, oldest first.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		query: pageParams,
		output: json(pageOf('terminals', terminalInfo)),
		status: 200
	}),
	'terminals.open': operation({
		method: 'POST',
		path: '/pups/{id}/terminals',
		tags: ['terminals'],
		summary: 'Opens a terminal with a shell in a service of the pup.',
		description:
			'It runs with the rights of the service, and on when nobody looks at it, for an hour at most. It is closed when the session or token ends by which it was opened, when its service ends, or when it is asked for.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		body: v.object({
			/** Required when the pup has several services. */
			service: v.optional(v.pipe(v.string(), v.maxLength(200))),
			...terminalSize.entries
		}),
		output: json(terminalInfo),
		status: 201,
		errors: [
			'unknown-service',
			'service-needed',
			'service-not-running',
			'host-cannot-run',
			'no-shell',
			'no-terminal',
			'exec-failed',
			'exec-cancelled',
			'too-many-sessions',
			'too-many-terminals'
		],
		perMinute: 60,
		audit: 'opened a terminal in a pup',
		example: { body: { cols: 80, rows: 24 } }
	}),
	'terminals.attach': operation({
		method: 'GET',
		path: '/pups/{id}/terminals/{terminal}',
		tags: ['terminals'],
		summary: 'Looks at a terminal over a WebSocket: what it shows, what is typed.',
		description:
			'The first message is `attach`, with the size of the window and how much of the output is known already. Output comes as binary messages, of which the last 524 kB are kept; all else is JSON. What was shown is reported by `seen`: the program waits for a window that does not keep up. One looks at a time: who comes later takes over. The terminal stays open when the socket closes.',
		access: 'owner',
		scopes: ['administer'],
		params: terminalParams,
		output: duplex(attachedClient, attachedServer, 256 * 1024, ATTACHED_MESSAGES),
		status: 101,
		errors: ['not-found'],
		perMinute: 600,
		audit: 'looked at a terminal in a pup'
	}),
	'terminals.close': operation({
		method: 'DELETE',
		path: '/pups/{id}/terminals/{terminal}',
		tags: ['terminals'],
		summary: 'Closes a terminal, with all that runs in it.',
		access: 'owner',
		scopes: ['administer'],
		params: terminalParams,
		output: nothing,
		status: 204,
		errors: ['not-found'],
		perMinute: 600,
		audit: 'closed a terminal in a pup'
	})
} as const;
