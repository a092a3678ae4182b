import { redirect } from '@sveltejs/kit';
import type { ConnectionEdge } from '$lib/contract/wiring.ts';
import { action, type Asked } from '../../form-actions.ts';
import { text } from '../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

/** The edge that the address selects; null for none. */
function wanted({ searchParams }: URL): Pick<ConnectionEdge, 'from' | 'to' | 'interface'> | null {
	const [from, to] = [searchParams.get('from'), searchParams.get('to')];
	return from && to ? { from, to, interface: searchParams.get('interface') || null } : null;
}

export const load: PageServerLoad = async ({ locals: { box }, url, depends }) => {
	depends('box:connections');
	const connections = await box.wiring.connections();
	const edge = wanted(url);
	const found = connections.edges.find(
		(one) => edge && one.from === edge.from && one.to === edge.to && one.interface === edge.interface
	);
	return {
		connections,
		at: Date.now(),
		edge: found ? { from: found.from, to: found.to, interface: found.interface } : null,
		pup: connections.nodes.find(({ id }) => id === url.searchParams.get('pup'))?.id ?? null,
		requests: found?.interface ? box.wiring.requests(found.from, found.to, found.interface) : null
	};
};

type Grant = 'wiring.grant' | 'wiring.revoke';

/** The permission group that a form is about. */
function groupOf({ form, event }: Asked<Grant>) {
	const { from = '', interface: name = null } = wanted(event.url) ?? {};
	return { params: { id: from, interface: name ?? '', group: text(form, 'group') } };
}

const backTo = ({ search }: URL) => `/connections${search.replace(/^\?\/\w+&?/, '?')}`;

export const actions: Actions = {
	grant: action('edge', ['wiring.grant'], async (asked) => {
		await asked.ask('wiring.grant', groupOf(asked));
		redirect(303, backTo(asked.event.url));
	}),
	revoke: action('edge', ['wiring.revoke'], async (asked) => {
		await asked.ask('wiring.revoke', groupOf(asked));
		redirect(303, backTo(asked.event.url));
	}),
	access: action('edge', ['wiring.setAccess'], async ({ form, event, ask, refuse }) => {
		const allow = text(form, 'allow') === 'yes';
		const { from = '', to = '' } = wanted(event.url) ?? {};
		const way = to === 'lan' ? { lan: allow } : to === 'internet' ? { internet: allow } : null;
		if (!way) return refuse('This is no place that a pup can be let into.');
		await ask('wiring.setAccess', { params: { id: from }, body: way });
		redirect(303, backTo(event.url));
	})
};
