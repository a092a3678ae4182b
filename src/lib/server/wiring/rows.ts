/** Tables of this room: providers, grants, and what pups may reach. */
import { and, eq, notInArray } from 'drizzle-orm';
import { tables, type Database } from '../db/index.ts';

export interface ProviderRow {
	dependantId: string;
	interface: string;
	providerId: string;
}

export interface GrantRow {
	dependantId: string;
	interface: string;
	group: string;
}

/** What the owner allows a pup to reach beyond the box. */
export interface AccessRow {
	pupId: string;
	/** Null: as its manifest asks. */
	internet: boolean | null;
	lan: boolean;
	/** Limits the two to these names, addresses and networks; null: no limit. */
	networks: string[] | null;
}

export interface ProviderRows {
	/** The providers of a pup. */
	of(dependantId: string): ProviderRow[];
	/** The entries in which a pup is the provider. */
	by(providerId: string): ProviderRow[];
	all(): ProviderRow[];
	/** Replaces the chosen provider; null for nobody. */
	set(dependantId: string, name: string, providerId: string | null): void;
	/** Removes all providers of a pup. */
	clear(dependantId: string): void;
}

export interface GrantRows {
	/** Names of the granted groups of an interface. */
	of(dependantId: string, name: string): string[];
	all(): GrantRow[];
	grant(dependantId: string, name: string, group: string): void;
	revoke(dependantId: string, name: string, group: string): void;
	/** Grants exactly these groups of an interface. Kept grants keep their time. */
	set(dependantId: string, name: string, groups: readonly string[]): void;
	/** Revokes all grants of a pup. */
	clear(dependantId: string): void;
}

export interface AccessRows {
	/** The defaults of the manifest where the owner has chosen nothing. */
	of(pupId: string): AccessRow;
	all(): AccessRow[];
	set(row: AccessRow): void;
	/** Resets the access to the defaults of the manifest. */
	clear(pupId: string): void;
}

/** Lets pups call one path of a pup. */
export interface HookRow {
	id: string;
	pupId: string;
	port: number;
	path: string;
	/** Null: pups that provide something to it. */
	callers: string[] | null;
	createdAt: number;
}

export interface HookRows {
	of(pupId: string): HookRow[];
	all(): HookRow[];
	add(row: HookRow): void;
	remove(id: string): void;
	clear(pupId: string): void;
}

export interface WiringRows {
	hooks: HookRows;
	providers: ProviderRows;
	grants: GrantRows;
	access: AccessRows;
}

type Db = Pick<Database, 'db' | 'transaction'>;

function createProviderRows({ db, transaction }: Db): ProviderRows {
	const { providers } = tables;
	return {
		of: (id) => db.select().from(providers).where(eq(providers.dependantId, id)).all(),
		by: (id) => db.select().from(providers).where(eq(providers.providerId, id)).all(),
		all: () => db.select().from(providers).all(),
		set(dependantId, name, providerId) {
			transaction(() => {
				const one = and(eq(providers.dependantId, dependantId), eq(providers.interface, name));
				db.delete(providers).where(one).run();
				if (providerId === null) return;
				db.insert(providers).values({ dependantId, interface: name, providerId, chosenAt: Date.now() }).run();
			});
		},
		clear: (id) => void db.delete(providers).where(eq(providers.dependantId, id)).run()
	};
}

function createGrantRows({ db, transaction }: Db): GrantRows {
	const { grants } = tables;
	const of = (id: string, name: string) => and(eq(grants.dependantId, id), eq(grants.interface, name));
	const grant = (dependantId: string, name: string, group: string) =>
		void db
			.insert(grants)
			.values({ dependantId, interface: name, group, grantedAt: Date.now() })
			.onConflictDoNothing()
			.run();
	return {
		of: (id, name) =>
			db
				.select()
				.from(grants)
				.where(of(id, name))
				.all()
				.map(({ group }) => group),
		all: () => db.select().from(grants).all(),
		grant,
		revoke: (id, name, group) =>
			void db
				.delete(grants)
				.where(and(of(id, name), eq(grants.group, group)))
				.run(),
		set(id, name, groups) {
			transaction(() => {
				db.delete(grants)
					.where(and(of(id, name), notInArray(grants.group, [...groups])))
					.run();
				for (const group of groups) grant(id, name, group);
			});
		},
		clear: (id) => void db.delete(grants).where(eq(grants.dependantId, id)).run()
	};
}

function createAccessRows({ db }: Db): AccessRows {
	const { pupAccess } = tables;
	return {
		of: (pupId) =>
			db.select().from(pupAccess).where(eq(pupAccess.pupId, pupId)).get() ?? {
				pupId,
				internet: null,
				lan: false,
				networks: null
			},
		all: () => db.select().from(pupAccess).all(),
		set: (row) => void db.insert(pupAccess).values(row).onConflictDoUpdate({ target: pupAccess.pupId, set: row }).run(),
		clear: (pupId) => void db.delete(pupAccess).where(eq(pupAccess.pupId, pupId)).run()
	};
}

function createHookRows({ db }: Db): HookRows {
	const { wiringHooks: hooks } = tables;
	const inOrder = [hooks.createdAt, hooks.id] as const;
	return {
		of: (pupId) =>
			db
				.select()
				.from(hooks)
				.where(eq(hooks.pupId, pupId))
				.orderBy(...inOrder)
				.all(),
		all: () =>
			db
				.select()
				.from(hooks)
				.orderBy(...inOrder)
				.all(),
		add: (row) => void db.insert(hooks).values(row).run(),
		remove: (id) => void db.delete(hooks).where(eq(hooks.id, id)).run(),
		clear: (pupId) => void db.delete(hooks).where(eq(hooks.pupId, pupId)).run()
	};
}

export const createWiringRows = (database: Db): WiringRows => ({
	providers: createProviderRows(database),
	grants: createGrantRows(database),
	access: createAccessRows(database),
	hooks: createHookRows(database)
});
