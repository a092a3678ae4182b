import { redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { FormProblem } from '$lib/client/forms.ts';
import type { SourceChoices } from '$lib/contract/operations.ts';
import { attempt, failed, ownerOf, raw, refuse, text } from '../../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, depends }) => {
	depends('box:store');
	return { sources: locals.box.sources.list() };
};

type Refused = ActionFailure<{ problem: FormProblem }>;

/** Puts what the box refused at the field it is about: codes of the sources room and of the way out. */
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

/** Name, credentials and key as the owner typed them; empty fields say nothing. */
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

async function act(event: RequestEvent, at: (id: string) => string, work: (id: string) => unknown) {
	ownerOf(event);
	const id = text(await event.request.formData(), 'id');
	const answer = await attempt(at(id), () => work(id));
	if (failed(answer)) return answer;
	redirect(303, `/store/sources#${id}`);
}

export const actions: Actions = {
	add: async (event) => {
		ownerOf(event);
		const form = await event.request.formData();
		const typed = {
			location: text(form, 'location'),
			name: text(form, 'name'),
			username: text(form, 'username'),
			publicKey: text(form, 'publicKey')
		};
		if (!typed.location) {
			const why = 'Say where the source is.';
			return refuse('add', 422, why, { fields: { location: why }, values: typed });
		}
		if (typed.username && !raw(form, 'password')) {
			const why = 'Give the password or token that belongs to this name.';
			return refuse('add', 422, why, { fields: { password: why }, values: typed });
		}
		const answer = await attempt('add', () => event.locals.box.sources.add(typed.location, choicesOf(form)), typed);
		if (failed(answer)) return atField(answer, 'location');
		redirect(303, `/store/sources?added=${encodeURIComponent(answer.id)}#${answer.id}`);
	},
	change: async (event) => {
		ownerOf(event);
		const form = await event.request.formData();
		const id = text(form, 'id');
		const { sources } = event.locals.box;
		const before = sources.list().find((source) => source.id === id);
		const typed = {
			name: text(form, 'name'),
			username: text(form, 'username'),
			publicKey: text(form, 'publicKey')
		};
		const choices: SourceChoices = choicesOf(form);
		if (!typed.name) choices.name = null;
		if (!typed.publicKey && before?.publicKey) choices.publicKey = null;
		if (form.has('forget')) choices.credentials = null;
		else if (!choices.credentials && typed.username !== (before?.account ?? '')) {
			const why = 'Give the password or token that belongs to this name.';
			return refuse(`change-${id}`, 422, why, { fields: { password: why }, values: typed });
		}
		const answer = await attempt(`change-${id}`, () => sources.change(id, choices), typed);
		if (failed(answer)) return atField(answer, 'name');
		redirect(303, `/store/sources#${id}`);
	},
	refresh: (event) =>
		act(
			event,
			(id) => `refresh-${id}`,
			(id) => event.locals.box.sources.refresh(id)
		),
	'refresh-all': async (event) => {
		ownerOf(event);
		const answer = await attempt('refresh', () => event.locals.box.sources.refresh());
		if (failed(answer)) return answer;
		redirect(303, '/store/sources');
	},
	remove: (event) =>
		act(
			event,
			(id) => `remove-${id}`,
			(id) => event.locals.box.sources.remove(id)
		)
};
