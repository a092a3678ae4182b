/** The web pages of all pups, and the ports of the host that lead to pups. */
import { conflict } from '../../../contract/errors.ts';
import { hostPorts } from '../../../contract/manifest.ts';
import type { ChangedPorts, PageAccess, PortsChange, PupPorts } from '../../../contract/ports.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupRow, PupRows, Signals } from '../installed/index.ts';
import { boundUdpPorts, listeningPorts } from '../../system/index.ts';
import { createPortChanges, named, shownPorts } from './change.ts';
import { portKey, type PortWorld, type Protocol } from '../../network/index.ts';
import { createPageIndex, type PageTarget } from './page-index.ts';
import { isPageToken } from './page-tokens.ts';
import { createPages, type PageRow } from './pages.ts';
import { createPorts } from './ports.ts';

/** A port of the host that leads to a pup and is open to the home network. */
export interface PublishedPort {
	protocol: Protocol;
	hostPort: number;
	/** Inside the pup. */
	port: number;
}

/** Called with pages at which access by token or without login was revoked. */
export type PageRevoked = (page: { port: number }) => Promise<void>;

export interface PupPages {
	/** Pages of a pup, ordered by name as stored. */
	of(pupId: string): PageRow[];
	/**
	 * Allocates a port to each web page of a pup, and to each other port that it wants on the host;
	 * existing allocations stay.
	 * @param options.keepOthers pages and ports that its manifest does not name keep their ports
	 * too
	 * @throws BoxError 409 `no-page-port`, `port-taken`
	 */
	allocate(row: Pick<PupRow, 'id' | 'manifest'>, options?: { keepOthers?: boolean }): void;
	/**
	 * Allocates the ports of a pup that is about to be installed, and opens those that the owner
	 * chose; all others are closed. Pages of kept data require the login again.
	 * @throws BoxError 409 `port-taken`, 422 `no-such-port`
	 */
	admit(row: Pick<PupRow, 'id' | 'manifest'>, publish: readonly string[]): void;
	/**
	 * Allocates missing host ports to installed pups, which date from before such ports existed.
	 * They are all closed.
	 */
	catchUp(): void;
	/** Ports that currently lead to a pup; none for an uninstalled pup. */
	published(pupId: string): PublishedPort[];
	/** @throws BoxError 404, 409 `not-installed` */
	ports(pupId: string): PupPorts;
	/**
	 * Applies the whole change, or nothing. Revoked connections are cut before it returns.
	 * @throws BoxError 404, 422 `no-such-port`, `port-reserved`, 409 `port-taken`, `not-installed`
	 */
	change(pupId: string, change: PortsChange): Promise<ChangedPorts>;
	/** The ports after a change; changes nothing. @throws BoxError like `change` */
	planChange(pupId: string, change: PortsChange): PupPorts;
	/** The current target of page `port`. Null: no such page. */
	target(port: number): PageTarget | null;
	/** Who may open page `port`; null: no such page. */
	access(port: number): PageAccess | null;
	/** Whether a token belongs to page `port` and is currently valid. */
	holdsToken(port: number, token: string): boolean;
	onRevoked(fn: PageRevoked): () => void;
	/** All uses of the host's ports by pups and by programs. */
	world(): PortWorld;
	/** Page ports of installed pups. */
	pagePorts(): number[];
	/**
	 * Calls `fn` when pages or their targets have changed. Returns a function that unsubscribes.
	 */
	onChange(fn: () => void): () => void;
	/** Why pages cannot be opened, by port. */
	readonly problems: ReadonlyMap<number, string>;
	/** Why page `port` cannot be opened, or null when it can. */
	note(port: number, problem: string | null): void;
	/** Rereads all pages. */
	refresh(): void;
}

/** Ports on which programs of the host listen, by {@link portKey}. */
function listening(): ReadonlySet<string> {
	const keys = (protocol: Protocol, ports: ReadonlySet<number>) => [...ports].map((port) => portKey(protocol, port));
	return new Set([...keys('tcp', listeningPorts()), ...keys('udp', boundUdpPorts())]);
}

