/** Serves the live socket, `WS /api/v1/live`. Its protocol is `contract/live.ts`. */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { CHANNEL_OF, type ClientFrame } from '../../../contract/live.ts';
import type { Services } from '../../services.ts';
import { changeFrame, createChannels } from './channels.ts';
import { createLiveClient, MAX_BEHIND, MAX_CHANNELS, serialise, type LiveClient } from './client.ts';

export interface LiveHub {
	/**
	 * Greets a socket and serves it until it closes.
	 * @param connection that the socket runs on
	 * @param administers whether it may follow the box's own log
	 */
	accept(socket: WebSocket, connection: Duplex, administers: boolean): void;
	/** Stops following logs and samples. Whoever opened a socket ends it. */
	close(): void;
}

export function createLiveHub(box: Services): LiveHub {
	const channels = createChannels(box);

	/** Sends the changes that the client missed on the given channels. */
	function replay(client: LiveClient, wanted: readonly string[], since: number): void {
		const missed = box.events.since(since);
		if (missed === null) {
			client.notify({ type: 'resync', seq: box.events.seq });
			return;
		}
		const messages: Buffer[] = [];
		let size = 0;
		for (const change of missed) {
			if (!wanted.includes(CHANNEL_OF[change.body.kind])) continue;
			const message = serialise(changeFrame(change));
			size += message.length;
			messages.push(message);
			// More than a client may be behind: for the page, reloading its data is cheaper.
			if (size > MAX_BEHIND / 2) {
				client.notify({ type: 'resync', seq: box.events.seq });
				return;
			}
		}
		for (const message of messages) client.send(message);
	}

	function onFrame(client: LiveClient, frame: ClientFrame, administers: boolean): void {
		if (frame.type === 'ping') {
			client.notify({ type: 'pong' });
			return;
		}
		if (frame.type === 'unsubscribe') {
			for (const channel of frame.channels) channels.leave(client, channel);
			return;
		}
		if (new Set([...client.channels, ...frame.channels]).size > MAX_CHANNELS) {
			client.notify({
				type: 'error',
				code: 'too-many-channels',
				message: `A socket has at most ${MAX_CHANNELS} channels.`
			});
			return;
		}
		// This runs synchronously, so no change can fall between the replay and the live frames.
		const joined: string[] = [];
		for (const channel of frame.channels) {
			const may = administers || channel !== 'box:log';
			if (may && channels.join(client, channel, frame.after?.[channel])) joined.push(channel);
			else client.notify({ type: 'error', code: 'not-found', message: `There is nothing to follow at ${channel}.` });
		}
		if (frame.since !== undefined) replay(client, joined, frame.since);
		client.notify({ type: 'subscribed', channels: [...client.channels], seq: box.events.seq });
	}

	return {
		accept(socket, connection, administers) {
			const frame = (client: LiveClient, message: ClientFrame) => onFrame(client, message, administers);
			const client = createLiveClient(socket, connection, { frame, gone: (gone) => channels.leaveAll(gone) });
			client.notify({ type: 'hello', seq: box.events.seq, boot: box.bootId, version: box.config.version });
		},
		close: () => channels.close()
	};
}
