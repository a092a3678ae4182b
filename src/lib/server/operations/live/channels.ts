/** Tracks which clients listen to which channel. Logs are followed only while somebody listens. */
import { isBoxError } from '../../../contract/errors.ts';
import { CHANNEL_OF, type Change, type ServerFrame } from '../../../contract/live.ts';
import type { LogLine } from '../../../contract/log-lines.ts';
import { LIVE_INTERVAL_MS, SAMPLE_INTERVAL_MS } from '../../../contract/samples.ts';
import type { LogBatch } from '../../containers/index.ts';
import type { Services } from '../../services.ts';
import { serialise, type LiveClient } from './client.ts';

export interface Channels {
	/**
	 * @param after for a log: cursor of the last line that the client has
	 * @returns false when the channel's subject does not exist
	 */
	join(client: LiveClient, channel: string, after?: string): boolean;
	leave(client: LiveClient, channel: string): void;
	leaveAll(client: LiveClient): void;
	close(): void;
}

type FollowLog = (options: { after?: string | undefined }, fn: (batch: LogBatch) => void) => () => void;

/** Returns the frame of a change for the listeners of its channel. */
export function changeFrame(change: Change): ServerFrame {
	return { type: 'change', channel: CHANNEL_OF[change.body.kind], seq: change.seq, at: change.at, body: change.body };
}

/** Connects the event sources of the box with the clients that listen. */
export function createChannels(
	box: Pick<Services, 'events' | 'metrics' | 'pups' | 'boxes' | 'jobs' | 'boxLog' | 'log'>
): Channels {
	const listeners = new Map<string, Set<LiveClient>>();
	/** Rounds of samples so far. */
	let rounds = 0;

	/** Serialises a frame once for all listeners, and not at all without listeners. */
	function broadcast(channel: string, frame: () => ServerFrame): void {
		const clients = listeners.get(channel);
		if (!clients || clients.size === 0) return;
		const message = serialise(frame());
		for (const client of clients) client.send(message);
	}

	const stops = [
		box.events.subscribe((change) => broadcast(CHANNEL_OF[change.body.kind], () => changeFrame(change))),
		box.metrics.subscribe((round) => {
			// No page shows samples of all pups more often.
			const all = rounds++ % (LIVE_INTERVAL_MS / SAMPLE_INTERVAL_MS) === 0;
			if (all) {
				broadcast('box:samples', () => ({
					type: 'box-sample',
					channel: 'box:samples',
					sample: round.box,
					stats: round.stats
				}));
			}
			for (const [pupId, sample] of round.pups) {
				if (box.boxes.member(pupId)) {
					const channel = `boxes:${pupId}:samples`;
					broadcast(channel, () => ({ type: 'ad-hoc-box-sample', channel, boxId: pupId, sample }));
					continue;
				}
				for (const channel of [...(all ? ['pups:samples'] : []), `pup:${pupId}:samples`]) {
					broadcast(channel, () => ({ type: 'pup-sample', channel, pupId, sample }));
				}
			}
		})
	];

	/** All followers of a log receive the same batch object, so it is serialised once. */
	const batches = new WeakMap<object, Buffer>();
	/** Functions that stop following, by client and channel. */
	const followers = new Map<LiveClient, Map<string, () => void>>();

	/**
	 * Follows a log for a client from the client's own position. Other channels need no follower.
	 * @returns a function that stops following; null for other channels
	 * @throws BoxError 404, 422 `invalid-cursor`
	 */
	function follow(client: LiveClient, channel: string, after: string | undefined): (() => void) | null {
		const [kind, id = '', part] = channel.split(':');
		const send = (batch: object, frame: () => { lines: LogLine[]; gap?: boolean }) => {
			const message = batches.get(batch) ?? serialise({ type: 'log', channel, ...frame() });
			batches.set(batch, message);
			client.send(message);
		};
		if (kind === 'job') {
			return box.jobs.followLog(
				id,
				(lines) => send(lines, () => ({ lines: lines.map((line) => ({ ...line, service: 'job', stream: 'stdout' })) })),
				after
			);
		}
		const isBox = channel === 'box:log';
		if (!isBox && ((kind !== 'pup' && kind !== 'boxes') || part !== 'log')) return null;
		const from: FollowLog = (options, fn) =>
			isBox ? box.boxLog.follow(options, fn) : (kind === 'boxes' ? box.boxes : box.pups).followLogs(id, options, fn);
		return followAtItsPace(client, from, after, (batch) =>
			send(batch, () => ({ lines: batch.lines, ...(batch.gap && { gap: true }) }))
		);
	}

	/**
	 * Follows a log at the client's pace. A client that reads more slowly than a pup writes gets no
	 * lines until it has caught up, and then those that it missed. If it missed very many, it gets
	 * the newest and the number of lines left out.
	 */
	function followAtItsPace(
		client: LiveClient,
		from: FollowLog,
		after: string | undefined,
		send: (batch: LogBatch) => void
	): () => void {
		let cursor = after;
		let over = false;
		let stop = () => {};
		const begin = () => {
			stop = from({ after: cursor }, (batch) => {
				cursor = batch.lines.at(-1)?.cursor ?? cursor;
				send(batch);
				if (!client.isBehind()) return;
				stop();
				client.onceCaughtUp(resume);
			});
		};
		const resume = () => {
			try {
				if (!over) begin();
			} catch (error) {
				// Its pup, box or job was removed meanwhile.
				if (!isBoxError(error)) box.log.error({ err: error }, 'a log could not be followed on');
			}
		};
		begin();
		return () => {
			over = true;
			stop();
		};
	}

	function leave(client: LiveClient, channel: string): void {
		client.channels.delete(channel);
		const own = followers.get(client);
		own?.get(channel)?.();
		own?.delete(channel);
		if (own?.size === 0) followers.delete(client);
		const clients = listeners.get(channel);
		if (!clients?.delete(client) || clients.size > 0) return;
		listeners.delete(channel);
	}

	return {
		join(client, channel, after) {
			if (client.channels.has(channel)) return true;
			try {
				const stop = follow(client, channel, after);
				if (stop) followers.set(client, (followers.get(client) ?? new Map<string, () => void>()).set(channel, stop));
			} catch (error) {
				if (!isBoxError(error)) box.log.error({ err: error, channel }, 'a log could not be followed');
				return false;
			}
			const clients = listeners.get(channel) ?? new Set();
			listeners.set(channel, clients);
			clients.add(client);
			client.channels.add(channel);
			return true;
		},
		leave,
		leaveAll(client) {
			for (const channel of [...client.channels]) leave(client, channel);
		},
		close() {
			for (const stop of stops) stop();
			for (const own of followers.values()) for (const stop of own.values()) stop();
			followers.clear();
			listeners.clear();
		}
	};
}
