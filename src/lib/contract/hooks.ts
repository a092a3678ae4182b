/** Hooks: gateway addresses at which pups call one path of another pup. */
import * as v from 'valibot';
import { hookPath } from './hook-path.ts';

/** Most hooks of one pup. */
export const MOST_HOOKS = 32;

const pupId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'This is not the id of a pup.'));

export const newHook = v.object({
	/** A port that the pup exposes. */
	port: v.pipe(v.number('Give a port that the pup exposes.'), v.integer(), v.minValue(1), v.maxValue(65_535)),
	path: hookPath,
	/** Ids of pups that may call it; null for those that provide something to the pup. */
	callers: v.optional(v.nullable(v.pipe(v.array(pupId), v.maxLength(64, 'Name at most 64 pups.'))), null)
});
export type NewHook = v.InferOutput<typeof newHook>;

/** A call of a hook. Query and body are not kept. */
const hookCall = v.object({
	/** Milliseconds since the epoch. */
	at: v.number(),
	/** Id of the calling pup; null when that is no longer installed. */
	from: v.nullable(v.string()),
	method: v.string(),
	status: v.number(),
	/** Why the gateway refused it; null when it was forwarded. */
	refused: v.nullable(v.string())
});
export type HookCall = v.InferOutput<typeof hookCall>;

export const hook = v.object({
	id: v.string(),
	/** Address that other pups call. */
	url: v.string(),
	port: v.number(),
	path: v.string(),
	/** Pups that the owner allows; null for those that provide something to the pup. */
	callers: v.nullable(v.array(v.string())),
	/** Why it cannot be called, in a sentence; null when it can. */
	problem: v.nullable(v.string()),
	/** Calls, and refused calls, since the box was started. */
	calls: v.number(),
	refused: v.number(),
	/** The most recent calls, newest first; at most twenty. */
	lastCalls: v.array(hookCall),
	createdAt: v.number()
});
export type Hook = v.InferOutput<typeof hook>;
