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

/** Fields that all forms have. The operation's schema validates them. */
function choicesOf(form: FormData) {
	return {
		name: text(form, 'name'),
		severities: SEVERITIES.filter((severity) => form.getAll('severity').includes(severity))
	};
}

/** Fields of each kind of destination. */
function targetOf(kind: Exclude<DestinationKind, 'push'>, form: FormData, secret: string | null | undefined) {
	switch (kind) {
		case 'webhook':
			return { kind, url: text(form, 'url'), secret };
		case 'ntfy':
			return { kind, url: text(form, 'url'), topic: text(form, 'topic'), secret };
		case 'email':
			return {
				kind,
				host: text(form, 'host'),
				port: Number(text(form, 'port')),
				security: text(form, 'security') as 'tls',
				username: text(form, 'username'),
				secret,
				from: text(form, 'from'),
				to: text(form, 'to')
			};
	}
}

function bodyOf(kind: DestinationKind, form: FormData): RequestOf<'notifications.add'>['body'] {
	if (kind !== 'push') return { ...choicesOf(form), ...targetOf(kind, form, raw(form, 'secret') || null) };
	const keys = { p256dh: text(form, 'p256dh'), auth: text(form, 'auth') };
	return { ...choicesOf(form), kind, endpoint: text(form, 'endpoint'), keys };
}

/** Secrets are not shown in the form, so an empty field keeps the stored one. */
function changeOf(kind: DestinationKind, form: FormData): RequestOf<'notifications.change'>['body'] {
	if (kind === 'push') return choicesOf(form);
	const secret = form.has('no-secret') ? null : raw(form, 'secret') || undefined;
	const target = targetOf(kind, form, secret);
	return {
		...choicesOf(form),
		target: target.kind === 'webhook' && !target.url ? { kind: target.kind, secret } : target
	};
}

const KEPT = ['name', 'url', 'topic', 'host', 'port', 'security', 'username', 'from', 'to'];
const typedIn = (form: FormData) => ({
	...Object.fromEntries(KEPT.map((name) => [name, text(form, name)])),
	severities: form.getAll('severity').join(' ')
});
const kindOf = (form: FormData) => DESTINATION_KINDS.find((kind) => kind === text(form, 'kind')) ?? 'webhook';

export const actions: Actions = {
	add: action(
		(form) => `add-${kindOf(form)}`,
		['notifications.add'],
		async ({ form, ask, keep }) => {
			keep(typedIn(form));
			await ask('notifications.add', { body: bodyOf(kindOf(form), form) });
			redirect(303, `${PAGE}?done=added`);
		}
	),
	change: action(
		(form) => `change-${text(form, 'id')}`,
		['notifications.change'],
		async ({ form, ask, keep }) => {
			keep(typedIn(form));
			await ask('notifications.change', { params: { id: text(form, 'id') }, body: changeOf(kindOf(form), form) });
			redirect(303, `${PAGE}?done=changed`);
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
