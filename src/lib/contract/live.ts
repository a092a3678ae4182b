/**
 * The live socket (`WS /api/v1/live`): one per tab, with multiplexed channels.
 *
 * A client sends `subscribe` with its channels and the number of the last change it saw. It then
 * receives the changes that it missed, and after that new ones as they happen. Changes carry whole
 * objects, so applying one twice does no harm. Samples and log lines are not numbered.
 */
import * as v from 'valibot';
import { attention } from './attention.ts';
import { boxExecEnd } from './box-execs.ts';
import { boxSummary } from './boxes.ts';
import { job } from './jobs.ts';
import { logCursor, logLine } from './log-lines.ts';
import { pupSummary } from './pups.ts';
import { boxStats, sample } from './samples.ts';
import { source } from './sources.ts';

/**
 * Fixed channels. Further ones are `pup:<id>:samples`, `pup:<id>:log`, `boxes:<id>:samples`,
 * `boxes:<id>:log`, `job:<id>:log`, and, for callers who may `administer`, `box:log`.
 */
export const CHANNELS = [
	'pups',
	'jobs',
	'sources',
	'box',
	'box:samples',
	'attention',
	'sessions',
	'pups:samples',
	'boxes'
] as const;
export const channelName = v.pipe(
	v.string(),
	v.regex(
		/^(pups|jobs|sources|box|box:samples|box:log|attention|sessions|pups:samples|boxes|(pup|boxes):[0-9a-f]{32}:(samples|log)|job:[0-9a-z-]{1,40}:log)$/,
		'This is not the name of a channel.'
	)
);

export const clientFrame = v.variant('type', [
	v.object({
		type: v.literal('subscribe'),
		channels: v.pipe(v.array(channelName), v.maxLength(64)),
		/**
		 * Number of the last change seen; later changes are replayed. If absent, only new changes
		 * are sent.
		 */
		since: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
		/**
		 * For logs: cursor of the last line seen, by channel. Lines written since are sent first.
		 */
		after: v.optional(v.record(channelName, logCursor))
	}),
	v.object({ type: v.literal('unsubscribe'), channels: v.pipe(v.array(channelName), v.maxLength(64)) }),
	v.object({ type: v.literal('ping') })
]);
export type ClientFrame = v.InferOutput<typeof clientFrame>;

/** The command line is not sent here, because only callers who may `administer` may see it. */
const boxExecChange = { boxId: v.string(), execId: v.string(), end: v.nullable(boxExecEnd) };

/** Bodies of changes. They carry whole objects: the newest wins. */
export const changeBody = v.variant('kind', [
	v.object({ kind: v.literal('pup'), pup: pupSummary }),
	v.object({ kind: v.literal('pup-removed'), id: v.string() }),
	/** The providers of pups or what pups may reach changed: fetch it again when it is shown. */
	v.object({ kind: v.literal('wiring'), ids: v.array(v.string()) }),
	v.object({ kind: v.literal('ad-hoc-box'), box: boxSummary }),
	v.object({ kind: v.literal('ad-hoc-box-removed'), id: v.string() }),
	/** A command in a box was started or has ended; `end` is null while it runs. */
	v.object({ kind: v.literal('ad-hoc-box-exec'), ...boxExecChange }),
	v.object({ kind: v.literal('job'), job }),
	v.object({ kind: v.literal('source'), source }),
	v.object({ kind: v.literal('source-removed'), id: v.string() }),
	/** The store's listing changed: fetch it again when it is shown. */
	v.object({ kind: v.literal('store') }),
	/** The list of sessions changed. */
	v.object({ kind: v.literal('sessions') }),
	/** Setup, name or runtime of the box changed. */
	v.object({ kind: v.literal('box') }),
	/** The complete list of what needs the owner. */
	v.object({ kind: v.literal('attention'), items: attention })
]);
export type ChangeBody = v.InferOutput<typeof changeBody>;

