/** The web pages of all pups: where each leads, and why one cannot be opened. */
import type { PupsDeps } from '../deps.ts';
import type { PupRow, PupRows, Signals } from '../installed/index.ts';
import { listeningPorts } from '../../system/index.ts';
import { createPageIndex, type PageTarget } from './page-index.ts';
import { createPages, type PageRow } from './pages.ts';

export interface PupPages {
	/** Pages of a pup, by name as stored. */
	of(pupId: string): PageRow[];
	/**
	 * Allocates a port to each web page of a pup; those it has already stay.
	 * @param options.keepOthers pages that its manifest does not name keep theirs too
	 * @throws BoxError 409 `no-page-port`
	 */
	allocate(row: Pick<PupRow, 'id' | 'manifest'>, options?: { keepOthers?: boolean }): void;
	/** Where page `port` leads now. Null: no such page. */
	target(port: number): PageTarget | null;
	ports(): number[];
	/** Calls `fn` when pages, or where they lead, have changed. Returns unsubscribe. */
	onChange(fn: () => void): () => void;
	/** Why pages cannot be opened, by port. */
	readonly problems: ReadonlyMap<number, string>;
	/** Why page `port` cannot be opened, or null when it can. */
	note(port: number, problem: string | null): void;
	/** Reads all again. */
	refresh(): void;
}

export function createPupPages(
	deps: Pick<PupsDeps, 'database' | 'pagePorts' | 'network'> & { rows: PupRows; signals: Signals }
): PupPages {
	const { database, rows, signals, network } = deps;
	const pages = createPages(database, rows, deps.pagePorts, listeningPorts);
	const problems = new Map<number, string>();
	const index = createPageIndex({ rows, pages, addressOf: (row) => network?.addressOf(row.hostNumber) ?? null });
	// What listens to pages must not run inside the transaction.
	const refresh = () => database.afterCommit(() => index.refresh());
	signals.subscribe('changed', refresh);
	signals.subscribe('removed', refresh);
	return {
		of: pages.of,
		allocate: pages.allocate,
		target: index.target,
		ports: index.ports,
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
