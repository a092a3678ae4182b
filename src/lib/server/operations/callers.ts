/**
 * The caller of an operation as a value. An adapter creates it from the request, `access.ts`
 * decides what it may do, and the audit records it.
 */
import type { Scope } from '../../contract/scopes.ts';
import type { BoxError } from '../../contract/errors.ts';
import type { Client, OpenSession } from '../auth/index.ts';

/** An API token in use, without its secret. */
export interface TokenInUse {
	id: string;
	name: string;
	scopes: readonly Scope[];
}

export type Caller =
	/** The owner, logged in. May do everything. `token` is set for calls of the API. */
	| {
			readonly kind: 'session';
			readonly session: OpenSession;
			readonly token?: string;
			readonly client: Client;
	  }
	/** A program with an API token. May do what its scopes cover. */
	| { readonly kind: 'token'; readonly token: TokenInUse; readonly client: Client }
	/**
	 * Somebody who is claiming a box that has no owner yet: they know the claim code or are at the
	 * box itself.
	 */
	| { readonly kind: 'claim'; readonly client: Client }
	/**
	 * A program on this machine that may open the Unix socket. The kernel admitted it by the
	 * socket's permissions. It may do what the owner may.
	 */
	| { readonly kind: 'local'; readonly client: Client }
	/** An installed pup, known by its address on the pups' network. */
	| { readonly kind: 'pup'; readonly pupId: string; readonly client: Client }
	/** A caller without credentials. */
	| { readonly kind: 'anyone'; readonly client: Client }
	/**
	 * A caller that is refused whatever it calls: a page of another site, or a wrong claim code.
	 */
	| { readonly kind: 'refused'; readonly error: BoxError; readonly client: Client };

/** Caller as the audit records it. */
export interface Actor {
	actor: 'owner' | 'token' | 'setup' | 'local' | 'pup' | 'anyone';
	/** Id of the token or the pup. */
	actorId: string | null;
	/** Name of the token at the time of the call. */
	actorName: string | null;
}

export function actorOf(caller: Caller): Actor {
	switch (caller.kind) {
		case 'session':
			return { actor: 'owner', actorId: null, actorName: null };
		case 'token':
			return { actor: 'token', actorId: caller.token.id, actorName: caller.token.name };
		case 'claim':
			return { actor: 'setup', actorId: null, actorName: null };
		case 'local':
			return { actor: 'local', actorId: null, actorName: null };
		case 'pup':
			return { actor: 'pup', actorId: caller.pupId, actorName: null };
		case 'anyone':
		case 'refused':
			return { actor: 'anyone', actorId: null, actorName: null };
	}
}

/**
 * Returns the key by which calls of one caller are counted: for rate limits and idempotency keys.
 */
export function keyOf(caller: Caller): string {
	switch (caller.kind) {
		case 'session':
			return `session ${caller.session.id}`;
		case 'token':
			return `token ${caller.token.id}`;
		case 'local':
			return 'local';
		case 'pup':
			return `pup ${caller.pupId}`;
		default:
			return `address ${caller.client.address}`;
	}
}

/**
 * Returns the id of the caller's session or token, which can be revoked while it is connected.
 * Returns null for other callers.
 */
export function credentialOf(caller: Caller): string | null {
	if (caller.kind === 'session') return caller.session.id;
	return caller.kind === 'token' ? caller.token.id : null;
}
