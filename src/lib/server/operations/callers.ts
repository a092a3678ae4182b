/**
 * Who calls an operation, as a value: made by an adapter from what came in, judged by `access.ts`,
 * named in the audit.
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
	/** The owner, logged in. May do all. The token is there where the API was called. */
	| {
			readonly kind: 'session';
			readonly session: OpenSession;
			readonly token?: string;
			readonly client: Client;
	  }
	/** A program with an API token. May do what its scopes cover. */
	| { readonly kind: 'token'; readonly token: TokenInUse; readonly client: Client }
	/**
	 * Who set out to claim a box that has no owner yet: knows the claim code, or stands at the box
	 * itself.
	 */
	| { readonly kind: 'claim'; readonly client: Client }
	/**
	 * A program on this machine that may open the Unix socket: the kernel let it through by the
	 * socket's permissions. It may do what the owner may.
	 */
	| { readonly kind: 'local'; readonly client: Client }
	/** An installed pup, known by its address on the pups' network. */
	| { readonly kind: 'pup'; readonly pupId: string; readonly client: Client }
	/** Somebody who has shown nothing. */
	| { readonly kind: 'anyone'; readonly client: Client }
	/**
	 * Somebody who is not let in whatever is called: a page of another site, a wrong claim code.
	 */
	| { readonly kind: 'refused'; readonly error: BoxError; readonly client: Client };

/** How the audit names a caller. */
export interface Actor {
	actor: 'owner' | 'token' | 'setup' | 'local' | 'pup' | 'anyone';
	/** Id of the token or pup. */
	actorId: string | null;
	/** Name of the token, as it was then. */
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

/** What calls of one caller are counted by: rate limits, idempotency keys. */
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
 * What a caller came in by and can lose while it is connected: id of its session or token; null for
 * the others.
 */
export function credentialOf(caller: Caller): string | null {
	if (caller.kind === 'session') return caller.session.id;
	return caller.kind === 'token' ? caller.token.id : null;
}
