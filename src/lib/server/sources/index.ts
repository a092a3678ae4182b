/** Door of the sources room: where pups come from, and the listing of what they all offer. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Logger } from 'pino';
import { BoxError, conflict, notFound } from '../../contract/errors.ts';
import type { PupState, Source } from '../../contract/pups.ts';
import { tables, type Database } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import { hashTree } from '../files/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Sealer } from '../keys/index.ts';
import { createContents } from './contents.ts';
import { createFolderReader } from './folder.ts';
import { checkNixFile } from './integrity.ts';
import { readLocation, sourceIdOf } from './location.ts';
import { readMinisignKey } from './minisign.ts';
import { createRefresher } from './refresh.ts';
import { createReadmes } from './readmes.ts';
import { SUMS_FILES } from './signatures.ts';
import { createSourceRows, isLocal, type SourceRow } from './rows.ts';
import { storeDetailOf, storePupOf, type OfferedPup, type StoreView } from './store.ts';
import type { FoundPup, HostCapabilities, ReaderInput, SourceReader, Sources } from './types.ts';
import { problemOf } from './versions.ts';

export { cannotRun, chooseBuild, createCapabilities } from './capabilities.ts';
export { createGitReader } from './git/index.ts';
export { checkNixFile } from './integrity.ts';
export { sourceIdOf } from './location.ts';
export { findLogo } from './logos.ts';
export { readJsonText, readSourceIndex } from './pup-index.ts';
export { SUMS_FILES } from './signatures.ts';
export { createWebReader } from './web/index.ts';
export type { Able, FoundPup, HostCapabilities, SourceReader, Sources } from './types.ts';

export interface SourcesDeps {
	database: Database;
	events: Events;
	jobs: Jobs;
	sealer: Sealer;
	/** `<data>/sources`: one folder per source. */
	folder: string;
	/** Folder with the built-in pups. */
	builtinFolder: string;
	/** Location of the source that is listed from the start; null for none. */
	officialSource: string | null;
	/** Readers of sources on other machines; null where this program has none. */
	readers: { git: SourceReader | null; web: SourceReader | null };
	/** What this host can build and run; see {@link createAbility}. */
	capabilities: () => Promise<HostCapabilities> | HostCapabilities;
	log: Logger;
}

const UNKNOWN: HostCapabilities = (() => {
	const no = { ok: false as const, reason: 'The host is still being looked at.', command: null };
	return { nix: no, debian: no, image: no };
})();

/** The official source that was listed once: an owner who removed it does not get it back. */
const OFFICIAL_KEY = 'sources.official';

/** Path on the box of a logo in the store. */
const logoUrl = (sourceId: string, name: string) => `/api/v1/store/${sourceId}/${encodeURIComponent(name)}/logo`;

