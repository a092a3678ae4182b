/**
 * What needs the owner: one list, made by the box, that pages, programs and notifications share.
 */
import * as v from 'valibot';

/**
 * `critical`: something does not work, or data is at risk. `warning`: it will get worse, or works
 * only in part. `info`: good to know.
 */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export const severity = v.picklist(SEVERITIES, 'This is not a severity.');
export type Severity = v.InferOutput<typeof severity>;

/** Most items that are listed; the worst and newest of more. */
export const ATTENTION_MOST = 100;

/** Id of the item that names the newer versions of all pups. */
export const UPDATES = 'updates';

const link = v.object({
	label: v.string(),
	/** Path on the box. */
	href: v.string()
});

const attentionItem = v.object({
	/** Stable as long as the same thing needs the owner: `pup:<id>:crashed`. */
	id: v.string(),
	severity,
	/** What is wrong, a few words. */
	title: v.string(),
	/** Why, and what to do. */
	text: v.string(),
	/** Where the owner does it; null where it is done outside of the dashboard. */
	action: v.nullable(link),
	/** What has to be done on the host, each with the one command that does it, where one can. */
	steps: v.array(v.object({ text: v.string(), command: v.nullable(v.string()) })),
	/** What it comes from, with a word on each: the pups that take most of a full disk. */
	links: v.array(v.object({ ...link.entries, note: v.string() })),
	/** Milliseconds since the epoch. */
	since: v.number(),
	/** What it is about; null for the box itself. */
	subject: v.nullable(v.object({ kind: v.picklist(['pup', 'job', 'disk']), id: v.string() })),
	/** It can be put away: it reports something that is over. */
	dismissible: v.boolean()
});
export type AttentionItem = v.InferOutput<typeof attentionItem>;

/** The list, the worst first. */
export const attention = v.array(attentionItem);
