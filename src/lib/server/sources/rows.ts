/** Rows of sources in the database, and the secrets in them. */
import { eq } from 'drizzle-orm';
import { notFound } from '../../contract/errors.ts';
import { tables, type Database } from '../db/index.ts';
import type { Sealer } from '../keys/index.ts';

export type SourceRow = typeof tables.sources.$inferSelect;
export type Credentials = { username: string; password: string };

/** Whether its pups are in a folder of this host, so that what is read is always current. */
export const isLocal = ({ kind }: Pick<SourceRow, 'kind'>): boolean => kind === 'builtin' || kind === 'folder';

export interface SourceRows {
	/** In the order in which they were added. */
	all(): SourceRow[];
	get(id: string): SourceRow | null;
	/** @throws BoxError 404 */
	known(id: string): SourceRow;
	at(location: string): SourceRow | null;
	insert(row: SourceRow): void;
	/** Updates columns and returns the row; null where it no longer exists. */
	set(id: string, values: Partial<SourceRow>): SourceRow | null;
	remove(id: string): void;
	/** Returns the columns with these credentials encrypted. */
	sealed(id: string, credentials: Credentials | null): Pick<SourceRow, 'credentials' | 'account'>;
	/** @throws BoxError 500 `sealed-unreadable` */
	opened(row: SourceRow): Credentials | null;
}

/** Sources in the table `sources`. */
export function createSourceRows({ db }: Database, sealer: Sealer): SourceRows {
	const { sources } = tables;
	const context = (id: string) => `source/${id}/credentials`;
	const get = (id: string) => db.select().from(sources).where(eq(sources.id, id)).get() ?? null;
	return {
		all: () => db.select().from(sources).orderBy(sources.addedAt, sources.id).all(),
		get,
		known(id) {
			const row = get(id);
			if (!row) throw notFound('source', id);
			return row;
		},
		at: (location) => db.select().from(sources).where(eq(sources.location, location)).get() ?? null,
		insert: (row) => void db.insert(sources).values(row).run(),
		set(id, values) {
			if (Object.keys(values).length > 0) db.update(sources).set(values).where(eq(sources.id, id)).run();
			return get(id);
		},
		remove: (id) => void db.delete(sources).where(eq(sources.id, id)).run(),
		sealed: (id, credentials) => ({
			credentials: credentials && sealer.seal(JSON.stringify(credentials), context(id)),
			account: credentials && credentials.username
		}),
		opened(row) {
			if (row.credentials === null) return null;
			const { username, password } = JSON.parse(sealer.open(row.credentials, context(row.id))) as Credentials;
			return { username, password };
		}
	};
}
