/** Words for kinds of destinations. */
import type { Severity } from '$lib/contract/attention.ts';
import type { DestinationKind } from '$lib/contract/notifications.ts';

export const KIND: Record<DestinationKind, { title: string; about: string }> = {
	email: { title: 'E-mail', about: 'Sent through a mail server that you have an account at.' },
	ntfy: {
		title: 'ntfy',
		about:
			'To your phone with the free app ntfy, through ntfy.sh or a server of your own. Choose a topic that nobody guesses.'
	},
	push: { title: 'This browser', about: 'Web Push: this browser shows it, also while no page of the box is open.' },
	webhook: { title: 'Webhook', about: 'A JSON object by POST to an address of yours, signed with your secret.' }
};

export const SEVERITY: Record<Severity, { title: string; about: string }> = {
	critical: { title: 'Urgent', about: 'Something does not work, or data is at risk.' },
	warning: { title: 'Warnings', about: 'It will get worse, or works only in part.' },
	info: { title: 'Notes', about: 'Good to know.' }
};
