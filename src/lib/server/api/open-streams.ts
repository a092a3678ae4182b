/**
 * Tracks connections that stay open (WebSockets, event streams). They end together with the session
 * or token that opened them.
 */
import type { Logger } from 'pino';
import type { Auth } from '../auth/index.ts';

/** Milliseconds between two checks of the sessions and tokens of open connections. */
const CHECK_EVERY = 20_000;

export interface OpenStream {
	/** Id of the session or token that opened it; null for none. */
	readonly credential: string | null;
	/** Whether the session or token is still valid. */
	stillValid(): Promise<boolean>;
	/** Called once when the session or token has expired or been revoked. */
	end(): void;
	/** Called at each check, to ping the client. */
	tick?(): void;
}

export interface OpenStreams {
	/** Adds a connection. @returns a function to call when the connection is closed */
	add(stream: OpenStream): () => void;
	/** Ends all connections. */
	close(): void;
}

/** @param options.every milliseconds between checks, for tests */
export function createOpenStreams(
	{ auth, log }: { auth: Auth; log: Logger },
	options: { every?: number | undefined } = {}
): OpenStreams {
	const streams = new Set<OpenStream>();

	function end(stream: OpenStream): void {
		if (streams.delete(stream)) stream.end();
	}

	/**
	 * Ends connections whose session or token has expired; one check covers all connections of a
	 * session.
	 */
	async function check(): Promise<void> {
		const valid = new Map<string, boolean>();
		for (const stream of [...streams]) {
			stream.tick?.();
			if (stream.credential === null) continue;
			let good = valid.get(stream.credential);
			if (good === undefined) {
				good = await stream.stillValid();
				valid.set(stream.credential, good);
			}
			if (!good) end(stream);
		}
	}

	const stopRevoke = auth.onRevoke((credential) => {
		for (const stream of [...streams]) if (stream.credential === credential) end(stream);
	});
	const timer = setInterval(() => {
		check().catch((error: unknown) => log.error({ err: error }, 'open connections were not checked'));
	}, options.every ?? CHECK_EVERY);
	timer.unref();

	return {
		add(stream) {
			streams.add(stream);
			return () => void streams.delete(stream);
		},
		close() {
			clearInterval(timer);
			stopRevoke();
			for (const stream of [...streams]) end(stream);
		}
	};
}
