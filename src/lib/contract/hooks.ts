/** Hooks: addresses of the gateway at which pups call one path of another pup. */
import * as v from 'valibot';
import { hookPath } from './hook-path.ts';

/** Most hooks of one pup. */
export const MOST_HOOKS = 32;

const pupId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'This is not the id of a pup.'));

export const newHook = v.object({
	/** A port that the pup exposes. */
	port: v.pipe(v.number('Give a port that the pup exposes.'), v.integer(), v.minValue(1), v.maxValue(65_535)),
	path: hookPath,
	/** Ids of pups that may call it; null: those that provide something to the pup. */
	callers: v.optional(v.nullable(v.pipe(v.array(pupId), v.maxLength(64, 'Name at most 64 pups.'))), null)
});
export type NewHook = v.InferOutput<typeof newHook>;

/** A call of a hook; neither query nor body is kept. */
const hookCall = v.object({
	/** Milliseconds since the epoch. */
	at: v.number(),
	/** Id of the pup that called; null for one that is gone. */
	from: v.nullable(v.string()),
	method: v.string(),
	status: v.number(),
	/** Why the gateway refused it; null where it passed. */
	refused: v.nullable(v.string())
});
export type HookCall = v.InferOutput<typeof hookCall>;

export const hook = v.object({
	id: v.string(),
	/** What other pups ask for. */
	url: v.string(),
	port: v.number(),
	path: v.string(),
	/** As the owner says; null: those that provide something to the pup. */
	callers: v.nullable(v.array(v.string())),
	/** Why it cannot be called, in a sentence; null where it can. */
	problem: v.nullable(v.string()),
	/** Calls and refused ones since the box was started. */
	calls: v.number(),
	refused: v.number(),
	/** The last of them, newest first: twenty at most. */
	lastCalls: v.array(hookCall),
	createdAt: v.number()
});
export type Hook = v.InferOutput<typeof hook>;
