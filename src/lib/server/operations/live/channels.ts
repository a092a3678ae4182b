/** Who listens to which channel, and the sources that are followed only while somebody does. */
import { isBoxError } from '../../../contract/errors.ts';
import { CHANNEL_OF, type Change, type ServerFrame } from '../../../contract/live.ts';
import type { LogLine } from '../../../contract/pups.ts';
import type { LogBatch } from '../../containers/index.ts';
import type { Services } from '../../services.ts';
import { serialise, type LiveClient } from './client.ts';

export interface Channels {
	/**
	 * @param after of a pup's log: cursor of the last line that the client has
	 * @returns false where the channel is of something that is not there
	 */
	join(client: LiveClient, channel: string, after?: string): boolean;
	leave(client: LiveClient, channel: string): void;
	leaveAll(client: LiveClient): void;
	close(): void;
}

/** The frame of a change, as its channel's listeners get it. */
export function changeFrame(change: Change): ServerFrame {
	return { type: 'change', channel: CHANNEL_OF[change.body.kind], seq: change.seq, at: change.at, body: change.body };
}

/** Connects the sources of the box with those who listen. */
export function createChannels(box: Pick<Services, 'events' | 'metrics' | 'pups' | 'jobs' | 'log'>): Channels {
	const listeners = new Map<string, Set<LiveClient>>();
	/** How to stop following what a channel shows. */
	const following = new Map<string, () => void>();

	/** One serialisation for all who listen; none when nobody does. */
	function broadcast(channel: string, frame: () => ServerFrame): void {
		const clients = listeners.get(channel);
		if (!clients || clients.size === 0) return;
		const message = serialise(frame());
		for (const client of clients) client.send(message);
	}

	const stops = [
		box.events.subscribe((change) => broadcast(CHANNEL_OF[change.body.kind], () => changeFrame(change))),
		box.metrics.subscribe((round) => {
			broadcast('box:samples', () => ({
				type: 'box-sample',
				channel: 'box:samples',
				sample: round.box,
				stats: round.stats
			}));
			for (const [pupId, sample] of round.pups) {
				for (const channel of ['pups:samples', `pup:${pupId}:samples`]) {
					broadcast(channel, () => ({ type: 'pup-sample', channel, pupId, sample }));
				}
			}
		})
	];

	/** A batch is the same object for all who follow a log: it is serialised once. */
	const batches = new WeakMap<LogBatch, Buffer>();
	/** How each client stops following logs of pups. */
	const followers = new WeakMap<LiveClient, Map<string, () => void>>();

	/**
	 * Logs of pups are followed for each client from its own place on.
	 * @throws BoxError 422 `invalid-cursor`
	 */
	function followPup(client: LiveClient, channel: string, id: string, after: string | undefined): void {
		const own = followers.get(client) ?? new Map<string, () => void>();
		followers.set(client, own);
		const stop = box.pups.followLogs(id, { after }, (batch) => {
			const message =
				batches.get(batch) ?? serialise({ type: 'log', channel, lines: batch.lines, ...(batch.gap && { gap: true }) });
			batches.set(batch, message);
			client.send(message);
		});
		own.set(channel, stop);
	}

	/** Begins to follow the log of a job when its first listener comes. @throws BoxError 404 */
	function follow(channel: string): () => void {
		const [kind, id = ''] = channel.split(':');
		const send = (lines: LogLine[]) => broadcast(channel, () => ({ type: 'log', channel, lines }));
		if (kind === 'job') {
			return box.jobs.followLog(id, (lines) =>
				send(lines.map(({ at, text }) => ({ at, text, service: 'job', stream: 'stdout' })))
			);
		}
		return () => undefined;
	}

	function leave(client: LiveClient, channel: string): void {
		client.channels.delete(channel);
		followers.get(client)?.get(channel)?.();
		followers.get(client)?.delete(channel);
		const clients = listeners.get(channel);
		if (!clients?.delete(client) || clients.size > 0) return;
		listeners.delete(channel);
		following.get(channel)?.();
		following.delete(channel);
	}

	return {
		join(client, channel, after) {
			if (client.channels.has(channel)) return true;
			const [kind, id = '', part] = channel.split(':');
			try {
				if (kind === 'pup' && part === 'log') followPup(client, channel, id, after);
				else if (!following.has(channel)) following.set(channel, follow(channel));
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
			for (const stop of following.values()) stop();
			following.clear();
			listeners.clear();
		}
	};
}
