/**
 * Definition of an operation of the box. It is declared once; validation, access checks, docs, CLI
 * and SDK are derived from it. It does not depend on the way in: API, form or live socket.
 */
import type * as v from 'valibot';
import type { Access } from './access.ts';
import type { Scope } from './scopes.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Any schema without asynchronous parts. */
export type Schema = v.GenericSchema<unknown, unknown>;

/** Groups of operations in the docs. */
export const TAGS = {
	box: { title: 'The box', about: 'Facts about the box, and its load.' },
	attention: { title: 'Attention', about: 'What needs the owner’s attention.' },
	notifications: { title: 'Notifications', about: 'Notifications for the owner outside the browser.' },
	webhooks: { title: 'Webhooks', about: 'Sends changes of the box to programs elsewhere.' },
	setup: { title: 'First boot', about: 'Setup until the box has an owner.' },
	sessions: {
		title: 'Sessions, password, keys',
		about: 'Login and logout, and everything that the password protects.'
	},
	tokens: { title: 'API tokens', about: 'Access for programs, with scopes and an expiry.' },
	audit: { title: 'Audit', about: 'Who did what.' },
	sources: { title: 'Sources', about: 'Where pups come from.' },
	store: { title: 'Store', about: 'Pups that the sources offer.' },
	pups: { title: 'Pups', about: 'Installed pups.' },
	ports: { title: 'Ports', about: 'Ports of the box that lead to pups, and who may open their pages.' },
	wiring: { title: 'Wiring', about: 'Interfaces that pups use from each other.' },
	files: { title: 'Files of pups', about: 'Files in the storage of a pup.' },
	terminals: { title: 'Terminals', about: 'Shells in pups that keep running when you leave.' },
	boxes: { title: 'Boxes', about: 'Containers from an image, without a manifest; and their volumes.' },
	networks: { title: 'Networks of boxes', about: 'Networks on which boxes find and reach each other.' },
	images: { title: 'Images', about: 'Stored images to create boxes from.' },
	jobs: { title: 'Jobs', about: 'Work that takes a while, with its steps and its log.' },
	live: { title: 'What changes', about: 'A stream of events, and the live socket.' }
} as const;
export type Tag = keyof typeof TAGS;

/** A body of bytes instead of JSON, passed on as they arrive. */
export interface Upload {
	readonly kind: 'upload';
	/** Accepted media types, `application/x-tar`. */
	readonly types: readonly string[];
	/** Most bytes accepted; a longer body is refused with 413. */
	readonly maxBytes: number;
}

/** Name of a message → its meaning: units, and what it causes. */
export type Texts = Readonly<Record<string, string>>;

/** What an operation answers with. */
export type Output =
	| { readonly kind: 'json'; readonly schema: Schema }
	| { readonly kind: 'nothing' }
	/** A file or stream; `type` is its media type, `image/*` when it varies. */
	| { readonly kind: 'bytes'; readonly type: string }
	/** Server-sent events: event name → schema of its data, and its description. */
	| { readonly kind: 'events'; readonly events: Readonly<Record<string, Schema>>; readonly about: Texts }
	/** A WebSocket: schemas of the JSON messages each side sends; `null` for plain bytes. */
	| {
			readonly kind: 'duplex';
			readonly receives: Schema | null;
			readonly sends: Schema | null;
			/** Longest message that a client may send, in bytes. */
			readonly maxMessage: number;
			/** Descriptions of each side's messages, by their `type`. */
			readonly about: { readonly receives: Texts; readonly sends: Texts };
	  };

/** An example for the documents. A test checks each part against its schema. */
export interface Example {
	readonly params?: unknown;
	readonly query?: unknown;
	readonly body?: unknown;
	readonly output?: unknown;
}

