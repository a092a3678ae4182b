/** What changes, as it changes. */
import { clientFrame, serverFrame } from '../live.ts';
import { duplex, operation } from '../operation.ts';

export const liveOperations = {
	'live.open': operation({
		method: 'GET',
		path: '/live',
		tags: ['live'],
		summary: 'The live socket: changes, samples and log lines over one WebSocket.',
		access: 'owner',
		scopes: ['see'],
		output: duplex(clientFrame, serverFrame, 64 * 1024),
		status: 101
	})
} as const;
