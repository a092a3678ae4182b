/**
 * Ports of the host at which pups' web pages are shown. A page keeps its port as long as its pup is
 * known.
 */
import { and, eq, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { webPages } from '../../../contract/manifest.ts';
import type { PageAccess } from '../../../contract/ports.ts';
import { tables, type Database } from '../../db/index.ts';
import type { PupRow } from '../installed/index.ts';

/** Setting with the port that was assigned last. */
const LAST_PORT = 'pages.lastPort';

export interface PageRow {
	pupId: string;
	name: string;
	targetPort: number;
	port: number;
	/** Whether the owner chose its port. */
	chosen: boolean;
	access: PageAccess;
	/** SHA-256 of its token, hex. */
	tokenHash: string | null;
	tokenAt: number | null;
}

export interface Pages {
	/** Pages of a pup, ordered by name as stored. */
	of(pupId: string): PageRow[];
	all(): PageRow[];
	/**
	 * Allocates a port to each web page of a pup; existing allocations stay.
	 * @param options.keepOthers pages that its manifest does not name keep their ports too
	 * @throws BoxError 409 `no-page-port`
	 */
	allocate(row: Pick<PupRow, 'id' | 'manifest'>, options?: { keepOthers?: boolean }): void;
	/** Writes the given values of a page. */
	set(page: PageRow, values: Partial<Pick<PageRow, 'port' | 'chosen' | 'access' | 'tokenHash' | 'tokenAt'>>): void;
}

/**
 * Creates the allocator of page ports within `range`, both ends included.
 * @param held ports on which programs listen now; they are assigned only where all others are taken
 */
export function createPages(
	database: Database,
	rows: { all(): PupRow[] },
	range: { first: number; last: number },
	held: () => ReadonlySet<number> = () => new Set()
): Pages {
	const { db } = database;
	const everyPage = db.select().from(tables.pupPages).prepare();
	const all = () => everyPage.all();
	// Prepared, because every published change of a pup runs it.
	const ofPup = db
		.select()
		.from(tables.pupPages)
		.where(eq(tables.pupPages.pupId, sql.placeholder('pupId')))
		.prepare();
	const of = (pupId: string) => ofPup.all({ pupId });

	/**
	 * Returns the next free port on which no program listens; otherwise the next free one;
	 * otherwise a port of an uninstalled pup. A released port is reused last: browsers keep a
	 * page's data, and apps its token, under its port.
	 */
	function takePort(): number {
		const taken = new Set(all().map((page) => page.port));
		const count = range.last - range.first + 1;
		const last = database.settings.get(LAST_PORT, v.number()) ?? range.first - 1;
		const next = last >= range.first && last < range.last ? last + 1 : range.first;
		const inTurn = Array.from({ length: count }, (_, n) => range.first + ((next - range.first + n) % count));
		const free = inTurn.filter((port) => !taken.has(port));
		if (free.length > 0) {
			const listening = held();
			const port = free.find((one) => !listening.has(one)) ?? free[0]!;
			database.settings.set(LAST_PORT, port);
			return port;
		}
		const idle = rows.all().filter((pup) => pup.state === 'uninstalled');
		const spare = idle.flatMap((pup) => of(pup.id))[0];
		if (spare && spare.port >= range.first && spare.port <= range.last) {
			drop(spare);
			return spare.port;
		}
		throw new BoxError({
			code: 'no-page-port',
			status: 409,
			message: `All ports for web pages (${range.first}–${range.last}) are taken.`,
			hint: 'Remove a pup that you no longer use, with its data, or give the box more ports with DOGEBOX_PAGE_PORTS.'
		});
	}

	const at = (page: PageRow) => and(eq(tables.pupPages.pupId, page.pupId), eq(tables.pupPages.name, page.name));

	function drop(page: PageRow): void {
		db.delete(tables.pupPages).where(at(page)).run();
	}

	return {
		of,
		all,
		set(page, values) {
			db.update(tables.pupPages).set(values).where(at(page)).run();
		},
		allocate({ id, manifest }, { keepOthers = false } = {}) {
			database.transaction(() => {
				const wanted = webPages(manifest);
				const had = new Map(of(id).map((page) => [page.name, page]));
				for (const page of keepOthers ? [] : had.values()) if (!wanted.some((w) => w.name === page.name)) drop(page);
				for (const { name, port: targetPort } of wanted) {
					const old = had.get(name);
					// The port is outside the range when the configured range has changed since.
					const stays = old && (old.chosen || (old.port >= range.first && old.port <= range.last));
					const port = stays ? old.port : takePort();
					db.insert(tables.pupPages)
						.values({ pupId: id, name, targetPort, port })
						.onConflictDoUpdate({
							target: [tables.pupPages.pupId, tables.pupPages.name],
							set: { targetPort, port }
						})
						.run();
				}
			});
		}
	};
}
