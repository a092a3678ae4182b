/**
 * Keeps an nginx configured and running: applies configurations in turn, retries failures, and
 * restarts nginx when it ends.
 */
import type { Logger } from 'pino';
import { isBoxError } from '../../contract/errors.ts';
import { backOff, createQueue } from '../concurrency/index.ts';
import type { Host, Verb } from '../host/index.ts';

/** Delay of a retry where another program holds a port or the host lacks something, ms. */
const TRY_AGAIN = 15_000;
/** Delay of a retry while the host agent is away, ms. It is back soon. */
const AWAY_AGAIN = 1000;
/** Delays between restarts of nginx, until it keeps running. */
const AGAIN = { firstMs: 100, mostMs: 30_000 };
/** After this time nginx counts as healthy, ms. */
const HEALTHY_AFTER = 60_000;

/** A verb without arguments. */
type Plain = Verb<Record<string, never>, unknown>;

export interface KeptNginx {
	/** Schedules the work. */
	settle(): void;
	/** Waits until the scheduled work has succeeded or failed. */
	settled(): Promise<void>;
	/** Stops nginx and starts it again. */
	restart(): Promise<void>;
	/** Stops supervising nginx, which keeps running. */
	close(): Promise<void>;
}

/**
 * @param deps.lost for the log: what does not work until nginx runs again
 * @param deps.wanted whether nginx should run
 * @param deps.apply applies the current configuration. @returns whether to apply it again later
 * @param deps.failed called with the reason of a failure, a sentence
 */
export function keepNginx(deps: {
	host: Host;
	log: Logger;
	verbs: { watch: Plain; stop: Plain };
	lost: string;
	retryMs?: number;
	wanted: () => boolean;
	apply: (signal: AbortSignal) => Promise<{ again: boolean }>;
	stopped: () => void;
	failed: (reason: string) => void;
}): KeptNginx {
	const { host, log, verbs, lost, wanted, apply, stopped, failed, retryMs = TRY_AGAIN } = deps;
	const inTurn = createQueue();
	const abort = new AbortController();
	const { signal } = abort;
	let again: NodeJS.Timeout | undefined;
	let watching = false;
	/** A failure was logged, and no success has followed. */
	let reported = false;
	/** Times in a row that nginx ended soon after its start. */
	let ends = 0;

	function settleIn(ms: number): void {
		if (signal.aborted) return;
		clearTimeout(again);
		again = setTimeout(settle, ms).unref();
	}

	function settle(): void {
		inTurn(work).catch((error: unknown) => log.error({ err: error }, `nginx could not be checked: ${lost}`));
	}

	async function work(): Promise<void> {
		if (signal.aborted) return;
		clearTimeout(again);
		try {
			if (!wanted()) {
				await host.call(verbs.stop, {}, { signal });
				stopped();
				return;
			}
			if ((await apply(signal)).again) settleIn(retryMs);
			reported = false;
			void watch();
		} catch (error) {
			if (signal.aborted) return;
			const away = isBoxError(error) && error.code === 'host-agent-away';
			log[reported ? 'debug' : away ? 'info' : 'warn']({ err: error }, `nginx could not be configured: ${lost}`);
			reported = true;
			// While the agent is away, a running nginx goes on, so this is no failure.
			if (!away) {
				failed(isBoxError(error) ? `${error.message} ${error.hint ?? ''}`.trim() : 'nginx could not be started.');
			}
			settleIn(away ? AWAY_AGAIN : retryMs);
		}
	}

	/** Restarts nginx when it has ended. Runs once at a time. */
	async function watch(): Promise<void> {
		if (watching) return;
		watching = true;
		const since = performance.now();
		let ended = false;
		try {
			await host.call(verbs.watch, {}, { signal });
			ended = true;
		} catch {
			// The agent went away. nginx may still run.
		}
		watching = false;
		if (signal.aborted || !wanted()) return;
		if (performance.now() - since > HEALTHY_AFTER) ends = 0;
		const pause = backOff(AGAIN, ++ends);
		if (ended) log.error({ againInMs: pause }, `nginx ended; unavailable until it is restarted: ${lost}`);
		settleIn(pause);
	}

	return {
		settle,
		settled: () => inTurn(async () => undefined),
		async restart() {
			await inTurn(() => host.call(verbs.stop, {}).then(() => undefined));
			settle();
		},
		async close() {
			abort.abort(new Error('the box stops'));
			clearTimeout(again);
			await inTurn(async () => undefined);
		}
	};
}
