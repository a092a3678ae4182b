/** Operations of the first boot. */
import * as v from 'valibot';
import { KEY_MANAGER_ERRORS } from '../codes.ts';
import { confirmInput, disk, networkLink, setupDraft, setupInput } from '../box.ts';
import { json, nothing, operation } from '../operation.ts';

/** Whether to log in at once if this call completes the setup. */
const login = v.optional(v.boolean('Give true or false.'));
/** The session that `login` requested. */
const openedSession = v.optional(v.object({ token: v.string(), expiresAt: v.number() }));

export const setupOperations = {
	'setup.claim': operation({
		method: 'POST',
		path: '/setup/claim',
		tags: ['setup'],
		summary: 'Checks the claim code and sets the wizard’s cookie, so that a browser need not send the code again.',
		access: 'open',
		when: 'unconfigured',
		body: v.object({
			code: v.pipe(v.string('Give the claim code.'), v.minLength(1, 'Give the claim code.'), v.maxLength(64))
		}),
		output: nothing,
		status: 204,
		errors: ['wrong-claim-code', 'too-many-attempts'],
		audit: 'entered the claim code',
		example: { body: { code: 'K7QM-2XWP' } }
	}),
	'setup.get': operation({
		method: 'GET',
		path: '/setup',
		tags: ['setup'],
		summary: 'State of the wizard: choices made, possible choices, and the words to confirm.',
		access: 'setup',
		output: json(
			v.object({
				claimed: v.boolean(),
				draft: setupDraft,
				suggestions: v.object({ deviceName: v.string(), timeZone: v.string(), keyMap: v.string() }),
				disks: v.array(disk),
				links: v.array(networkLink),
				timeZones: v.array(v.string()),
				keyMaps: v.array(v.object({ id: v.string(), label: v.string() })),
				/** Whether words were shown and have to be confirmed. */
				wordsPending: v.boolean(),
				/** Positions whose words the wizard requests; any three are accepted. */
				askedPositions: v.array(v.number())
			})
		),
		status: 200
	}),
	'setup.draft': operation({
		method: 'PUT',
		path: '/setup/draft',
		tags: ['setup'],
		summary: 'Stores the choices so far; absent members stay unchanged.',
		access: 'setup',
		body: v.partial(setupDraft),
		output: json(setupDraft),
		status: 200,
		example: { body: { deviceName: 'dogebox', timeZone: 'Europe/Lisbon', step: 'password' } }
	}),
	'setup.create': operation({
		method: 'POST',
		path: '/setup',
		tags: ['setup'],
		summary: 'Creates the key, or restores it from its words, and stores the choices.',
		description:
			'A repeated call with the same password returns the same words until they are confirmed. If this completes the setup (a restored key), `login` logs in at once.',
		access: 'setup',
		body: v.object({ ...setupInput.entries, login }),
		output: json(v.object({ words: v.array(v.string()), session: openedSession })),
		status: 200,
		errors: [...KEY_MANAGER_ERRORS, 'key-exists', 'cannot-restore', 'wrong-words', 'other-words', 'not-found'],
		perMinute: 30,
		audit: 'created the key of the box',
		example: { body: { deviceName: 'dogebox', timeZone: 'Europe/Lisbon', password: 'correct horse battery staple' } }
	}),
	'setup.confirm': operation({
		method: 'POST',
		path: '/setup/confirm',
		tags: ['setup'],
		summary: 'Confirms with at least three of the words that they were written down, and finishes the setup.',
		description: '`login` logs in at once: the answer then contains a session, and its cookie is set.',
		access: 'setup',
		body: v.object({ ...confirmInput.entries, login }),
		output: json(v.object({ configured: v.literal(true), session: openedSession })),
		status: 200,
		errors: [...KEY_MANAGER_ERRORS, 'words-gone', 'password-needed', 'wrong-words'],
		perMinute: 60,
		audit: 'finished the setup',
		example: { body: { words: { '3': 'abandon', '12': 'ability', '24': 'able' } }, output: { configured: true } }
	})
} as const;
