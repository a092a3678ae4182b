/**
 * Keeps the nginx that carries pups' web pages configured and running. `proxy/` decides who may see
 * a page.
 */
import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { BoxConfig } from '../config.ts';
import { nginxCut, pagesApply, pagesPrepare, pagesStop, pagesWatch, type Host, type PageRoute } from '../host/index.ts';
import { keepNginx } from './kept-nginx.ts';
import type { NginxConnection, PagePlane } from './types.ts';

export function createPagePlane(deps: {
	host: Host;
	config: Pick<BoxConfig, 'host' | 'trustedProxy' | 'keepPageAnswers'>;
	log: Logger;
}): PagePlane {
	const { host, config, log } = deps;
	const listen = addressesOf(config.host);
	const listeners = new Set<(problems: ReadonlyMap<number, string>) => void>();
	let open: ((gate: string) => Promise<void>) | null = null;
	let gateOpen = false;
	let wanted: PageRoute[] = [];
	let problems = new Map<number, string>();

	function publish(next: Map<number, string>): void {
		for (const [port, reason] of next)
			if (problems.get(port) !== reason) log.warn({ port, reason }, 'a port for a pup’s page could not be opened');
		problems = next;
		for (const fn of [...listeners]) fn(problems);
	}

	async function apply(signal: AbortSignal): Promise<{ again: boolean }> {
		if (!gateOpen) {
			const { gate } = await host.call(pagesPrepare, {}, { signal });
			await open?.(gate);
			gateOpen = true;
		}
		const { trustedProxy, keepPageAnswers: keepAnswers } = config;
		const spec = { listen, pages: wanted, trustedProxy, keepAnswers };
		const { problems: found } = await host.call(pagesApply, spec, { signal });
		publish(new Map(found.map(({ port, reason }) => [port, reason])));
		return { again: found.length > 0 };
	}

	const kept = keepNginx({
		host,
		log,
		verbs: { watch: pagesWatch, stop: pagesStop },
		lost: 'pages of pups',
		wanted: () => wanted.length > 0,
		apply,
		stopped: () => publish(new Map()),
		failed: (reason) => publish(new Map(wanted.map(({ port }) => [port, reason])))
	});
	const settle = () => {
		if (open) kept.settle();
	};

	return {
		begin(openGate) {
			open = openGate;
			settle();
		},
		show(pages) {
			// Most changes of a pup do not affect its pages.
			if (isDeepStrictEqual(pages, wanted)) return;
			wanted = [...pages];
			settle();
		},
		problems: () => problems,
		onProblems(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		},
		async cut(connections: NginxConnection[]) {
			if (connections.length > 0) await host.call(nginxCut, { connections });
		},
		restart: kept.restart,
		// nginx goes on, so that a restart of this process cuts no page. The agent stops nginx.
		close: kept.close
	};
}

/** `::` means both families, as for Node's own servers. */
function addressesOf(host: string): string[] {
	if (host === 'localhost') return ['127.0.0.1'];
	return host === '::' ? ['0.0.0.0', '::'] : isIP(host) ? [host] : ['0.0.0.0'];
}
