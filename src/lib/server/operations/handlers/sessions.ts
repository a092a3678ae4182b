import type { ShownCaller } from '../../../contract/callers.ts';
import { notFound } from '../../../contract/errors.ts';
import { SCOPES } from '../../../contract/scopes.ts';
import type { sessionOperations } from '../../../contract/operations/sessions.ts';
import type { OpenSession } from '../../auth/index.ts';
import type { Services } from '../../services.ts';
import { sessionEffects } from '../foreseen.ts';
import { byId, paged } from '../paged.ts';
import type { Caller, Context, HandlersOf } from '../types.ts';

/** Describes a caller to itself. */
function shownCaller(caller: Caller): ShownCaller {
	if (caller.kind === 'token') return { kind: 'token', name: caller.token.name, scopes: [...caller.token.scopes] };
	if (caller.kind === 'session' || caller.kind === 'local') {
		return { kind: caller.kind, name: null, scopes: [...SCOPES] };
	}
	return { kind: caller.kind === 'pup' ? 'pup' : 'anyone', name: null, scopes: [] };
}

/** Id of the session that the call was made with; undefined for other callers. */
const ownId = ({ caller }: Context) => (caller.kind === 'session' ? caller.session.id : undefined);

/** Sends the cookies of an opened session, and returns what API programs get of it. */
export function enter(
	{ auth }: Pick<Services, 'auth'>,
	opened: { token: string; session: OpenSession },
	{ caller, facts, setCookie }: Context
): { token: string; expiresAt: number } {
	const secure = facts.scheme === 'https';
	setCookie(auth.cookie(opened.token, opened.session.expiresAt, secure));
	const device = auth.deviceCookie(caller.client, secure);
	if (device) setCookie(device);
	return { token: opened.token, expiresAt: opened.session.expiresAt };
}

export function sessionHandlers({ auth }: Services): HandlersOf<keyof typeof sessionOperations> {
	const leave = ({ setCookie, facts }: Context) => setCookie(auth.clearCookie(facts.scheme === 'https'));
	return {
		'caller.get': (_, { caller }) => shownCaller(caller),
		'sessions.create': async ({ body }, context) =>
			enter({ auth }, await auth.login(body.password, context.caller.client), context),
		'sessions.renewal': (_, { caller }) => {
			if (caller.kind !== 'session' || caller.token === undefined) throw notFound('session', 'current');
			return { secret: auth.renewalOf(caller.token) };
		},
		'sessions.renew': async ({ body }, context) => void enter({ auth }, await auth.renew(body.secret), context),
		'sessions.list': ({ query }, context) => paged('sessions', auth.list(ownId(context) ?? ''), query, byId),
		'sessions.removeAll': async ({ query }, context) => {
			if (query.plan) {
				context.dryRun();
				return { plan: { effects: sessionEffects(auth.list(ownId(context) ?? ''), query.keepCurrent) } };
			}
			await auth.revokeAll(query.keepCurrent ? ownId(context) : undefined);
			if (!query.keepCurrent) leave(context);
			return {};
		},
		'sessions.remove': async ({ params }, context) => {
			const own = ownId(context);
			const id = params.id === 'current' ? own : params.id;
			if (id === undefined) throw notFound('session', params.id);
			await auth.revoke(id);
			if (id === own) leave(context);
		},
		'password.change': ({ body }, context) => auth.changePassword(body, context.caller.client, ownId(context)),
		'password.reset': ({ body }, { caller }) => auth.resetPassword(body, caller.client),
		'keys.get': () => ({ locked: auth.keysLocked() }),
		'keys.unlock': async ({ body }, { caller }) => {
			await auth.unlock(body.password, caller.client);
			return { locked: auth.keysLocked() };
		}
	};
}
