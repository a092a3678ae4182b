/**
 * nginx, which carries the bytes of pups' web pages: kept as it should be, and started again when
 * it ends. Who may see a page is not decided here; see `proxy/`.
 */
import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { isBoxError } from '../../contract/errors.ts';
import type { BoxConfig } from '../config.ts';
import { backOff, createQueue } from '../concurrency/index.ts';
import { pagesApply, pagesCut, pagesPrepare, pagesStop, pagesWatch, type Host, type PageRoute } from '../host/index.ts';
import type { PageConnection, PagePlane } from './types.ts';

/** A port that another program holds, or a host that cannot, is tried again after so long, ms. */
const TRY_AGAIN = 15_000;
/** Pause before nginx is started again, until it stays. */
const AGAIN = { firstMs: 100, mostMs: 30_000 };
/** Having run this long it counts as healthy, ms. */
const HEALTHY_AFTER = 60_000;

export function createPagePlane(deps: {
	host: Host;
	config: Pick<BoxConfig, 'host' | 'trustedProxy' | 'keepPageAnswers'>;
	log: Logger;
}): PagePlane {
	const { host, config, log } = deps;
	const listen = addressesOf(config.host);
	const inTurn = createQueue();
	const abort = new AbortController();
	const listeners = new Set<(problems: ReadonlyMap<number, string>) => void>();
	let open: ((gate: string) => Promise<void>) | null = null;
	let gateOpen = false;
	let wanted: PageRoute[] = [];
	let problems = new Map<number, string>();
	let again: NodeJS.Timeout | undefined;
	let watching = false;
	/** Times in a row that it ended soon. */
	let ends = 0;

	function publish(next: Map<number, string>): void {
		for (const [port, reason] of next)
			if (problems.get(port) !== reason) log.warn({ port, reason }, 'a port for a pup’s page could not be opened');
		problems = next;
		for (const fn of [...listeners]) fn(problems);
	}

	function settleIn(ms: number): void {
		if (abort.signal.aborted) return;
		clearTimeout(again);
		again = setTimeout(settle, ms).unref();
	}

	function settle(): void {
		inTurn(work).catch((error: unknown) => log.error({ err: error }, 'pages of pups could not be looked after'));
	}

	async function work(): Promise<void> {
		if (abort.signal.aborted || !open) return;
		clearTimeout(again);
		const pages = wanted;
		try {
			if (pages.length === 0) {
				await host.call(pagesStop, {}, { signal: abort.signal });
				publish(new Map());
				return;
			}
			if (!gateOpen) {
				const { gate } = await host.call(pagesPrepare, {}, { signal: abort.signal });
				await open(gate);
				gateOpen = true;
			}
			const { trustedProxy, keepPageAnswers: keepAnswers } = config;
			const spec = { listen, pages, trustedProxy, keepAnswers };
			const { problems: found } = await host.call(pagesApply, spec, { signal: abort.signal });
			publish(new Map(found.map(({ port, reason }) => [port, reason])));
			if (found.length > 0) settleIn(TRY_AGAIN);
			void watch();
		} catch (error) {
			if (abort.signal.aborted) return;
			const away = isBoxError(error) && error.code === 'host-agent-away';
			log[away ? 'info' : 'warn']({ err: error }, 'pages of pups could not be opened');
			// What stands goes on where there is nobody to ask.
			if (!away) {
				const reason = isBoxError(error)
					? `${error.message} ${error.hint ?? ''}`.trim()
					: 'nginx could not be started.';
				publish(new Map(pages.map(({ port }) => [port, reason])));
			}
			settleIn(away ? 1000 : TRY_AGAIN);
		}
	}

	/** One at a time: starts nginx again when it has ended. */
	async function watch(): Promise<void> {
		if (watching) return;
		watching = true;
		const since = performance.now();
		let ended = false;
		try {
			await host.call(pagesWatch, {}, { signal: abort.signal });
			ended = true;
		} catch {
			// The agent went away; nginx may go on.
		}
		watching = false;
		if (abort.signal.aborted || wanted.length === 0) return;
		if (performance.now() - since > HEALTHY_AFTER) ends = 0;
		const pause = backOff(AGAIN, ++ends);
		if (ended) log.error({ againInMs: pause }, 'nginx ended; pages of pups are away until it is started again');
		settleIn(pause);
	}

	return {
		begin(openGate) {
			open = openGate;
			settle();
		},
		show(pages) {
			// Most changes of a pup leave its pages where they were.
			if (isDeepStrictEqual(pages, wanted)) return;
			wanted = [...pages];
			settle();
		},
		problems: () => problems,
		onProblems(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		},
		async cut(connections: PageConnection[]) {
			if (connections.length > 0) await host.call(pagesCut, { connections });
		},
		async restart() {
			await inTurn(() => host.call(pagesStop, {}));
			settle();
		},
		async close() {
			abort.abort(new Error('the box stops'));
			clearTimeout(again);
			// nginx goes on: a restart of this process cuts no page. The agent ends it.
			await inTurn(async () => undefined);
		}
	};
}

/** `::` stands for both families, as it does for node's own servers. */
function addressesOf(host: string): string[] {
	if (host === 'localhost') return ['127.0.0.1'];
	return host === '::' ? ['0.0.0.0', '::'] : isIP(host) ? [host] : ['0.0.0.0'];
}
