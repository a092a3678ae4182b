import type { tokenOperations } from '../../../contract/operations/tokens.ts';
import type { Services } from '../../services.ts';
import { missingScope } from '../access.ts';
import { byId, paged } from '../paged.ts';
import type { HandlersOf } from '../types.ts';

export function tokenHandlers({ auth, audit }: Services): HandlersOf<keyof typeof tokenOperations> {
	return {
		'tokens.list': ({ query }) => paged('tokens', auth.tokens.list(), query, byId),
		'tokens.create': ({ body }, { caller, subject }) => {
			if (caller.kind === 'token') {
				// Otherwise a token that may administer could create one with every scope.
				const { scopes, name } = caller.token;
				const missing = body.scopes.filter((scope) => !scopes.includes(scope));
				if (missing.length > 0) throw missingScope(missing, name);
			}
			const made = auth.tokens.create(body);
			subject(made.id);
			return made;
		},
		'tokens.remove': ({ params }) => auth.tokens.remove(params.id),
		'audit.list': ({ query }) => ({ entries: audit.list(query) })
	};
}
