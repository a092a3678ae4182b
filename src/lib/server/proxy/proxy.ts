/**
 * Pups’ web pages, each at a port of the box, for the logged-in owner and for those to whom the
 * owner gave access. nginx carries the bytes (`network/page-plane.ts`); this room decides who may
 * pass.
 *
 * A page has a port and so an origin of its own: it can read neither the box's pages nor another
 * pup's. Cookies ignore ports, though. So nginx separates the cookies of each page from each other
 * and from the box's own, and refuses state-changing requests from another origin, as the box
 * itself does.
 */
import type { Services } from '../services.ts';
import { createKnownConnections, createWays, openConnections } from './connections.ts';
import { createGate } from './gate.ts';

/**
 * A second pass after this time cuts a request that was admitted just before its session ended, ms.
 */
const RECHECK_MS = 300;

export interface PageServers {
	close(): Promise<void>;
}

type Box = Pick<Services, 'auth' | 'bootId' | 'config' | 'log' | 'pagePlane' | 'pups'>;

/** Serves the pages of all installed pups, and follows changes. */
export function createPageServers(box: Box): PageServers {
	const { auth, log, pagePlane: plane, pups } = box;
	if (!plane) return { close: async () => undefined };
	const known = createKnownConnections(openConnections(new Set(pups.pagePorts())));
	const ways = createWays();
	const gate = createGate(box, ways, (connection, by) => known.note(connection, by));
	let shown: number[] = [];
	/** Recently ended sessions and access names. */
	const ended = new Set<string>();
	let cutting: Promise<void> | null = null;
	const timers = new Set<NodeJS.Timeout>();

	/**
	 * Cuts the connections of ended sessions; all connections where the kernel cannot cut single
	 * ones.
	 */
	async function cut(sessions: ReadonlySet<string>): Promise<void> {
		const ports = new Set(shown);
		const open = () => known.toCut(openConnections(ports), sessions);
		const connections = open();
		if (connections.length === 0) return;
		await plane!.cut(connections);
		const cutOnes = new Set(connections.map((one) => JSON.stringify(one)));
		if (open().some((one) => cutOnes.has(JSON.stringify(one)))) {
			log.warn('this kernel cannot cut single connections; all pages of pups are restarted');
			await plane!.restart();
		}
	}

	/** Cuts the connections of ended sessions now, and once more shortly after. */
	async function cutEnded(): Promise<void> {
		// A change of the password ends many sessions at once.
		await new Promise((resolve) => setImmediate(resolve));
		cutting = null;
		const sessions = new Set(ended);
		const now = () =>
			cut(sessions).catch((error: unknown) => log.error({ err: error }, 'connections of a session were not cut'));
		const timer = setTimeout(() => {
			timers.delete(timer);
			void now();
			for (const one of sessions) ended.delete(one);
		}, RECHECK_MS);
		timers.add(timer.unref());
		await now();
	}

	const end = (...ways: string[]): Promise<void> => {
		for (const way of ways) ended.add(way);
		return (cutting ??= cutEnded());
	};
	const stopRevoke = auth.onRevoke((session) => end(session));
	const stopPageRevoke = pups.onPageRevoked(({ port }) => end(...ways.end(port)));

	function show(): void {
		const before = shown;
		shown = pups.pagePorts();
		plane!.show(
			shown.flatMap((port) => {
				const target = pups.pageTarget(port);
				return target?.host ? [{ port, address: target.host, targetPort: target.targetPort }] : [];
			})
		);
		const gone = new Set(before.filter((port) => !shown.includes(port)));
		for (const port of gone) pups.notePage(port, null);
		// Old worker processes of nginx would keep them open.
		if (gone.size > 0) {
			plane!.cut(openConnections(gone)).catch((error: unknown) => {
				log.error({ err: error }, 'connections of a page that is gone were not cut');
			});
		}
	}

	const stopPages = pups.onPages(show);
	const stopProblems = plane.onProblems((problems) => {
		for (const port of shown) pups.notePage(port, problems.get(port) ?? null);
	});
	show();
	plane.begin((socketPath) => gate.open(socketPath));

	return {
		async close() {
			stopPages();
			stopProblems();
			stopRevoke();
			stopPageRevoke();
			for (const timer of timers) clearTimeout(timer);
			await plane.close();
			await gate.close();
		}
	};
}