/** Makes the sources of the box. Nothing is read before `begin`. */
export function createSources(deps: SourcesDeps): Sources {
	const { database, events, log } = deps;
	const { db } = database;
	const builtinId = sourceIdOf('builtin');
	const rows = createSourceRows(database, deps.sealer);
	const contents = createContents(deps.folder);
	const folders = createFolderReader();
	const readmes = createReadmes();
	let capabilities = UNKNOWN;
	let officialId: string | null = null;

	function readerOf(kind: SourceRow['kind']): SourceReader {
		if (kind === 'builtin' || kind === 'folder') return folders;
		const reader = deps.readers[kind];
		if (reader) return reader;
		throw new BoxError({
			code: 'bad-source',
			status: 422,
			message: `This box cannot read sources of the kind “${kind}”.`,
			hint: 'Give a folder of the box.'
		});
	}

	const inputOf = (row: SourceRow): ReaderInput => ({
		id: row.id,
		location: row.location,
		credentials: rows.opened(row),
		folder: contents.readerFolder(row.id)
	});

	function view(row: SourceRow): Source {
		const content = contents.get(row.id);
		const { customName, credentials: _credentials, ...plain } = row;
		return {
			...plain,
			name: customName ?? row.name,
			official: row.id === officialId,
			jobId: refresher.jobOf(row.id),
			signature: content?.signature ?? 'unsigned',
			conflicts: content?.listing.conflicts ?? [],
			pups: content?.offers.length ?? 0,
			unreadable: content?.listing.unreadable ?? []
		};
	}

	const publish = (row: SourceRow) => events.emit({ kind: 'source', source: view(row) });
	const refresher = createRefresher({
		jobs: deps.jobs,
		log,
		rows,
		contents,
		readerOf,
		inputOf,
		publish,
		storeChanged: () => events.emit({ kind: 'store' }),
		isOfficial: (row) => row.id === officialId
	});

	function storeView(): StoreView {
		const installed = new Map<string, { id: string; state: PupState }>();
		const { id, sourceId, name, state } = tables.pups;
		for (const pup of db.select({ id, sourceId, name, state }).from(tables.pups).all()) {
			installed.set(`${pup.sourceId}/${pup.name}`, { id: pup.id, state: pup.state });
		}
		return {
			capabilities,
			installed,
			logoUrl: (pup) => (contents.get(pup.sourceId)?.logos.has(pup.name) ? logoUrl(pup.sourceId, pup.name) : null)
		};
	}

	const offers = (): OfferedPup[] => rows.all().flatMap((row) => contents.get(row.id)?.offers ?? []);

	async function lookAtHost(): Promise<void> {
		const before = JSON.stringify(capabilities);
		capabilities = await deps.capabilities();
		if (before !== JSON.stringify(capabilities)) events.emit({ kind: 'store' });
	}

	function rowOf(id: string): SourceRow {
		const row = rows.get(id);
		if (!row) throw notFound('source', id);
		return row;
	}

	function lookUp(sourceId: string, name: string, version: string | undefined) {
		const row = rowOf(sourceId);
		const pup = contents.get(sourceId)?.offers.find((one) => one.name === name);
		const found = version === undefined ? pup?.shown : pup?.versions.find((one) => one.version === version);
		if (!pup || !found) throw notFound('pup', version === undefined ? name : `${name} ${version}`);
		return { row, pup, found };
	}

	function usable(sourceId: string, name: string, version: string | undefined) {
		const { row, pup, found } = lookUp(sourceId, name, version);
		const problem = problemOf(found);
		if (problem !== null) {
			throw new BoxError({
				code: 'pup-unusable',
				status: 422,
				message: `${name} ${found.version} cannot be installed: ${problem}`,
				hint: 'The maker of this pup has to mend it; another version may do.'
			});
		}
		return { row, pup, found };
	}

	/** Lists the official source once in the life of this box. */
	async function listOfficial(): Promise<void> {
		if (deps.officialSource === null) return;
		const { kind, location, id } = await readLocation(deps.officialSource);
		officialId = id;
		if (database.settings.get(OFFICIAL_KEY, v.string()) === id) return;
		database.transaction(() => {
			database.settings.set(OFFICIAL_KEY, id);
			if (rows.get(id) || rows.at(location)) return;
			const empty = { credentials: null, account: null, publicKey: null, customName: null };
			const name = 'Dogebox pups';
			rows.insert({ ...empty, id, kind, location, name, addedAt: 1, lastSeenAt: null, lastError: null });
		});
	}

	return {
		list: () => rows.all().map(view),
		async add(location, choices = {}) {
			const found = await readLocation(location);
			const publicKey = choices.publicKey ? readMinisignKey(choices.publicKey).text : null;
			const known = () => rows.get(found.id) ?? rows.at(found.location);
			if (known() || refresher.isPending(found.id)) throw conflict('already-added', 'This source is there already.');
			const now = Date.now();
			await refresher.admit({
				id: found.id,
				kind: found.kind,
				location: found.location,
				name: found.location.split(/[/#]/).filter(Boolean).at(-1) ?? found.location,
				customName: choices.name || null,
				...rows.sealed(found.id, choices.credentials ?? found.credentials),
				publicKey,
				addedAt: now,
				lastSeenAt: now,
				lastError: null
			});
			return view(rowOf(found.id));
		},
		async change(id, choices) {
			const before = rowOf(id);
			const values: Partial<SourceRow> = {};
			if (choices.name !== undefined) values.customName = choices.name || null;
			if (choices.publicKey !== undefined) {
				values.publicKey = choices.publicKey ? readMinisignKey(choices.publicKey).text : null;
			}
			if (choices.credentials !== undefined) Object.assign(values, rows.sealed(id, choices.credentials));
			const row = rows.set(id, values);
			if (!row) throw notFound('source', id);
			await contents.judge(row);
			publish(row);
			if (row.customName !== before.customName || row.publicKey !== before.publicKey) events.emit({ kind: 'store' });
			// Whether they are right is seen by using them; the answer does not wait for that.
			if (choices.credentials !== undefined) refresher.ask(row);
			return view(row);
		},
		async remove(id) {
			const row = rowOf(id);
			if (row.kind === 'builtin') throw conflict('builtin', 'The built-in source cannot be removed.');
			database.transaction(() => {
				rows.remove(id);
				contents.forget(id);
				events.emit({ kind: 'source-removed', id });
				events.emit({ kind: 'store' });
			});
			await refresher.forget(id);
		},
		async refresh(id) {
			await lookAtHost();
			const wanted = id === undefined ? rows.all() : [rowOf(id)];
			await Promise.all(wanted.map((row) => refresher.refresh(row)));
		},
		store() {
			const view = storeView();
			return offers().map((pup) => storePupOf(pup, view));
		},
		async detail(sourceId, name, version) {
			const { row, pup, found } = lookUp(sourceId, name, version);
			// Its account may not be readable; the page is, all the same.
			const readme = await readmes.get(`${row.id} ${row.lastSeenAt}`, readerOf(row.kind), () => inputOf(row), found);
			return storeDetailOf(pup, found, offers(), storeView(), readme);
		},
		find(sourceId, name, version): FoundPup {
			const { row, found } = usable(sourceId, name, version);
			const local = isLocal(row);
			const { manifest, sourcePath, warnings, origin, treeHash, signature } = found;
			return {
				sourceId,
				name,
				version: found.version,
				manifest,
				sourcePath,
				warnings,
				origin,
				treeHash,
				signature,
				folder: local ? join(row.location, sourcePath) : null
			};
		},
		async checkout(sourceId, name, version, progress, signal) {
			const row = rowOf(sourceId);
			const local = isLocal(row);
			// What lies in a folder may have changed since it was last looked at.
			if (local) await refresher.refresh(row);
			const { found } = usable(sourceId, name, version);
			const target = join(contents.checkoutFolder(sourceId), randomBytes(8).toString('hex'));
			mkdirSync(target, { recursive: true, mode: 0o700 });
			const done = () => rm(target, { recursive: true, force: true });
			try {
				const folder = await readerOf(row.kind).checkout(inputOf(row), found, target, progress, signal);
				const treeHash = await hashTree(folder, { signal });
				if (found.signedHash !== null && found.signedHash !== (await signedPart(folder, found, treeHash, signal))) {
					throw refused('signature-failed', `The files of ${name} ${version} are not those that were signed.`);
				}
				const { nixFile } = found.manifest.container.build;
				const nix = nixFile === null ? null : await readFile(join(folder, nixFile)).catch(() => null);
				const changed = found.treeHash !== null && found.treeHash !== treeHash;
				if (changed || (!local && checkNixFile(found.manifest, nix) !== null)) {
					throw refused('content-changed', `The files of ${name} ${version} are not those that its source listed.`);
				}
				return { folder, treeHash, done };
			} catch (error) {
				await done();
				throw error;
			}
		},
		logo: (sourceId, name) => Promise.resolve(contents.get(sourceId)?.logos.get(name) ?? null),
		async begin() {
			const builtin = { kind: 'builtin' as const, location: deps.builtinFolder };
			database.transaction(() => {
				// The program may have moved: its old place must not keep the row of the new one from being written.
				const other = rows.at(deps.builtinFolder);
				if (other && other.id !== builtinId) rows.remove(other.id);
				if (rows.get(builtinId)) return void rows.set(builtinId, builtin);
				const empty = { credentials: null, account: null, publicKey: null, customName: null };
				rows.insert({
					...builtin,
					...empty,
					id: builtinId,
					name: 'Built-in',
					addedAt: 0,
					lastSeenAt: null,
					lastError: null
				});
			});
			await listOfficial().catch((err: unknown) => log.warn({ err }, 'the official source cannot be listed'));
			// Before the first pup is told of: what cannot be known to run would be told as what cannot run.
			await lookAtHost();
			await refresher.begin();
		},
		close: () => refresher.close()
	};
}

/** Hash of what the signed list speaks of: the tree, but at the root of a source not the list itself. */
async function signedPart(
	folder: string,
	{ sourcePath }: { sourcePath: string },
	treeHash: string,
	signal: AbortSignal
): Promise<string> {
	return sourcePath === '' ? hashTree(folder, { signal, leaveOut: SUMS_FILES }) : treeHash;
}

function refused(code: string, message: string): BoxError {
	return new BoxError({
		code,
		status: 422,
		message,
		hint: 'Read the source anew. If it stays so, ask its maker before you install this.'
	});
}
