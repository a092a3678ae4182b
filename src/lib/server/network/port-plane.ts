/** Keeps the nginx that carries boxes' ports on IPv6 addresses configured and running. */
import { existsSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { findNginx, portsApply, portsStop, portsWatch, type Host, type PortRelay } from '../host/index.ts';
import { cutConnections } from './cut-connections.ts';
import { keepNginx } from './kept-nginx.ts';
import type { NginxConnection, PortPlane } from './types.ts';

/** Addresses of the host. Empty or missing where IPv6 is off. */
const ADDRESSES = '/proc/net/if_inet6';

/** @param deps.openConnections lists connections from elsewhere to ports of this host */
export function createPortPlane(deps: {
	host: Host;
	log: Logger;
	openConnections: (ports: ReadonlySet<number>) => NginxConnection[];
}): PortPlane {
	const { host, log, openConnections } = deps;
	/**
	 * Undefined until the first `show`. Until then an nginx from before this process started keeps
	 * running.
	 */
	let wanted: readonly PortRelay[] | undefined;
	/** The relays that nginx is known to carry; undefined until it has a configuration. */
	let applied: readonly PortRelay[] | undefined;
	let problems: ReadonlyMap<number, string> = new Map();

	function notice(next: ReadonlyMap<number, string>): void {
		for (const [port, reason] of next)
			if (problems.get(port) !== reason) log.warn({ port, reason }, 'a port is not open at an address of IPv6');
		problems = next;
	}

	/**
	 * Cuts connections at ports that lead elsewhere now. Old worker processes would keep them open.
	 */
	async function cut(gone: readonly PortRelay[]): Promise<void> {
		const ports = new Set(gone.flatMap(({ protocol, port }) => (protocol === 'tcp' ? [port] : [])));
		const list = () => (ports.size === 0 ? [] : openConnections(ports));
		if (!(await cutConnections(host, list(), list))) throw new Error('this kernel cannot cut single connections');
	}

	function beginAnew(reason?: unknown): void {
		if (reason) log.warn({ err: reason }, 'nginx, which carries ports by IPv6, is begun anew');
		kept.restart().catch((err: unknown) => log.error({ err }, 'nginx, which carries ports by IPv6, was not ended'));
	}

	const kept = keepNginx({
		host,
		log,
		verbs: { watch: portsWatch, stop: portsStop },
		lost: 'ports at addresses of IPv6',
		wanted: () => wanted !== undefined && wanted.length > 0,
		async apply(signal) {
			const taken = wanted ?? [];
			const { problems: found, exchanged } = await host.call(portsApply, { relays: [...taken] }, { signal });
			const before = applied;
			applied = taken;
			notice(new Map(found.map(({ port, reason }) => [port, reason])));
			// It is unknown what an nginx from before this process started carried.
			if (before === undefined && exchanged) beginAnew();
			const gone = (before ?? []).filter((one) => !taken.some((other) => isDeepStrictEqual(one, other)));
			await cut(gone).catch(beginAnew);
			return { again: found.length > 0 };
		},
		stopped() {
			applied = [];
			notice(new Map());
		},
		failed: (reason) => notice(new Map((wanted ?? []).map(({ port }) => [port, reason])))
	});

	return {
		async available() {
			if (!existsSync(ADDRESSES) || readFileSync(ADDRESSES, 'utf8') === '') return false;
			return ((await findNginx())?.streamModule ?? null) !== null;
		},
		show(relays) {
			if (isDeepStrictEqual(relays, wanted)) return;
			wanted = [...relays];
			kept.settle();
		},
		shown: kept.settled,
		carried: () => new Set([...(wanted ?? []), ...(applied ?? [])].map(({ protocol, port }) => `${protocol} ${port}`)),
		close: kept.close
	};
}
