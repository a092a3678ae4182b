/** Door of the sources room: where pups come from, and the listing of what they all offer. */
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { BoxError, conflict, notFound } from '../../contract/errors.ts';
import { categoryOf, webPages } from '../../contract/manifest.ts';
import type { PupState, Source, StorePup } from '../../contract/pups.ts';
import { tables, type Database } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import { chooseBuild } from './ability.ts';
import { findLogo, readFolderSource, reasonOf, type FolderListing } from './folder.ts';
import type { FoundPup, HostAbility, Sources } from './types.ts';

export { cannotRun, chooseBuild, createAbility } from './ability.ts';
export { findLogo } from './folder.ts';
export type { Able, FoundPup, HostAbility, Sources } from './types.ts';

export interface SourcesDeps {
	database: Database;
	events: Events;
	/** Folder with the built-in pups. */
	builtinFolder: string;
	/** What this host can build and run; see {@link createAbility}. */
	ability: () => Promise<HostAbility> | HostAbility;
	log: Logger;
}

const UNKNOWN: HostAbility = (() => {
	const no = { ok: false as const, reason: 'The host is still being looked at.', command: null };
	return { nix: no, debian: no, image: no };
})();

/** Id of a source, from what it is: the same folder added again has the same id, so kept data finds its pup. */
export function sourceIdOf(key: string): string {
	return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

/** Path on the box of a logo in the store. */
const logoUrl = (sourceId: string, name: string) => `/api/v1/store/${sourceId}/${encodeURIComponent(name)}/logo`;

type SourceRow = typeof tables.sources.$inferSelect;

interface Content {
	listing: FolderListing;
	logos: Map<string, { path: string; type: string }>;
}

/** Makes the sources of the box. Nothing is read before `begin`. */
export function createSources(deps: SourcesDeps): Sources {
	const { database, events, log } = deps;
	const { db } = database;
	const builtinId = sourceIdOf('builtin');
	const contents = new Map<string, Content>();
	let ability = UNKNOWN;
	/** One reading at a time: two at once could write an old listing over a new one. */
	let reading: Promise<unknown> = Promise.resolve();

	const rows = () => db.select().from(tables.sources).orderBy(tables.sources.addedAt).all();
	const rowOf = (id: string) => db.select().from(tables.sources).where(eq(tables.sources.id, id)).get();

	function view(row: SourceRow): Source {
		const content = contents.get(row.id);
		const { customName, credentials: _credentials, ...plain } = row;
		return {
			...plain,
			name: customName ?? row.name,
			official: false,
			jobId: null,
			signature: 'unsigned',
			conflicts: [],
			pups: content?.listing.pups.length ?? 0,
			unreadable: content?.listing.unreadable ?? []
		};
	}

	function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const next = reading.then(work, work);
		reading = next.catch(() => {});
		return next;
	}

	async function load(folder: string): Promise<Content> {
		const listing = await readFolderSource(folder);
		const logos: Content['logos'] = new Map();
		for (const pup of listing.pups) {
			const logo = await findLogo(pup.folder, pup.manifest);
			if (logo) logos.set(pup.manifest.meta.name, logo);
		}
		return { listing, logos };
	}

	function keep(row: SourceRow, content: Content): void {
		const before = JSON.stringify([contents.get(row.id)?.listing, row.name, row.lastError]);
		contents.set(row.id, content);
		const values = { name: content.listing.name, lastSeenAt: Date.now(), lastError: null };
		db.update(tables.sources).set(values).where(eq(tables.sources.id, row.id)).run();
		if (before === JSON.stringify([content.listing, values.name, values.lastError])) return;
		events.emit({ kind: 'source', source: view({ ...row, ...values }) });
		events.emit({ kind: 'store' });
	}

	/** Reads one source; what it offered before stays when it cannot be read now (an unplugged disk). */
	async function read(row: SourceRow): Promise<void> {
		try {
			keep(row, await load(row.location));
		} catch (error) {
			const lastError = reasonOf(error);
			log.warn({ source: row.id, err: error }, 'a source cannot be read');
			if (lastError === row.lastError) return;
			db.update(tables.sources).set({ lastError }).where(eq(tables.sources.id, row.id)).run();
			events.emit({ kind: 'source', source: view({ ...row, lastError }) });
		}
	}

	async function lookAtHost(): Promise<void> {
		const before = JSON.stringify(ability);
		ability = await deps.ability();
		if (before !== JSON.stringify(ability)) events.emit({ kind: 'store' });
	}

	return {
		list: () => rows().map(view),
		add(location) {
			return inTurn(async () => {
				const wanted = location.trim();
				if (/^([a-z][a-z0-9+.-]*:\/\/|[^/\s]+@[^/\s]+:)/i.test(wanted)) {
					throw new BoxError({
						code: 'not-yet',
						status: 422,
						message: 'Sources on the web and in git repositories cannot be added yet.',
						hint: 'Clone the repository to a folder of the box and add that folder.'
					});
				}
				if (!isAbsolute(wanted) || wanted.includes('\0')) {
					throw new BoxError({
						code: 'bad-source',
						status: 422,
						message: 'Give the whole path of a folder on the box, beginning with “/”.',
						fields: { location: 'must begin with “/”' }
					});
				}
				const folder = await realpath(wanted).catch(() => wanted);
				const content = await load(folder);
				const id = sourceIdOf(`folder:${folder}`);
				if (rows().some((row) => row.id === id || row.location === folder)) {
					throw conflict('already-added', 'This source is there already.');
				}
				const now = Date.now();
				const row: SourceRow = {
					id,
					kind: 'folder',
					location: folder,
					name: content.listing.name,
					addedAt: now,
					lastSeenAt: now,
					lastError: null,
					customName: null,
					credentials: null,
					account: null,
					publicKey: null
				};
				db.insert(tables.sources).values(row).run();
				contents.set(id, content);
				events.emit({ kind: 'source', source: view(row) });
				events.emit({ kind: 'store' });
				return view(row);
			});
		},
		change() {
			throw new Error('not built yet');
		},
		detail() {
			throw new Error('not built yet');
		},
		async checkout(sourceId, name, version) {
			const { folder } = this.find(sourceId, name, version);
			return { folder: folder!, treeHash: '', done: async () => {} };
		},
		async remove(id) {
			const row = rowOf(id);
			if (!row) throw notFound('source', id);
			if (row.kind === 'builtin') throw conflict('builtin', 'The built-in source cannot be removed.');
			db.delete(tables.sources).where(eq(tables.sources.id, id)).run();
			contents.delete(id);
			events.emit({ kind: 'source-removed', id });
			events.emit({ kind: 'store' });
		},
		refresh(id) {
			return inTurn(async () => {
				await lookAtHost();
				if (id === undefined) {
					for (const row of rows()) await read(row);
					return;
				}
				const row = rowOf(id);
				if (!row) throw notFound('source', id);
				await read(row);
			});
		},
		store() {
			const installed = new Map<string, { id: string; state: PupState }>();
			const fields = {
				id: tables.pups.id,
				state: tables.pups.state,
				sourceId: tables.pups.sourceId,
				name: tables.pups.name
			};
			for (const pup of db.select(fields).from(tables.pups).all()) installed.set(`${pup.sourceId}/${pup.name}`, pup);
			return rows().flatMap((row) =>
				(contents.get(row.id)?.listing.pups ?? []).map((pup): StorePup => {
					const { manifest, warnings } = pup;
					const { name } = manifest.meta;
					const choice = chooseBuild(manifest, ability);
					const here = installed.get(`${row.id}/${name}`);
					return {
						sourceId: row.id,
						sourceName: row.name,
						name,
						version: manifest.meta.version,
						versions: 1,
						category: categoryOf(manifest),
						signature: 'unsigned',
						updatedAt: null,
						shortDescription: manifest.meta.shortDescription,
						longDescription: manifest.meta.longDescription,
						logoUrl: contents.get(row.id)?.logos.has(name) ? logoUrl(row.id, name) : null,
						runnable: choice.ok,
						reason: choice.ok
							? null
							: [choice.reason, choice.command && `Run: ${choice.command}`].filter(Boolean).join(' '),
						requiresInternet: manifest.container.requiresInternet,
						webPages: webPages(manifest).map((page) => page.name),
						interfaces: manifest.interfaces.map((i) => ({ name: i.name, version: i.version })),
						dependencies: manifest.dependencies.map((d) => ({
							name: d.interfaceName,
							version: d.interfaceVersion,
							optional: d.optional
						})),
						warnings,
						installedPupId: here?.id ?? null,
						installedState: here?.state ?? null
					};
				})
			);
		},
		find(sourceId, name, version): FoundPup {
			const content = contents.get(sourceId);
			if (!content) throw notFound('source', sourceId);
			const pup = content.listing.pups.find((p) => p.manifest.meta.name === name);
			if (!pup || (version !== undefined && pup.manifest.meta.version !== version)) {
				throw notFound('pup', version === undefined ? name : `${name} ${version}`);
			}
			const { manifest, folder, sourcePath, warnings } = pup;
			const more = { origin: 'folder', treeHash: null, signature: 'unsigned' as const };
			return { sourceId, name, version: manifest.meta.version, manifest, folder, sourcePath, warnings, ...more };
		},
		logo: (sourceId, name) => Promise.resolve(contents.get(sourceId)?.logos.get(name) ?? null),
		async begin() {
			const now = Date.now();
			const builtin = { kind: 'builtin' as const, location: deps.builtinFolder };
			database.transaction(() => {
				// The program may have moved: its old place must not keep the row of the new one from being written.
				db.delete(tables.sources).where(eq(tables.sources.location, deps.builtinFolder)).run();
				db.insert(tables.sources)
					.values({ id: builtinId, ...builtin, name: 'Built-in', addedAt: 0, lastSeenAt: now, lastError: null })
					.onConflictDoUpdate({ target: tables.sources.id, set: builtin })
					.run();
			});
			await this.refresh();
		},
		async close() {
			await reading;
		}
	};
}
