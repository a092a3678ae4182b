/** Decides who may call what. All ways in use this one decision. */
import { BoxError, conflict } from '../../contract/errors.ts';
import type { Operation } from '../../contract/operation.ts';
import { SCOPE_WORDS, type Scope } from '../../contract/scopes.ts';
import type { Caller } from './callers.ts';

/** 403: until the box is set up, only the setup wizard answers. */
function notConfigured(): BoxError {
	return new BoxError({
		code: 'not-configured',
		status: 403,
		message: 'This box is not set up yet.',
		hint: 'Open its address in a browser and follow the steps there.'
	});
}

/** 401: the caller sent neither a session nor a token. */
function notLoggedIn(): BoxError {
	return new BoxError({
		code: 'not-logged-in',
		status: 401,
		message: 'Log in first.',
		hint: 'Send an API token, or the token of POST /api/v1/sessions, as “Authorization: Bearer …”.'
	});
}

/** 403: the token does not have the scopes that the operation needs. */
export function missingScope(missing: readonly Scope[], name: string): BoxError {
	const words = missing.map((scope) => `“${scope}”`).join(' and ');
	return new BoxError({
		code: 'missing-scope',
		status: 403,
		message: `The API token “${name}” lacks the scope ${words}.`,
		hint: `Create a token with it in the settings: ${missing.map((scope) => SCOPE_WORDS[scope].does).join(' ')}`
	});
}

/**
 * Returns when the caller may call the operation, and throws otherwise.
 * @param configured whether the box is set up
 * @throws BoxError 401, 403, 409 `already-configured`, and the error of a caller of kind `refused`
 */
export function authorize(
	operation: Pick<Operation, 'access' | 'when' | 'scopes'>,
	caller: Caller,
	configured: boolean
): void {
	if (caller.kind === 'refused') throw caller.error;
	const when = operation.when ?? (operation.access === 'setup' ? 'unconfigured' : 'configured');
	if (when === 'unconfigured' && configured) {
		throw conflict('already-configured', 'This box is already set up.', 'Log in instead.');
	}
	if (when === 'configured' && !configured) throw notConfigured();
	if (operation.access === 'open') return;
	if (operation.access === 'pup') {
		if (caller.kind === 'pup') return;
		throw new BoxError({ code: 'only-for-pups', status: 403, message: 'Only pups can use this address.' });
	}
	if (caller.kind === 'pup') {
		throw new BoxError({ code: 'not-for-pups', status: 403, message: 'Pups cannot use this address.' });
	}
	if (caller.kind === 'local') return;
	if (operation.access === 'setup') {
		if (caller.kind === 'claim') return;
		throw new BoxError({
			code: 'claim-code-needed',
			status: 401,
			message: 'This box waits for its owner.',
			hint: 'Give the claim code from the box’s screen or start output, in the header X-Claim-Code.'
		});
	}
	if (caller.kind === 'session') return;
	if (caller.kind !== 'token') throw notLoggedIn();
	needScopes(caller, operation.scopes ?? []);
}

/**
 * Checks the scopes that a part of an operation needs beyond the operation's own.
 * @throws BoxError 403 `missing-scope` for a token without them
 */
export function needScopes(caller: Caller, scopes: readonly Scope[]): void {
	if (caller.kind !== 'token') return;
	const { token } = caller;
	const missing = scopes.filter((scope) => !token.scopes.includes(scope));
	if (missing.length > 0) throw missingScope(missing, token.name);
}