export function createPupPages(
	deps: Pick<PupsDeps, 'database' | 'pagePorts' | 'dashboardPort' | 'network' | 'others' | 'log'> & {
		rows: PupRows;
		signals: Signals;
	}
): PupPages {
	const { database, rows, signals, network, pagePorts } = deps;
	const pages = createPages(database, rows, pagePorts, listeningPorts);

	/** Uses of ports by pages and programs. */
	function world(): PortWorld {
		const names = new Map(rows.all().map((row) => [row.id, row.name]));
		const taken = new Map(pages.all().map((page) => [portKey('tcp', page.port), names.get(page.pupId) ?? 'A pup']));
		for (const [key, name] of deps.others?.().takenPorts() ?? []) taken.set(key, name);
		return { taken, listening: listening(), dashboard: deps.dashboardPort, pages: pagePorts };
	}
	const ports = createPorts(database, rows, world);

	/** The same, including ports that lead to pups. */
	function wholeWorld(): PortWorld {
		const base = world();
		const nameOf = (pupId: string) => rows.find(pupId)?.name ?? 'A pup';
		const others = ports.all().map((row) => [portKey(row.protocol, row.hostPort), nameOf(row.pupId)] as const);
		return { ...base, taken: new Map([...base.taken, ...others]) };
	}
	const applyChange = createPortChanges({ database, pages, ports, world: wholeWorld });
	const problems = new Map<number, string>();
	const index = createPageIndex({ rows, pages, addressOf: (row) => network?.addressOf(row.hostNumber) ?? null });
	const revokedListeners = new Set<PageRevoked>();
	// Listeners must not run inside the transaction.
	const refresh = () => database.afterCommit(() => index.refresh());
	signals.subscribe('changed', refresh);
	signals.subscribe('removed', refresh);

	function shown(pupId: string): PupPorts {
		const row = rows.get(pupId);
		if (row.state === 'uninstalled') throw conflict('not-installed', `${row.name} is not installed.`);
		return shownPorts(row, { ports: ports.of(pupId), pages: pages.of(pupId) }, listening());
	}

	return {
		of: pages.of,
		allocate(row, options) {
			database.transaction(() => {
				pages.allocate(row, options);
				ports.allocate(row, options);
			});
		},
		admit(row, publish) {
			const wanted = hostPorts(row.manifest);
			for (const name of publish) named(wanted, name, 'port');
			ports.allocate(row, { publish });
			for (const page of pages.of(row.id)) pages.set(page, { access: 'login', tokenHash: null, tokenAt: null });
		},
		catchUp() {
			for (const row of rows.all()) {
				const had = new Set(ports.of(row.id).map(({ name }) => name));
				if (row.state === 'uninstalled' || hostPorts(row.manifest).every(({ name }) => had.has(name))) continue;
				try {
					ports.allocate(row, { keepOthers: true });
				} catch (error) {
					// The other pups still get their ports; this one is retried at the next start.
					deps.log.warn({ pup: row.id, err: error }, 'no port of the box is left for a port of a pup');
				}
			}
		},
		published(pupId) {
			if (rows.find(pupId)?.state === 'uninstalled') return [];
			return ports
				.of(pupId)
				.filter(({ published }) => published)
				.map(({ protocol, hostPort, port }) => ({ protocol, hostPort, port }));
		},
		ports: shown,
		async change(pupId, request) {
			shown(pupId);
			const { tokens, revoked } = applyChange(rows.get(pupId), request);
			signals.publish('changed', pupId);
			await Promise.all(revoked.flatMap((page) => [...revokedListeners].map((fn) => fn(page))));
			return { ...shown(pupId), tokens };
		},
		planChange(pupId, request) {
			shown(pupId);
			return database.rehearse(() => {
				applyChange(rows.get(pupId), request);
				return shown(pupId);
			});
		},
		target: index.target,
		access: (port) => index.page(port)?.access ?? null,
		holdsToken: (port, token) => isPageToken(token, index.page(port)?.tokenHash ?? null),
		onRevoked(fn) {
			revokedListeners.add(fn);
			return () => void revokedListeners.delete(fn);
		},
		world: wholeWorld,
		pagePorts: index.ports,
		onChange: index.onChange,
		refresh: index.refresh,
		problems,
		note(port, problem) {
			if ((problems.get(port) ?? null) === problem) return;
			if (problem === null) problems.delete(port);
			else problems.set(port, problem);
			const pupId = index.target(port)?.pupId;
			if (pupId !== undefined) signals.publish('changed', pupId);
		}
	};
}
