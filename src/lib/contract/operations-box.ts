/** Operations on the box itself: first boot, login, sessions, password, keys, its own samples. */
import * as v from 'valibot';
import { boxInfo, confirmInput, disk, networkLink, newPassword, seedPhrase, session, setupInput } from './box.ts';
import { operation } from './operation.ts';
import { boxStats, sample } from './pups.ts';

/** A password as typed at login: only its size is limited here. */
const password = v.pipe(v.string('Give the password.'), v.maxLength(512, 'This is too long for a password.'));

const short = v.nullable(v.pipe(v.string(), v.maxLength(200)));

export const setupDraft = v.object({
	deviceName: short,
	timeZone: short,
	keyMap: short,
	storage: short,
	/** Create a new key, or restore one from its words. */
	mode: v.nullable(v.picklist(['create', 'restore'])),
	/** Furthest step reached. */
	step: v.pipe(v.string(), v.maxLength(40))
});

/** Seconds of history, as query text. */
export const historySeconds = v.object({
	seconds: v.optional(
		v.pipe(
			v.string(),
			v.regex(/^\d{1,7}$/, 'Give a number of seconds.'),
			v.toNumber(),
			v.minValue(1, 'Give at least 1.'),
			v.maxValue(604_800, 'At most 604800 seconds (7 days) are kept.')
		),
		'600'
	)
});

export const boxOperations = {
	'box.get': operation({
		method: 'GET',
		path: '/box',
		summary: 'What this box is: name, version, whether it is claimed and configured, what its host can do.',
		access: 'open',
		output: boxInfo,
		status: 200
	}),
	'box.metrics': operation({
		method: 'GET',
		path: '/box/metrics',
		summary: 'Load of the box: stats now, and samples of the last seconds.',
		access: 'owner',
		query: historySeconds,
		output: v.object({ stats: boxStats, samples: v.array(sample) }),
		status: 200
	}),
	'setup.get': operation({
		method: 'GET',
		path: '/setup',
		summary: 'Where the wizard stands: what was chosen, what can be chosen, and which words are asked back.',
		access: 'setup',
		output: v.object({
			claimed: v.boolean(),
			draft: setupDraft,
			suggestions: v.object({ deviceName: v.string(), timeZone: v.string(), keyMap: v.string() }),
			disks: v.array(disk),
			links: v.array(networkLink),
			timeZones: v.array(v.string()),
			keyMaps: v.array(v.object({ id: v.string(), label: v.string() })),
			/** Words were shown and wait to be confirmed. */
			wordsPending: v.boolean(),
			/** Positions the wizard asks back; any three are accepted. */
			askedPositions: v.array(v.number())
		}),
		status: 200
	}),
	'setup.draft': operation({
		method: 'PUT',
		path: '/setup/draft',
		summary: 'Keeps what was chosen so far; members left out stay as they are.',
		access: 'setup',
		body: v.partial(setupDraft),
		output: setupDraft,
		status: 200
	}),
	'setup.create': operation({
		method: 'POST',
		path: '/setup',
		summary:
			'Makes the key (or restores it from its words) and stores the choices. Repeating it with the same password gives the same words until they are confirmed.',
		access: 'setup',
		body: setupInput,
		output: v.object({ words: v.array(v.string()) }),
		status: 200,
		perMinute: 30,
		audit: 'created the key of the box'
	}),
	'setup.confirm': operation({
		method: 'POST',
		path: '/setup/confirm',
		summary: 'Proves that the words were written down, by at least three of them, and finishes the setup.',
		access: 'setup',
		body: confirmInput,
		output: v.object({ configured: v.literal(true) }),
		status: 200,
		perMinute: 60,
		audit: 'finished the setup'
	}),
	'sessions.create': operation({
		method: 'POST',
		path: '/sessions',
		summary: 'Logs in. The token works as `Authorization: Bearer`, and as the cookie that is set.',
		access: 'open',
		body: v.object({ password }),
		output: v.object({ token: v.string(), expiresAt: v.number() }),
		status: 201,
		audit: 'logged in'
	}),
	'sessions.list': operation({
		method: 'GET',
		path: '/sessions',
		summary: 'Open sessions, last used first.',
		access: 'owner',
		output: v.object({ sessions: v.array(session) }),
		status: 200
	}),
	'sessions.remove': operation({
		method: 'DELETE',
		path: '/sessions/{id}',
		summary: 'Ends a session; `current` is the one of this request.',
		access: 'owner',
		params: v.object({
			id: v.pipe(v.string(), v.regex(/^(current|[0-9a-f]{64})$/, 'This is not the id of a session.'))
		}),
		output: null,
		status: 204,
		audit: 'ended a session'
	}),
	'password.change': operation({
		method: 'POST',
		path: '/password',
		summary: 'Changes the password. Every other session ends.',
		access: 'owner',
		body: v.object({ current: password, next: newPassword }),
		output: null,
		status: 204,
		audit: 'changed the password'
	}),
	'password.reset': operation({
		method: 'POST',
		path: '/password/reset',
		summary: 'Sets a new password by the 24 words. Every session ends.',
		access: 'open',
		body: v.object({ words: seedPhrase, next: newPassword }),
		output: null,
		status: 204,
		audit: 'reset the password by the words'
	}),
	'keys.get': operation({
		method: 'GET',
		path: '/keys',
		summary: 'Whether keys are locked: after a restart pups’ keys wait for the password.',
		access: 'owner',
		output: v.object({ locked: v.boolean() }),
		status: 200
	}),
	'keys.unlock': operation({
		method: 'POST',
		path: '/keys/unlock',
		summary: 'Unlocks the keys by the password.',
		access: 'owner',
		body: v.object({ password }),
		output: v.object({ locked: v.boolean() }),
		status: 200,
		audit: 'unlocked the keys'
	})
} as const;
