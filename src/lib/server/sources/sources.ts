/** The list of sources, each with its reader and its offers. */
import type { Logger } from 'pino';
import { BoxError, conflict, notFound, isBoxError } from '../../contract/errors.ts';
import type { Source } from '../../contract/sources.ts';
import type { Database } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Sealer } from '../keys/index.ts';
import { createContents } from './contents.ts';
import { createFolderReader } from './folder.ts';
import { readLocation } from './location.ts';
import { readMinisignKey } from './minisign.ts';
import { createOffered } from './offered.ts';
import { createRefresher } from './refresh.ts';
import { createSourceRows, type SourceRow } from './rows.ts';
import { listBuiltin, listOfficial } from './standing.ts';
import type { ReaderInput, SourceReader, Sources } from './types.ts';

export interface SourcesDeps {
	database: Database;
	events: Events;
	jobs: Jobs;
	sealer: Sealer;
	/** `<data>/sources`: one folder for each source. */
	folder: string;
	/** Folder with the built-in pups. */
	builtinFolder: string;
	/** Location of the source that is listed from the start; null for none. */
	officialSource: string | null;
	/** Readers of remote sources; null where this program has none. */
	readers: { git: SourceReader | null; web: SourceReader | null };
	log: Logger;
}

/** Creates the sources of the box. Reads nothing before `begin`. */
export function createSources(deps: SourcesDeps): Sources {
	const { database, events, log } = deps;
	const rows = createSourceRows(database, deps.sealer);
	const contents = createContents(deps.folder);
	const folders = createFolderReader();
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

	const offered = createOffered({ rows, contents, readerOf, inputOf, refresh: (row) => refresher.refresh(row) });

	function removable(id: string): SourceRow {
		const row = rows.known(id);
		if (row.kind === 'builtin') throw conflict('builtin', 'The built-in source cannot be removed.');
		return row;
	}

	return {
		...offered,
		list: () => rows.all().map(view),
		async add(location, choices = {}) {
			const found = await readLocation(location);
			const publicKey = choices.publicKey ? readMinisignKey(choices.publicKey).text : null;
			const known = () => rows.get(found.id) ?? rows.at(found.location);
			if (known() || refresher.isPending(found.id))
				throw conflict('already-added', 'This source is already in the list.');
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
			return view(rows.known(found.id));
		},
		async change(id, choices) {
			const before = rows.known(id);
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
			// Reading the source shows whether they are correct. The answer does not wait for that.
			if (choices.credentials !== undefined) refresher.ask(row);
			return view(row);
		},
		needRemovable: (id) => ({ name: view(removable(id)).name }),
		async remove(id) {
			removable(id);
			database.transaction(() => {
				rows.remove(id);
				contents.forget(id);
				events.emit({ kind: 'source-removed', id });
				events.emit({ kind: 'store' });
			});
			await refresher.forget(id);
		},
		async refresh(id) {
			const wanted = id === undefined ? rows.all() : [rows.known(id)];
			await Promise.all(wanted.map((row) => refresher.refresh(row)));
		},
		async begin() {
			listBuiltin(database, rows, deps.builtinFolder);
			if (deps.officialSource !== null) {
				officialId = await listOfficial(database, rows, deps.officialSource).catch((err: unknown) => {
					log.warn(isBoxError(err) ? { reason: err.message } : { err }, 'the official source cannot be listed');
					return null;
				});
			}
			await refresher.begin();
		},
		close: () => refresher.close()
	};
}
