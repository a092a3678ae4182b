/** Operations that follow changes as they happen. */
import * as v from 'valibot';
import { CHANGE_KINDS, changeEvents, clientFrame, serverFrame } from '../live.ts';
import { LIVE_MESSAGES } from '../message-texts.ts';
import { duplex, events, operation } from '../operation.ts';
import { hexId, listed } from './inputs.ts';

const changeNumber = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'Give the number of a change.'), v.toNumber());

export const liveOperations = {
	'events.follow': operation({
		method: 'GET',
		path: '/events',
		tags: ['live'],
		summary: 'Changes as server-sent events, including missed ones.',
		description:
			'The first event is `hello`. With `after`, the number of the last change that the client has, all later changes are sent first; the header `Last-Event-ID` does the same and overrides it. Without either, only new changes are sent. `kinds` and `pup` filter the changes: `pup`, an id, selects those of that pup and of jobs about it. Reading changes nothing. A client that reads too slowly is disconnected, and gets the missed changes when it reconnects with its last number. After every 15 seconds without a change, a comment is sent.',
		access: 'owner',
		scopes: ['see'],
		query: v.object({
			after: v.optional(changeNumber),
			/** Kinds of changes, separated by commas. */
			kinds: v.optional(listed(v.picklist(CHANGE_KINDS, `Give some of ${CHANGE_KINDS.join(', ')}.`))),
			pup: v.optional(hexId('pup'))
		}),
		output: events(changeEvents, {
			hello: 'The first event. `boot` differs after each start of dogeboxd; `seq` is the number of the newest change.',
			resync: 'Too many changes were missed: read the current state again and continue from `seq`.',
			passed: 'Changes up to `seq` were filtered out. Only the number matters: continue from it.',
			pup: 'A pup changed: the complete pup. Sizes are bytes, times milliseconds since 1970.',
			'pup-removed': 'A pup was removed.',
			wiring:
				'The providers of pups, or what pups may reach, changed: read it again where you show it. `ids` are the ids of those pups.',
			'ad-hoc-box': 'A box changed: the complete box.',
			'ad-hoc-box-removed': 'A box was removed.',
			'ad-hoc-box-exec': 'A command in a box was started if `end` is null; otherwise it has ended.',
			job: 'A job made progress: `percent` is 0 to 100 over all steps. The last event of a job has a final `status`.',
			source: 'A source changed: the complete source.',
			'source-removed': 'A source was removed.',
			store: 'The offers of sources changed: read them again where you show them.',
			sessions: 'The list of sessions changed.',
			box: 'Setup, name or runtime of the box changed.',
			attention: 'The complete list of what needs the owner’s attention.'
		}),
		status: 200,
		errors: ['too-many-streams'],
		perMinute: 600,
		example: { query: { after: '1234', kinds: 'pup,job' } }
	}),
	'live.open': operation({
		method: 'GET',
		path: '/live',
		tags: ['live'],
		summary: 'The live socket: changes, samples and log lines over one WebSocket.',
		access: 'owner',
		scopes: ['see'],
		output: duplex(clientFrame, serverFrame, 64 * 1024, LIVE_MESSAGES),
		status: 101
	})
} as const;
