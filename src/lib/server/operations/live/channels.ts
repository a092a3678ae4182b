/** Who listens to which channel, and the sources that are followed only while somebody does. */
import { isBoxError } from '../../../contract/errors.ts';
import { CHANNEL_OF, type Change, type ServerFrame } from '../../../contract/live.ts';
import type { LogLine } from '../../../contract/pups.ts';
import type { Services } from '../../services.ts';
import { serialise, type LiveClient } from './client.ts';

export interface Channels {
	/** @returns false where the channel is of something that is not there */
	join(client: LiveClient, channel: string): boolean;
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

	/** Begins to follow a log when its first listener comes. @throws BoxError 404 */
	function follow(channel: string): () => void {
		const [kind, id = '', part] = channel.split(':');
		const send = (lines: LogLine[]) => broadcast(channel, () => ({ type: 'log', channel, lines }));
		if (kind === 'pup' && part === 'log') return box.pups.followLogs(id, send);
		if (kind === 'job') {
			return box.jobs.followLog(id, (lines) =>
				send(lines.map(({ at, text }) => ({ at, text, service: 'job', stream: 'stdout' })))
			);
		}
		return () => undefined;
	}

	function leave(client: LiveClient, channel: string): void {
		client.channels.delete(channel);
		const clients = listeners.get(channel);
		if (!clients?.delete(client) || clients.size > 0) return;
		listeners.delete(channel);
		following.get(channel)?.();
		following.delete(channel);
	}

	return {
		join(client, channel) {
			if (client.channels.has(channel)) return true;
			if (!following.has(channel)) {
				try {
					following.set(channel, follow(channel));
				} catch (error) {
					if (!isBoxError(error)) box.log.error({ err: error, channel }, 'a log could not be followed');
					return false;
				}
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
