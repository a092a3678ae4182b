/** What an API token may be allowed to do. A session of the owner has all scopes. */
import * as v from 'valibot';

export const SCOPES = ['see', 'operate', 'install', 'configure', 'administer'] as const;
export const scope = v.picklist(SCOPES, 'This is not a scope.');
export type Scope = v.InferOutput<typeof scope>;

/** Each scope in words for a person, for forms and docs. */
export const SCOPE_WORDS: Readonly<Record<Scope, { title: string; does: string }>> = {
	see: {
		title: 'See',
		does: 'Read pups, boxes, networks, images, connections, logs, jobs, the store and the load of this box. Never secrets.'
	},
	operate: {
		title: 'Operate',
		does: 'Start, stop and restart pups and boxes, cancel jobs, and tag and remove images.'
	},
	install: {
		title: 'Install',
		does: 'Install, update and remove pups, with their data and the settings that a new version asks for; create, run and remove boxes, their networks and volumes; pull images; refresh sources.'
	},
	configure: {
		title: 'Configure',
		does: 'Change the settings, ports, limits and permissions of pups, change boxes and their networks, and add, change and remove sources.'
	},
	administer: {
		title: 'Administer',
		does: 'Sessions, API tokens, the password, the audit, the log of this box, notifications, webhooks, and the inside of pups and boxes: commands, terminals, files. It can lock you out: give it only to programs that you fully trust.'
	}
};
