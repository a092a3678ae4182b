/**
 * What needs the owner's attention: one list, made by the box, that pages, programs and
 * notifications share.
 */
import * as v from 'valibot';

/**
 * `critical`: something does not work, or data is at risk. `warning`: it will get worse, or works
 * only in part. `info`: good to know.
 */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export const severity = v.picklist(SEVERITIES, 'This is not a severity.');
export type Severity = v.InferOutput<typeof severity>;

/** Most items that are listed. Of more, the worst and newest are kept. */
export const ATTENTION_MOST = 100;

/** Id of the item that names the newer versions of all pups. */
export const UPDATES = 'updates';

const link = v.object({
	label: v.string(),
	/** Path on the box. */
	href: v.string()
});

const attentionItem = v.object({
	/** Stable while the same problem exists: `pup:<id>:crashed`. */
	id: v.string(),
	severity,
	/** What is wrong, in a few words. */
	title: v.string(),
	/** Why, and what to do. */
	text: v.string(),
	/** Page on which the owner acts; null when the action is outside the dashboard. */
	action: v.nullable(link),
	/** Steps to take on the host, each with the command that does it, or null where none can. */
	steps: v.array(v.object({ text: v.string(), command: v.nullable(v.string()) })),
	/** Related pages, each with a short note: for a full disk, the pups that use most of it. */
	links: v.array(v.object({ ...link.entries, note: v.string() })),
	/** Milliseconds since the epoch. */
	since: v.number(),
	/** What the item is about; null for the box itself. */
	subject: v.nullable(v.object({ kind: v.picklist(['pup', 'job', 'disk']), id: v.string() })),
	/** Whether the owner can dismiss it, because it reports something that is over. */
	dismissible: v.boolean()
});
export type AttentionItem = v.InferOutput<typeof attentionItem>;

/** The list, the worst first. */
export const attention = v.array(attentionItem);
