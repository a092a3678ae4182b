import { redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { FormProblem } from '$lib/client/forms.ts';
import type { SourceChoices } from '$lib/contract/operations.ts';
import { action, OPERATIONS, type FormAction } from '../../../form-actions.ts';
import { failed, raw, text } from '../../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, depends }) => {
	depends('box:store');
	return { sources: locals.box.sources.list() };
};

type Refused = ActionFailure<{ problem: FormProblem }>;

/** Assigns a refusal to the field that it is about, by codes of the sources and outbound rooms. */
function atField(answer: Refused, fallback: string): Refused {
	const { problem } = answer.data;
	const known = ['location', 'name', 'username', 'password', 'publicKey'];
	const said = Object.entries(problem.fields).map(([path, why]) => [path.split('.').at(-1) ?? path, why] as const);
	const fields = Object.fromEntries(said.filter(([field]) => known.includes(field)));
	if (!Object.keys(fields).length) {
		const field = problem.code === 'bad-key' || problem.code === 'signature' ? 'publicKey' : fallback;
		fields[field] = problem.title;
	}
	problem.fields = fields;
	return answer;
}

/** Name, credentials and key as the owner typed them; empty fields are left out. */
function choicesOf(form: FormData): SourceChoices {
	const name = text(form, 'name');
	const password = raw(form, 'password');
	const publicKey = text(form, 'publicKey');
	return {
		...(name && { name: name.slice(0, 100) }),
		...(password && {
			credentials: { username: text(form, 'username').slice(0, 200), password: password.slice(0, 2000) }
		}),
		...(publicKey && { publicKey: publicKey.slice(0, 200) })
	};
}

/** Creates an action on one source that returns to its place in the list. */
function act(at: string, id: 'sources.refresh' | 'sources.remove') {
	return action(
		(form) => `${at}-${text(form, 'id')}`,
		[id],
		async ({ form, ask }) => {
			await ask(id, { params: { id: text(form, 'id') } });
			redirect(303, `/store/sources#${text(form, 'id')}`);
		}
	);
}

/** Wraps an action so that its refusals name their field. */
function withFields(made: FormAction, fallback: string): FormAction {
	const run = async (event: RequestEvent) => {
		const answer = await made(event);
		// A refusal of the page itself already names its field.
		return failed(answer) && answer.data.problem.code !== 'refused' ? atField(answer, fallback) : answer;
	};
	return Object.assign(run, { [OPERATIONS]: made[OPERATIONS] });
}

export const actions: Actions = {
	add: withFields(
		action('add', ['sources.add'], async ({ form, ask, keep, refuse }) => {
			const typed = {
				location: text(form, 'location'),
				name: text(form, 'name'),
				username: text(form, 'username'),
				publicKey: text(form, 'publicKey')
			};
			keep(typed);
			if (!typed.location) {
				const why = 'Say where the source is.';
				return refuse(why, { fields: { location: why } });
			}
			if (typed.username && !raw(form, 'password')) {
				const why = 'Give the password or token that belongs to this name.';
				return refuse(why, { fields: { password: why } });
			}
			const { id } = await ask('sources.add', { body: { location: typed.location, ...choicesOf(form) } });
			redirect(303, `/store/sources?added=${encodeURIComponent(id)}#${id}`);
		}),
		'location'
	),
	change: withFields(
		action(
			(form) => `change-${text(form, 'id')}`,
			['sources.change'],
			async ({ form, event, ask, keep, refuse }) => {
				const id = text(form, 'id');
				const before = event.locals.box.sources.list().find((source) => source.id === id);
				const typed = {
					name: text(form, 'name'),
					username: text(form, 'username'),
					publicKey: text(form, 'publicKey')
				};
				keep(typed);
				const choices: SourceChoices = choicesOf(form);
				if (!typed.name) choices.name = null;
				if (!typed.publicKey && before?.publicKey) choices.publicKey = null;
				if (form.has('forget')) choices.credentials = null;
				else if (!choices.credentials && typed.username !== (before?.account ?? '')) {
					const why = 'Give the password or token that belongs to this name.';
					return refuse(why, { fields: { password: why } });
				}
				await ask('sources.change', { params: { id }, body: choices });
				redirect(303, `/store/sources#${id}`);
			}
		),
		'name'
	),
	refresh: act('refresh', 'sources.refresh'),
	'refresh-all': action('refresh', ['sources.refreshAll'], async ({ ask }) => {
		await ask('sources.refreshAll', {});
		redirect(303, '/store/sources');
	}),
	remove: act('remove', 'sources.remove')
};
