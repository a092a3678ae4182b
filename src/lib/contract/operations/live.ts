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
		summary: 'Changes as server-sent events, also those that were missed.',
		description:
			'The first event is `hello`. With `after`, the number of the last change that is known, all later ones come first; the header `Last-Event-ID` does the same and wins. Without either, what is new comes. `kinds` and `pup` choose among them: with `pup`, an id, those of that pup and of jobs about it. Looking changes nothing. A client that reads too slowly is cut off, and gets what it missed when it comes back with its last number. A comment comes every 15 seconds in which nothing happens.',
		access: 'owner',
		scopes: ['see'],
		query: v.object({
			after: v.optional(changeNumber),
			/** Kinds of changes, separated by commas. */
			kinds: v.optional(listed(v.picklist(CHANGE_KINDS, `Give some of ${CHANGE_KINDS.join(', ')}.`))),
			pup: v.optional(hexId('pup'))
		}),
		output: events(changeEvents, {
			hello:
				'The first event. `boot` is another after each start of dogeboxd; `seq` is the number of the newest change.',
			resync: 'Too much was missed: read what you need anew, and go on from `seq`.',
			passed: 'Changes up to `seq` came that were not asked for. Only its number matters: it is where to go on.',
			pup: 'A pup is another than before: all of it, without units to convert; sizes are bytes, times milliseconds since 1970.',
			'pup-removed': 'A pup is gone.',
			wiring:
				'Who provides what to pups, or what they may reach, has changed: read it again where it is shown. `ids` are of those pups.',
			'ad-hoc-box': 'A box is another than before: all of it.',
			'ad-hoc-box-removed': 'A box is gone.',
			'ad-hoc-box-exec': 'A command in a box was started, where `end` is null; else it has ended.',
			job: 'A job goes on: `percent` is 0 to 100 over all steps. The last one of a job has an ended `status`.',
			source: 'A source is another than before: all of it.',
			'source-removed': 'A source is gone.',
			store: 'What sources offer has changed: read it again where it is shown.',
			sessions: 'The list of sessions has changed.',
			box: 'Setup, name or runtime of the box has changed.',
			attention: 'What needs the owner, all of it.'
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
