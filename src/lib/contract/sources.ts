/** Sources of pups, and how far their signatures vouch for what they offer. */
import * as v from 'valibot';

/**
 * How far a signature of the source vouches for a pup. `unsigned`: the source has no key pinned.
 */
export const signatureState = v.picklist(['unsigned', 'verified', 'failed']);
export type SignatureState = v.InferOutput<typeof signatureState>;

export const source = v.object({
	id: v.string(),
	/** `builtin` = the folder `pups/` of this program; cannot be removed. */
	kind: v.picklist(['builtin', 'folder', 'git', 'web']),
	/** The owner's name for it, else its own. */
	name: v.string(),
	location: v.string(),
	/** The source of the Dogebox project, listed from the start. */
	official: v.boolean(),
	pups: v.number(),
	addedAt: v.number(),
	lastSeenAt: v.nullable(v.number()),
	/** What went wrong at the last look, in plain words. What was seen before stays. */
	lastError: v.nullable(v.string()),
	/** Job that is reading it now. */
	jobId: v.nullable(v.string()),
	/** Name of the account at the source; null without credentials. The password is never given. */
	account: v.nullable(v.string()),
	/** Pinned minisign public key; null for none. */
	publicKey: v.nullable(v.string()),
	signature: signatureState,
	/** Entries that could not be read, each with its reason. */
	unreadable: v.array(v.object({ location: v.string(), reason: v.string() })),
	/** Names and versions that stand for more than one content, and which is taken. */
	conflicts: v.array(v.object({ name: v.string(), version: v.string(), taken: v.string(), left: v.array(v.string()) }))
});
export type Source = v.InferOutput<typeof source>;
