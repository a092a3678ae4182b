/** Sources of pups, and the state of their signatures. */
import * as v from 'valibot';

/** Result of checking a pup's signature. `unsigned`: no key is pinned for the source. */
export const signatureState = v.picklist(['unsigned', 'verified', 'failed']);
export type SignatureState = v.InferOutput<typeof signatureState>;

export const source = v.object({
	id: v.string(),
	/** `builtin`: the folder `pups/` of this program, which cannot be removed. */
	kind: v.picklist(['builtin', 'folder', 'git', 'web']),
	/** The owner's name for it, otherwise its own. */
	name: v.string(),
	location: v.string(),
	/** Whether it is the source of the Dogebox project, which is listed from the start. */
	official: v.boolean(),
	pups: v.number(),
	addedAt: v.number(),
	lastSeenAt: v.nullable(v.number()),
	/** What went wrong when it was last read, in plain words. Earlier results stay. */
	lastError: v.nullable(v.string()),
	/** Job that is reading it now. */
	jobId: v.nullable(v.string()),
	/**
	 * Name of the account at the source; null without credentials. The password is never returned.
	 */
	account: v.nullable(v.string()),
	/** Pinned minisign public key; null for none. */
	publicKey: v.nullable(v.string()),
	signature: signatureState,
	/** Entries that could not be read, each with its reason. */
	unreadable: v.array(v.object({ location: v.string(), reason: v.string() })),
	/** Names and versions that occur with different contents, and which of them is used. */
	conflicts: v.array(v.object({ name: v.string(), version: v.string(), taken: v.string(), left: v.array(v.string()) }))
});
export type Source = v.InferOutput<typeof source>;
