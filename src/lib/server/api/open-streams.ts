/**
 * Connections that stay open (WebSockets, event streams): they end when the session or token they
 * came by does.
 */
import type { Logger } from 'pino';
import type { Auth } from '../auth/index.ts';

/** Sessions and tokens of open connections are looked at so often, ms. */
const CHECK_EVERY = 20_000;

export interface OpenStream {
	/** Id of the session or token it came by; null where it came by none. */
	readonly credential: string | null;
	/** Whether the session or token still holds. */
	stillValid(): Promise<boolean>;
	/** Called once when it has ended or been revoked. */
	end(): void;
	/** Called at each look, to ask for a sign of life. */
	tick?(): void;
}

export interface OpenStreams {
	/** Watches a connection. @returns to call when it is closed */
	add(stream: OpenStream): () => void;
	/** Ends all of them. */
	close(): void;
}

/**
 * @param options.every ms between looks, for tests
 */
export function createOpenStreams(
	{ auth, log }: { auth: Auth; log: Logger },
	options: { every?: number | undefined } = {}
): OpenStreams {
	const streams = new Set<OpenStream>();

	function end(stream: OpenStream): void {
		if (streams.delete(stream)) stream.end();
	}

	/** What has run out ends its connections too; one look for all connections of one session. */
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
