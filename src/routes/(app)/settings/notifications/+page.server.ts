import { redirect } from '@sveltejs/kit';
import { SEVERITIES } from '$lib/contract/attention.ts';
import { DESTINATION_KINDS, type DestinationKind } from '$lib/contract/notifications.ts';
import type { RequestOf } from '$lib/contract/operations.ts';
import { action } from '../../../form-actions.ts';
import { raw, text } from '../../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

const PAGE = '/settings/notifications';

export const load: PageServerLoad = ({ locals, depends, url }) => {
	depends('box:notifications');
	return { notifications: locals.box.notifications.get(), done: url.searchParams.get('done') };
};

type Body = RequestOf<'notifications.add'>['body'];

/** Fields of the forms, by kind; the schema judges them. */
function bodyOf(kind: DestinationKind, form: FormData): Body {
	const severities = SEVERITIES.filter((severity) => form.getAll('severity').includes(severity));
	const common = { name: text(form, 'name'), severities };
	const secret = raw(form, 'secret') || null;
	switch (kind) {
		case 'webhook':
			return { ...common, kind, url: text(form, 'url'), secret };
		case 'ntfy':
			return { ...common, kind, url: text(form, 'url'), topic: text(form, 'topic'), secret };
		case 'email':
			return {
				...common,
				kind,
				host: text(form, 'host'),
				port: Number(text(form, 'port')),
				security: text(form, 'security') as 'tls',
				username: text(form, 'username'),
				secret,
				from: text(form, 'from'),
				to: text(form, 'to')
			};
		case 'push':
			return {
				...common,
				kind,
				endpoint: text(form, 'endpoint'),
				keys: { p256dh: text(form, 'p256dh'), auth: text(form, 'auth') }
			};
	}
}

const KEPT = ['name', 'url', 'topic', 'host', 'port', 'security', 'username', 'from', 'to'];
const kindOf = (form: FormData) => DESTINATION_KINDS.find((kind) => kind === text(form, 'kind')) ?? 'webhook';

export const actions: Actions = {
	add: action(
		(form) => `add-${kindOf(form)}`,
		['notifications.add'],
		async ({ form, ask, keep }) => {
			keep({
				...Object.fromEntries(KEPT.map((name) => [name, text(form, name)])),
				severities: form.getAll('severity').join(' ')
			});
			await ask('notifications.add', { body: bodyOf(kindOf(form), form) });
			redirect(303, `${PAGE}?done=added`);
		}
	),
	test: action(
		(form) => `destination-${text(form, 'id')}`,
		['notifications.test'],
		async ({ form, ask }) => {
			await ask('notifications.test', { params: { id: text(form, 'id') } });
			redirect(303, `${PAGE}?done=tested`);
		}
	),
	remove: action(
		(form) => `destination-${text(form, 'id')}`,
		['notifications.remove'],
		async ({ form, ask }) => {
			await ask('notifications.remove', { params: { id: text(form, 'id') } });
			redirect(303, PAGE);
		}
	),
	quiet: action('quiet', ['notifications.quiet'], async ({ form, ask, keep }) => {
		const from = text(form, 'from');
		const to = text(form, 'to');
		keep({ from, to });
		await ask('notifications.quiet', { body: { quietHours: form.has('on') ? { from, to } : null } });
		redirect(303, `${PAGE}?done=quiet#quiet`);
	})
};
