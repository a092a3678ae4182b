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
		summary: 'Open terminals in the pup, oldest first.',
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
			'It has the rights of the service, and keeps running without a viewer for at most an hour. It is closed when the session or token that opened it ends, when its service ends, or on request.',
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
		summary: 'Attaches to a terminal over a WebSocket, for output and input.',
		description:
			'The first message is `attach`, with the size of the window and how much of the output the client already has. Output comes as binary messages, of which the last 524 kB are kept; everything else is JSON. The client reports shown output with `seen`: the program waits for a client that does not keep up. One client is attached at a time; a later one takes over. The terminal stays open when the socket closes.',
		access: 'owner',
		scopes: ['administer'],
		params: terminalParams,
		output: duplex(attachedClient, attachedServer, 256 * 1024, ATTACHED_MESSAGES),
		status: 101,
		errors: ['not-found'],
		perMinute: 600,
		audit: 'attached to a terminal in a pup'
	}),
	'terminals.close': operation({
		method: 'DELETE',
		path: '/pups/{id}/terminals/{terminal}',
		tags: ['terminals'],
		summary: 'Closes a terminal and ends everything in it.',
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
