import { redirect } from '@sveltejs/kit';
import { PASSWORD_MIN } from '$lib/contract/box.ts';
import { SCOPES } from '$lib/contract/scopes.ts';
import { action, browserOnly } from '../../form-actions.ts';
import { localPath, raw, text } from '../../form-answers.ts';
import { newPasswordOf } from '../../new-password.ts';
import { readLife } from './lives.ts';
import type { Actions, PageServerLoad } from './$types';

/** A year, in seconds: the theme is no secret and need not be chosen again. */
const THEME_SECONDS = 365 * 86_400;

export const load: PageServerLoad = ({ locals, depends, url }) => {
	depends('box:sessions');
	const { box } = locals;
	return {
		sessions: box.auth.list(locals.session?.id ?? ''),
		tokens: box.auth.tokens.list(),
		timeZone: box.system.timeZone(),
		timeZones: box.system.timeZones(),
		addresses: box.system.addresses(),
		dataFolder: box.config.data,
		pupNetwork: box.system.pupNetwork(),
		passwordMin: PASSWORD_MIN,
		done: url.searchParams.get('done')
	};
};

export const actions: Actions = {
	theme: browserOnly('the colours that this browser shows, in a cookie', ({ form, cookies, secure }) => {
		const theme = text(form, 'theme');
		if (theme === 'light' || theme === 'dark') {
			cookies.set('theme', theme, { path: '/', maxAge: THEME_SECONDS, httpOnly: true, sameSite: 'lax', secure });
		} else {
			cookies.delete('theme', { path: '/' });
		}
		redirect(303, localPath(form.get('from'), '/settings#look'));
	}),
	box: action('box', ['box.change'], async ({ form, ask, keep }) => {
		const typed = { name: text(form, 'name'), timeZone: text(form, 'timeZone') };
		keep(typed);
		await ask('box.change', { body: typed });
		redirect(303, '/settings?done=box#box');
	}),
	revoke: action('sessions', ['sessions.remove'], async ({ form, event, ask }) => {
		const id = text(form, 'id');
		await ask('sessions.remove', { params: { id } });
		redirect(303, id === event.locals.session?.id ? '/login' : '/settings#sessions');
	}),
	'revoke-others': action('sessions', ['sessions.removeAll'], async ({ ask }) => {
		await ask('sessions.removeAll', { query: {} });
		redirect(303, '/settings?done=others#sessions');
	}),
	'make-token': action('token', ['tokens.create'], async ({ form, ask, keep }) => {
		const scopes = SCOPES.filter((scope) => form.getAll('scope').includes(scope));
		const name = text(form, 'name');
		const life = text(form, 'life');
		keep({ name, life, scopes: scopes.join(' ') });
		const made = await ask('tokens.create', { body: { name, scopes, days: readLife(life) } });
		return { made: { id: made.id, name: made.name, token: made.token } };
	}),
	'revoke-token': action('tokens', ['tokens.remove'], async ({ form, ask }) => {
		await ask('tokens.remove', { params: { id: text(form, 'id') } });
		redirect(303, '/settings#tokens');
	}),
	password: action('password', ['password.change'], async (asked) => {
		const next = newPasswordOf(asked);
		if (typeof next !== 'string') return next;
		await asked.ask('password.change', { body: { current: raw(asked.form, 'current'), next } });
		redirect(303, '/settings?done=password#password');
	})
};
