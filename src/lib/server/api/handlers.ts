/** What each operation does: one call into the library. A missing one does not compile. */
import type { InputOf, OperationId, OutputOf } from '../../contract/operations.ts';
import type { WebPage } from '../../contract/pups.ts';
import { notFound } from '../../contract/errors.ts';
import type { Caller, OpenSession, RequestFacts } from '../auth/index.ts';
import type { Services } from '../services.ts';

/** What a handler knows of its call beside the input. */
export interface CallContext {
	readonly facts: RequestFacts;
	readonly caller: Caller;
	/** Set for operations of the owner. */
	readonly session: OpenSession | null;
	/** Adds a `Set-Cookie` line to the answer. */
	setCookie(value: string): void;
	/** Names what was acted on, for the audit, where no path parameter does. */
	subject(id: string): void;
}

export type Handlers = {
	readonly [Id in OperationId]: (input: InputOf<Id>, context: CallContext) => OutputOf<Id> | Promise<OutputOf<Id>>;
};

/** Addresses of pups' pages under the host name that this caller used to reach the box. */
export function withAddresses<P extends { webPages: WebPage[] }>(pup: P, facts: RequestFacts): P {
	return {
		...pup,
		webPages: pup.webPages.map((page) => ({ ...page, url: `${facts.scheme}://${facts.hostname}:${page.port}/` }))
	};
}

/** The session of a call; the guard has let no other through. */
function sessionOf(context: CallContext): OpenSession {
	if (!context.session) throw new Error('an operation of the owner was called without a session');
	return context.session;
}

/** Binds all operations to the services. */
export function createHandlers(box: Services): Handlers {
	const { auth, setup, sources, pups, jobs, metrics } = box;

	return {
		'box.get': () => setup.info(),
		'box.metrics': ({ query }) => ({ stats: metrics.boxStats(), samples: metrics.history('box', query.seconds) }),

		'setup.get': async () => ({
			claimed: setup.claimed(),
			draft: setup.draft(),
			suggestions: setup.suggestions(),
			disks: await setup.disks(),
			links: setup.links(),
			timeZones: setup.timeZones(),
			keyMaps: setup.keyMaps(),
			wordsPending: setup.pendingWords() !== null,
			askedPositions: setup.askedPositions()
		}),
		'setup.draft': ({ body }) => setup.saveDraft(body),
		'setup.create': ({ body }, { caller }) => setup.create(body, caller),
		'setup.confirm': async ({ body }, { caller }) => {
			await setup.confirm(body.words, caller);
			return { configured: true };
		},

		'sessions.create': async ({ body }, { caller, facts, setCookie }) => {
			const { token, session } = await auth.login(body.password, caller);
			const secure = facts.scheme === 'https';
			setCookie(auth.cookie(token, session.expiresAt, secure));
			const device = auth.deviceCookie(caller, secure);
			if (device) setCookie(device);
			return { token, expiresAt: session.expiresAt };
		},
		'sessions.list': (_, context) => ({ sessions: auth.list(sessionOf(context).id) }),
		'sessions.remove': async ({ params }, context) => {
			const own = sessionOf(context).id;
			const id = params.id === 'current' ? own : params.id;
			await auth.revoke(id);
			if (id === own) context.setCookie(auth.clearCookie(context.facts.scheme === 'https'));
		},
		'password.change': ({ body }, context) => auth.changePassword(body, context.caller, sessionOf(context).id),
		'password.reset': ({ body }, { caller }) => auth.resetPassword(body, caller),
		'keys.get': () => ({ locked: auth.keysLocked() }),
		'keys.unlock': async ({ body }, { caller }) => {
			await auth.unlock(body.password, caller);
			return { locked: auth.keysLocked() };
		},

		'sources.list': () => ({ sources: sources.list() }),
		'sources.add': async ({ body }, context) => {
			const added = await sources.add(body.location, body);
			context.subject(added.id);
			return added;
		},
		'sources.change': ({ params, body }) => sources.change(params.id, body),
		'sources.refresh': async ({ params }) => {
			await sources.refresh(params.id);
			const found = sources.list().find((source) => source.id === params.id);
			if (!found) throw notFound('source', params.id);
			return found;
		},
		'sources.remove': ({ params }) => sources.remove(params.id),
		'store.list': () => ({ pups: sources.store() }),
		'store.get': ({ params, query }) => sources.detail(params.id, params.name, query.version),
		'store.logo': async ({ params }) => {
			const logo = await sources.logo(params.id, params.name);
			if (!logo) throw notFound('logo', params.name);
			return logo;
		},

		'pups.list': (_, { facts }) => ({ pups: pups.list().map((pup) => withAddresses(pup, facts)) }),
		'pups.install': async ({ body }, context) => {
			const { job, pupId } = await pups.install(body);
			context.subject(pupId);
			return { jobId: job.id, pupId };
		},
		'pups.get': ({ params }, { facts }) => withAddresses(pups.get(params.id), facts),
		'pups.start': ({ params }) => ({ jobId: pups.start(params.id).id }),
		'pups.stop': ({ params }) => ({ jobId: pups.stop(params.id).id }),
		'pups.restart': ({ params }) => ({ jobId: pups.restart(params.id).id }),
		'pups.retry': ({ params }) => ({ jobId: pups.retry(params.id).id }),
		'pups.dev': async ({ params, body }, { facts }) => {
			const { job, pup } = await pups.setDev(params.id, body.dev);
			return { jobId: job?.id ?? null, pup: withAddresses(pup, facts) };
		},
		'pups.configure': async ({ params, body }, { facts }) => {
			const { job, pup } = await pups.configure(params.id, body.values);
			return { jobId: job?.id ?? null, pup: withAddresses(pup, facts) };
		},
		'pups.remove': ({ params, query }) => ({ jobId: pups.remove(params.id, { keepData: query.keepData }).id }),
		'pups.logs': async ({ params, query }) => ({ lines: await pups.logs(params.id, query) }),
		'pups.metrics': ({ params, query }) => ({ samples: pups.metrics(params.id, query.seconds) }),
		'pups.logo': async ({ params }) => {
			const logo = await pups.logo(params.id);
			if (!logo) throw notFound('logo', params.id);
			return logo;
		},

		'jobs.list': ({ query }) => ({
			jobs: jobs.list({
				limit: query.limit,
				unfinishedOnly: query.unfinished,
				...(query.before !== undefined && { before: query.before })
			})
		}),
		'jobs.get': ({ params }) => {
			const found = jobs.get(params.id);
			if (!found) throw notFound('job', params.id);
			return found;
		},
		'jobs.log': async ({ params, query }) => {
			if (!jobs.get(params.id)) throw notFound('job', params.id);
			return { lines: await jobs.log(params.id, query.tail) };
		},
		'jobs.cancel': ({ params }) => jobs.cancel(params.id),

		// Answered where the upgrade is; a plain GET gets 426 before it comes here.
		'live.open': () => undefined
	};
}
