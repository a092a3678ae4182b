/** What an API token may be allowed to do. A session of the owner has all of it. */
import * as v from 'valibot';

export const SCOPES = ['see', 'operate', 'install', 'configure', 'administer'] as const;
export const scope = v.picklist(SCOPES, 'This is not a scope.');
export type Scope = v.InferOutput<typeof scope>;

/** Each scope in a person's words, for forms and documents. */
export const SCOPE_WORDS: Readonly<Record<Scope, { title: string; does: string }>> = {
	see: { title: 'See', does: 'Read pups, logs, jobs, the store and the load of the box. Never secrets.' },
	operate: { title: 'Operate', does: 'Start, stop and restart pups, and cancel jobs.' },
	install: {
		title: 'Install',
		does: 'Install, update and remove pups, with their data and the settings that a new version asks for, and refresh sources.'
	},
	configure: { title: 'Configure', does: 'Change the settings of pups, and add, change and remove sources.' },
	administer: {
		title: 'Administer',
		does: 'Sessions, API tokens, the password, the audit, the box’s log, notifications, and the inside of pups: commands, terminals, files. It can lock you out: give it to nothing you do not trust like yourself.'
	}
};
