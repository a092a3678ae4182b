import { redirect } from '@sveltejs/kit';
import { CHANGE_KINDS } from '$lib/contract/live.ts';
import { action } from '../../../form-actions.ts';
import { text } from '../../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

const PAGE = '/settings/webhooks';

export const load: PageServerLoad = ({ locals, depends, url }) => {
	depends('box:webhooks');
	const { webhooks, pups } = locals.box;
	return {
		webhooks: webhooks.list().map((webhook) => ({ ...webhook, deliveries: webhooks.deliveries(webhook.id) })),
		pups: pups.list().map(({ id, name }) => ({ id, name })),
		done: url.searchParams.get('done')
	};
};

/**
 * Fields of the forms; the operation's schema validates them. All kinds, or no pup, mean no filter.
 */
function choicesOf(form: FormData) {
	const kinds = CHANGE_KINDS.filter((kind) => form.getAll('kind').includes(kind));
	const pups = form.getAll('pup').map(String);
	return {
		name: text(form, 'name'),
		kinds: kinds.length === CHANGE_KINDS.length ? null : kinds,
		pups: pups.length === 0 ? null : pups
	};
}

const typedIn = (form: FormData) => ({
	name: text(form, 'name'),
	url: text(form, 'url'),
	kinds: form.getAll('kind').join(' '),
	pups: form.getAll('pup').join(' ')
});
const rowOf = (form: FormData) => `webhook-${text(form, 'id')}`;
const idOf = (form: FormData) => ({ id: text(form, 'id') });

export const actions: Actions = {
	add: action('add', ['webhooks.add'], async ({ form, ask, keep }) => {
		keep(typedIn(form));
		const { secret, webhook } = await ask('webhooks.add', { body: { ...choicesOf(form), url: text(form, 'url') } });
		return { made: { name: webhook.name, secret } };
	}),
	change: action(
		(form) => `change-${text(form, 'id')}`,
		['webhooks.change'],
		async ({ form, ask, keep }) => {
			keep(typedIn(form));
			const body = { ...choicesOf(form), url: text(form, 'url') || undefined };
			const { secret, webhook } = await ask('webhooks.change', { params: idOf(form), body });
			if (secret !== null) return { made: { name: webhook.name, secret } };
			redirect(303, `${PAGE}?done=changed`);
		}
	),
	rotate: action(rowOf, ['webhooks.rotate'], async ({ form, ask }) => {
		const { secret, webhook } = await ask('webhooks.rotate', { params: idOf(form) });
		return { made: { name: webhook.name, secret } };
	}),
	test: action(rowOf, ['webhooks.test'], async ({ form, ask }) => {
		await ask('webhooks.test', { params: idOf(form) });
		redirect(303, `${PAGE}?done=tested`);
	}),
	again: action(rowOf, ['webhooks.again'], async ({ form, ask }) => {
		await ask('webhooks.again', { params: { ...idOf(form), delivery: text(form, 'delivery') } });
		redirect(303, `${PAGE}?done=sent`);
	}),
	pause: action(rowOf, ['webhooks.pause'], async ({ form, ask }) => {
		await ask('webhooks.pause', { params: idOf(form) });
		redirect(303, PAGE);
	}),
	resume: action(rowOf, ['webhooks.resume'], async ({ form, ask }) => {
		const from = text(form, 'from') === 'now' ? 'now' : 'left';
		await ask('webhooks.resume', { params: idOf(form), body: { from } });
		redirect(303, PAGE);
	}),
	remove: action(rowOf, ['webhooks.remove'], async ({ form, ask }) => {
		await ask('webhooks.remove', { params: idOf(form) });
		redirect(303, PAGE);
	})
};
