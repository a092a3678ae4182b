/** Who provides what to whom, in the table. */
import { and, eq } from 'drizzle-orm';
import { tables, type Database } from '../db/index.ts';

export interface ProviderRow {
	dependantId: string;
	interface: string;
	providerId: string;
}

export interface ProviderRows {
	/** What a pup was given. */
	of(dependantId: string): ProviderRow[];
	/** To whom a pup was given. */
	by(providerId: string): ProviderRow[];
	all(): ProviderRow[];
	/** Exchanges the one that was chosen before; null: nobody. */
	set(dependantId: string, name: string, providerId: string | null): void;
	/** Forgets all that a pup was given. */
	clear(dependantId: string): void;
}

export function createProviderRows(database: Pick<Database, 'db' | 'transaction'>): ProviderRows {
	const { db } = database;
	const { providers } = tables;
	return {
		of: (id) => db.select().from(providers).where(eq(providers.dependantId, id)).all(),
		by: (id) => db.select().from(providers).where(eq(providers.providerId, id)).all(),
		all: () => db.select().from(providers).all(),
		set(dependantId, name, providerId) {
			database.transaction(() => {
				const one = and(eq(providers.dependantId, dependantId), eq(providers.interface, name));
				db.delete(providers).where(one).run();
				if (providerId === null) return;
				db.insert(providers).values({ dependantId, interface: name, providerId, chosenAt: Date.now() }).run();
			});
		},
		clear: (id) => void db.delete(providers).where(eq(providers.dependantId, id)).run()
	};
}