export interface Operation {
	method: Method;
	/** Path below `/api/v1`, with parameters in braces: `/pups/{id}/start`. */
	path: string;
	tags: readonly Tag[];
	/** What the operation does, in one line, for the docs. */
	summary: string;
	/** Further information for callers; may be longer. */
	description?: string;
	access: Access;
	/**
	 * State of the box in which it answers. If absent, `setup` operations answer on a box that is
	 * not configured, and all others on a configured box.
	 */
	when?: 'always' | 'unconfigured';
	/** Scopes that an API token needs; all are required. Only for `owner` operations. */
	scopes?: readonly [Scope, ...Scope[]];
	/** Schemas of path parameters and query, whose values arrive as text. */
	params?: Schema;
	query?: Schema;
	/** Schema of the JSON body, or an upload. If absent, a body with members is refused. */
	body?: Schema | Upload;
	output: Output;
	/** HTTP status of a success. */
	status: 200 | 201 | 202 | 204 | 101;
	/**
	 * Error codes it can answer with, besides those that follow from the other members (no session,
	 * invalid input, too many requests …).
	 */
	errors?: readonly string[];
	/**
	 * If false, no `Idempotency-Key` is accepted, because the answer contains a secret and must not
	 * be stored. If absent, {@link traitsOf} decides.
	 */
	idempotencyKey?: boolean;
	/** Most calls a minute of one caller. If absent, {@link traitsOf} decides. */
	perMinute?: number;
	/** Description in the audit, in the past tense. For every operation that changes something. */
	audit?: string;
	example?: Example;
}

/** Calls a minute of an operation that changes something and declares no limit. */
const WRITES_PER_MINUTE = 300;

/** Properties that follow from a declaration. */
export interface Traits {
	/**
	 * Whether it accepts the header `Idempotency-Key`: a repeated call gets the answer of the
	 * first, and has no further effect. This is so for every change by the owner that is sent as
	 * JSON.
	 */
	idempotencyKey: boolean;
	/**
	 * Whether its JSON has an `ETag`: a caller who sends it back in `If-None-Match` gets 304 while
	 * the answer is unchanged. This is so for every GET with a JSON answer.
	 */
	entityTag: boolean;
	/** Most calls a minute of one caller; undefined for no limit. */
	perMinute: number | undefined;
}

export function traitsOf({ method, access, body, output, idempotencyKey, perMinute }: Operation): Traits {
	const writes = access === 'owner' && method !== 'GET';
	const plain = (output.kind === 'json' || output.kind === 'nothing') && !isUpload(body);
	return {
		idempotencyKey: writes && plain && idempotencyKey !== false,
		entityTag: method === 'GET' && output.kind === 'json',
		perMinute: perMinute ?? (writes ? WRITES_PER_MINUTE : undefined)
	};
}

/** Checks a declaration and keeps its literal types. */
export function operation<const O extends Operation>(declared: O): O {
	return declared;
}

/** Declares an answer in JSON of this schema. */
export function json<const S extends Schema>(schema: S) {
	return { kind: 'json', schema } as const;
}

/** Declares an answer without a body. */
export const nothing = { kind: 'nothing' } as const;

/** Declares an answer that is a file or stream of this media type. */
export function bytes<const T extends string>(type: T) {
	return { kind: 'bytes', type } as const;
}

/** Declares an answer of server-sent events. */
export function events<const E extends Record<string, Schema>>(
	named: E,
	about: { readonly [Name in keyof E]: string }
) {
	return { kind: 'events', events: named, about } as const;
}

/** Declares that the connection becomes a WebSocket. */
export function duplex<const R extends Schema | null, const S extends Schema | null>(
	receives: R,
	sends: S,
	maxMessage: number,
	about: { readonly receives: Texts; readonly sends: Texts }
) {
	return { kind: 'duplex', receives, sends, maxMessage, about } as const;
}

/** Declares a body of bytes. */
export function upload(types: readonly string[], maxBytes: number): Upload {
	return { kind: 'upload', types, maxBytes };
}

/** Whether a declared body is an upload. */
export function isUpload(body: Schema | Upload | undefined): body is Upload {
	return body !== undefined && body.kind === 'upload';
}
