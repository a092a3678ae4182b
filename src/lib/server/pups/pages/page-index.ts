/** In-memory index of all pages by their port; the proxy reads it on every request. */
import type { PupRow } from '../installed/index.ts';
import type { PageRow, Pages } from './pages.ts';

/** The current target of a page. */
export interface PageTarget {
	pupId: string;
	pupName: string;
	pageName: string;
	host: string;
	targetPort: number;
	running: boolean;
}

export interface PageIndex {
	target(port: number): PageTarget | null;
	/** The stored row of the page at `port`. */
	page(port: number): PageRow | null;
	ports(): number[];
	/** Rereads all pages and notifies listeners when pages or their targets have changed. */
	refresh(): void;
	onChange(fn: () => void): () => void;
}

export function createPageIndex(deps: {
	rows: { all(): PupRow[] };
	pages: Pages;
	addressOf: (row: PupRow) => string | null;
}): PageIndex {
	let byPort: Map<number, { target: PageTarget; page: PageRow }> | null = null;
	let last = '';
	const listeners = new Set<() => void>();

	function read(): NonNullable<typeof byPort> {
		if (byPort) return byPort;
		byPort = new Map();
		const pups = new Map(deps.rows.all().map((row) => [row.id, row]));
		for (const page of deps.pages.all()) {
			const { pupId, name, port, targetPort } = page;
			const row = pups.get(pupId);
			if (!row || row.state === 'uninstalled') continue;
			const host = deps.addressOf(row);
			const target = {
				pupId,
				pupName: row.name,
				pageName: name,
				host: host ?? '',
				targetPort,
				// In a crashed pup another service may be down while the one of the page answers.
				running: host !== null && (row.state === 'running' || row.state === 'crashed')
			};
			byPort.set(port, { target, page });
		}
		return byPort;
	}

	return {
		target: (port) => read().get(port)?.target ?? null,
		page: (port) => read().get(port)?.page ?? null,
		ports: () => [...read().keys()].sort((a, b) => a - b),
		refresh() {
			byPort = null;
			const now = JSON.stringify([...read()].map(([port, { target }]) => [port, target]));
			if (now === last) return;
			last = now;
			for (const fn of [...listeners]) fn();
		},
		onChange(fn) {
			const own = () => fn();
			listeners.add(own);
			return () => void listeners.delete(own);
		}
	};
}