/** Kinds of changes. */
export const CHANGE_KINDS = [
	'pup',
	'pup-removed',
	'wiring',
	'ad-hoc-box',
	'ad-hoc-box-removed',
	'ad-hoc-box-exec',
	'job',
	'source',
	'source-removed',
	'store',
	'sessions',
	'box',
	'attention'
] as const satisfies readonly ChangeBody['kind'][];

const numbered = <const K extends ChangeBody['kind'], const E extends v.ObjectEntries>(kind: K, entries: E) =>
	v.object({ seq: v.number(), at: v.number(), body: v.object({ kind: v.literal(kind), ...entries }) });

/**
 * Server-sent events of changes, by name: a kind of change, or a message about the stream itself.
 */
export const changeEvents = {
	hello: v.object({ seq: v.number(), boot: v.string(), version: v.string() }),
	resync: v.object({ seq: v.number() }),
	passed: v.object({ seq: v.number() }),
	pup: numbered('pup', { pup: pupSummary }),
	'pup-removed': numbered('pup-removed', { id: v.string() }),
	wiring: numbered('wiring', { ids: v.array(v.string()) }),
	'ad-hoc-box': numbered('ad-hoc-box', { box: boxSummary }),
	'ad-hoc-box-removed': numbered('ad-hoc-box-removed', { id: v.string() }),
	'ad-hoc-box-exec': numbered('ad-hoc-box-exec', boxExecChange),
	job: numbered('job', { job }),
	source: numbered('source', { source }),
	'source-removed': numbered('source-removed', { id: v.string() }),
	store: numbered('store', {}),
	sessions: numbered('sessions', {}),
	box: numbered('box', {}),
	attention: numbered('attention', { items: attention })
} satisfies Record<ChangeBody['kind'] | 'hello' | 'resync' | 'passed', v.GenericSchema>;

/** The channel that carries each kind of change. */
export const CHANNEL_OF: Record<ChangeBody['kind'], (typeof CHANNELS)[number]> = {
	pup: 'pups',
	'pup-removed': 'pups',
	wiring: 'pups',
	'ad-hoc-box': 'boxes',
	'ad-hoc-box-removed': 'boxes',
	'ad-hoc-box-exec': 'boxes',
	job: 'jobs',
	source: 'sources',
	'source-removed': 'sources',
	store: 'sources',
	sessions: 'sessions',
	box: 'box',
	attention: 'attention'
};

/** One numbered entry of the append-only change log. */
export interface Change {
	/** Strictly ascending, also across restarts. */
	seq: number;
	/** Milliseconds since the epoch. */
	at: number;
	body: ChangeBody;
}

export const serverFrame = v.variant('type', [
	/** First frame. `boot` differs after each start of dogeboxd; `seq` is the newest change. */
	v.object({ type: v.literal('hello'), seq: v.number(), boot: v.string(), version: v.string() }),
	/** Answer to `subscribe`, after the replay. */
	v.object({ type: v.literal('subscribed'), channels: v.array(v.string()), seq: v.number() }),
	v.object({ type: v.literal('change'), channel: v.string(), seq: v.number(), at: v.number(), body: changeBody }),
	/**
	 * The change log no longer reaches back to `since`: reload the page's data, then continue from
	 * `seq`.
	 */
	v.object({ type: v.literal('resync'), seq: v.number() }),
	v.object({ type: v.literal('box-sample'), channel: v.string(), sample, stats: boxStats }),
	v.object({ type: v.literal('pup-sample'), channel: v.string(), pupId: v.string(), sample }),
	v.object({ type: v.literal('ad-hoc-box-sample'), channel: v.string(), boxId: v.string(), sample }),
	/**
	 * `gap`: lines before these were left out, because there were too many or they no longer exist.
	 */
	v.object({
		type: v.literal('log'),
		channel: v.string(),
		lines: v.array(logLine),
		gap: v.optional(v.boolean())
	}),
	v.object({ type: v.literal('pong') }),
	v.object({ type: v.literal('error'), code: v.string(), message: v.string() })
]);
export type ServerFrame = v.InferOutput<typeof serverFrame>;
