/**
 * What an operation of the box is. Declared once; validation, guard, documents, and later CLI and
 * SDK come from it. Where one comes in (API, form, live socket) makes no difference to what it is.
 */
import type * as v from 'valibot';
import type { Access } from './access.ts';
import type { Scope } from './scopes.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Any schema without asynchronous parts. */
export type Schema = v.GenericSchema<unknown, unknown>;

/** How operations are grouped in the documents. */
export const TAGS = {
	box: { title: 'The box', about: 'What it is, and its load.' },
	attention: { title: 'Attention', about: 'What needs the owner.' },
	notifications: { title: 'Notifications', about: 'Where the owner is notified outside of the browser.' },
	webhooks: { title: 'Webhooks', about: 'Programs elsewhere that are sent each change of the box.' },
	setup: { title: 'First boot', about: 'Until the box has its owner.' },
	sessions: { title: 'Sessions, password, keys', about: 'Logging in and out, and what the password guards.' },
	tokens: { title: 'API tokens', about: 'Access for programs, with scopes and an end.' },
	audit: { title: 'Audit', about: 'Who did what.' },
	sources: { title: 'Sources', about: 'Where pups come from.' },
	store: { title: 'Store', about: 'What all sources offer.' },
	pups: { title: 'Pups', about: 'What is installed.' },
	ports: { title: 'Ports', about: 'Ports of the box that lead to pups, and who may open their pages.' },
	wiring: { title: 'Wiring', about: 'What pups need of each other, and who provides it.' },
	files: { title: 'Files of pups', about: 'What lies in the storage of a pup.' },
	terminals: { title: 'Terminals', about: 'Shells in pups that can be left and come back to.' },
	boxes: { title: 'Boxes', about: 'Containers from an image, without a manifest; and their volumes.' },
	networks: { title: 'Networks of boxes', about: 'On which boxes find and reach each other.' },
	images: { title: 'Images', about: 'Images that are kept, to start boxes from.' },
	jobs: { title: 'Jobs', about: 'Work that takes a while, with its steps and its log.' },
	live: { title: 'What changes', about: 'As it changes: a stream of events, and the live socket.' }
} as const;
export type Tag = keyof typeof TAGS;

/** A body that is not JSON but bytes, handed on as they come. */
export interface Upload {
	readonly kind: 'upload';
	/** Media types taken, `application/x-tar`. */
	readonly types: readonly string[];
	/** Most bytes taken; more are refused with 413. */
	readonly maxBytes: number;
}

/** Name of a message → what it means: units, and what it brings about. */
export type Texts = Readonly<Record<string, string>>;

/** What an operation answers with. */
export type Output =
	| { readonly kind: 'json'; readonly schema: Schema }
	| { readonly kind: 'nothing' }
	/** A file or stream; `type` is its media type, `image/*` where it depends. */
	| { readonly kind: 'bytes'; readonly type: string }
	/** Server-sent events: name of the event → schema of its data, and what it says. */
	| { readonly kind: 'events'; readonly events: Readonly<Record<string, Schema>>; readonly about: Texts }
	/** A WebSocket: schemas of the JSON messages each side sends; `null` for plain bytes. */
	| {
			readonly kind: 'duplex';
			readonly receives: Schema | null;
			readonly sends: Schema | null;
			/** Longest message a client may send, bytes. */
			readonly maxMessage: number;
			/** What the messages of each side mean, by their `type`. */
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
	/** Below `/api/v1`, parameters in braces: `/pups/{id}/start`. */
	path: string;
	tags: readonly Tag[];
	/** What it does, one line, for the documents. */
	summary: string;
	/** What else a caller should know; more lines. */
	description?: string;
	access: Access;
	/**
	 * In which state of the box it answers. Absent: `setup` operations on a box that is not
	 * configured, all others on one that is.
	 */
	when?: 'always' | 'unconfigured';
	/** What an API token needs, all of it. For `owner` operations and no others. */
	scopes?: readonly [Scope, ...Scope[]];
	/** Schemas of path parameters and query, whose values arrive as text. */
	params?: Schema;
	query?: Schema;
	/** Schema of the JSON body, or an upload; absent: a body with members is refused. */
	body?: Schema | Upload;
	output: Output;
	/** Status of a success. */
	status: 200 | 201 | 202 | 204 | 101;
	/**
	 * Codes of errors it can answer with, beside those that follow from what stands above (no
	 * session, invalid input, too many requests …).
	 */
	errors?: readonly string[];
	/**
	 * False: no `Idempotency-Key` is taken, since the answer holds a secret and is not kept.
	 * Absent: as {@link traitsOf} says.
	 */
	idempotencyKey?: boolean;
	/** Most calls a minute of one caller; absent: as {@link traitsOf} says. */
	perMinute?: number;
	/** What the audit says, in the past tense; for whatever changes something. */
	audit?: string;
	example?: Example;
}

/** Calls a minute of what changes something and names no limit of its own. */
const WRITES_PER_MINUTE = 300;

/** What follows from a declaration. */
export interface Traits {
	/**
	 * Takes the header `Idempotency-Key`: a repeated call gets the first one's answer and does
	 * nothing again. So does whatever the owner changes by JSON.
	 */
	idempotencyKey: boolean;
	/**
	 * Its JSON has an `ETag`; who sends it back in `If-None-Match` gets 304 while the answer is the
	 * same. So has all JSON that is read.
	 */
	entityTag: boolean;
	/** Most calls a minute of one caller; undefined: no limit. */
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

/** Keeps the literal types of a declaration while checking it. */
export function operation<const O extends Operation>(declared: O): O {
	return declared;
}

/** Answers with JSON of this schema. */
export function json<const S extends Schema>(schema: S) {
	return { kind: 'json', schema } as const;
}

/** Answers without a body. */
export const nothing = { kind: 'nothing' } as const;

/** Answers with a file or a stream of this media type. */
export function bytes<const T extends string>(type: T) {
	return { kind: 'bytes', type } as const;
}

/** Answers with server-sent events. */
export function events<const E extends Record<string, Schema>>(
	named: E,
	about: { readonly [Name in keyof E]: string }
) {
	return { kind: 'events', events: named, about } as const;
}

/** Answers with a WebSocket. */
export function duplex<const R extends Schema | null, const S extends Schema | null>(
	receives: R,
	sends: S,
	maxMessage: number,
	about: { readonly receives: Texts; readonly sends: Texts }
) {
	return { kind: 'duplex', receives, sends, maxMessage, about } as const;
}

/** Takes bytes as body. */
export function upload(types: readonly string[], maxBytes: number): Upload {
	return { kind: 'upload', types, maxBytes };
}

/** Whether a declared body is an upload. */
export function isUpload(body: Schema | Upload | undefined): body is Upload {
	return body !== undefined && body.kind === 'upload';
}
