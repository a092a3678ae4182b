/**
 * nginx, kept as it should be: its orders in turn, tried again where that failed, and started
 * again when it ends.
 */
import type { Logger } from 'pino';
import { isBoxError } from '../../contract/errors.ts';
import { backOff, createQueue } from '../concurrency/index.ts';
import type { Host, Verb } from '../host/index.ts';

/** A port that another program holds, or a host that cannot, is tried again after so long, ms. */
const TRY_AGAIN = 15_000;
/** The host agent comes back soon, ms. */
const AWAY_AGAIN = 1000;
/** Pause before nginx is started again, until it stays. */
const AGAIN = { firstMs: 100, mostMs: 30_000 };
/** Having run this long it counts as healthy, ms. */
const HEALTHY_AFTER = 60_000;

/** A verb that takes nothing. */
type Plain = Verb<Record<string, never>, unknown>;

export interface KeptNginx {
	/** Does the work, when its turn comes. */
	settle(): void;
	/** Waits until what was asked for is done, or was tried. */
	settled(): Promise<void>;
	/** Ends nginx and starts it again. */
	restart(): Promise<void>;
	/** Looks after it no more; nginx goes on. */
	close(): Promise<void>;
}

/**
 * @param deps.lost for the log: what is away until it is started again
 * @param deps.wanted whether it should run
 * @param deps.apply has it do what it should. @returns whether that is to be tried again
 * @param deps.failed called with the reason why it could not, a sentence
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
	/** It was reported, and not mended since. */
	let reported = false;
	/** Times in a row that it ended soon. */
	let ends = 0;

	function settleIn(ms: number): void {
		if (signal.aborted) return;
		clearTimeout(again);
		again = setTimeout(settle, ms).unref();
	}

	function settle(): void {
		inTurn(work).catch((error: unknown) => log.error({ err: error }, `nginx could not be looked after: ${lost}`));
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
			log[reported ? 'debug' : away ? 'info' : 'warn']({ err: error }, `nginx did not get its orders: ${lost}`);
			reported = true;
			// What stands goes on where there is nobody to ask.
			if (!away) {
				failed(isBoxError(error) ? `${error.message} ${error.hint ?? ''}`.trim() : 'nginx could not be started.');
			}
			settleIn(away ? AWAY_AGAIN : retryMs);
		}
	}

	/** One at a time: starts nginx again when it has ended. */
	async function watch(): Promise<void> {
		if (watching) return;
		watching = true;
		const since = performance.now();
		let ended = false;
		try {
			await host.call(verbs.watch, {}, { signal });
			ended = true;
		} catch {
			// The agent went away; nginx may go on.
		}
		watching = false;
		if (signal.aborted || !wanted()) return;
		if (performance.now() - since > HEALTHY_AFTER) ends = 0;
		const pause = backOff(AGAIN, ++ends);
		if (ended) log.error({ againInMs: pause }, `nginx ended; until it is started again are away: ${lost}`);
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
