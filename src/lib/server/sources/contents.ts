/**
 * The current offers of each source: its listing, judged, with logos. In memory; listings of remote
 * sources also on disk.
 */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeUnfinished } from '../files/index.ts';
import { findLogo, createLogoCache, type Logo } from './logos.ts';
import { readListing, writeListing } from './listing-store.ts';
import { isLocal, type SourceRow } from './rows.ts';
import { createSignatureJudge } from './signatures.ts';
import { offerOf, signatureOf } from './offers.ts';
import type { OfferedPup, ReaderInput, SourceListing, SourceReader } from './types.ts';
import type { SignatureState } from '../../contract/sources.ts';
import { compareVersions } from './versions.ts';

export interface Content {
	listing: SourceListing;
	offers: OfferedPup[];
	signature: SignatureState;
	/** By name of the pup. */
	logos: ReadonlyMap<string, Logo>;
}

export interface Contents {
	get(id: string): Content | null;
	/** Stores a listing; true when it differs from the previous one. */
	store(row: SourceRow, listing: SourceListing): Promise<boolean>;
	/** Judges the listing again after the key or the name changed. */
	judge(row: SourceRow): Promise<void>;
	/** Loads the stored listing from disk; false where there is no usable one. */
	restore(row: SourceRow): Promise<boolean>;
	/** Fetches the logos of the shown versions. */
	fillLogos(row: SourceRow, listing: SourceListing, reader: SourceReader, input: ReaderInput): Promise<void>;
	forget(id: string): void;
	/** Folder of a source's reader; it is not created. */
	readerFolder(id: string): string;
	/** Folder for trees that are being installed. */
	checkoutFolder(id: string): string;
	/** Removes trees left by an installation that the end of the program interrupted. */
	clearCheckouts(id: string): Promise<void>;
	/** Removes files of sources that do not exist: adding them was interrupted. */
	eraseOthers(ids: readonly string[]): Promise<void>;
	/** Removes all files of a source. */
	erase(id: string): Promise<void>;
}

/** @param folder `<data>/sources`, which has one folder for each source */
export function createContents(folder: string): Contents {
	const contents = new Map<string, Content>();
	const prints = new Map<string, string>();
	const own = (id: string, ...path: string[]) => join(folder, id, ...path);
	const logosOf = (id: string) => createLogoCache(own(id, 'logos'));

	function offersOf(row: SourceRow, listing: SourceListing): OfferedPup[] {
		const judge = createSignatureJudge(row.kind, listing, row.publicKey);
		return listing.pups.map(({ name, versions }) => {
			const judged = versions.map((version) => {
				const verdict = judge(version);
				return {
					...version,
					signature: verdict.state,
					signatureProblem: verdict.problem,
					signedHash: verdict.treeHash,
					// At the root of a source the signed list is part of the pup's folder, so it
					// cannot contain that folder's hash. The hash is then only known at the
					// checkout.
					treeHash: version.treeHash ?? (version.sourcePath === '' ? null : verdict.treeHash)
				};
			});
			judged.sort((a, b) => compareVersions(a.version, b.version));
			return offerOf({ sourceId: row.id, sourceName: row.customName ?? row.name, name, versions: judged });
		});
	}

	async function take(row: SourceRow, listing: SourceListing): Promise<void> {
		const offers = offersOf(row, listing);
		const logos = new Map<string, Logo>();
		const cache = logosOf(row.id);
		for (const { name, shown } of offers) {
			const logo = isLocal(row)
				? await findLogo(join(row.location, shown.sourcePath), shown.manifest)
				: cache.get(shown);
			if (logo) logos.set(name, logo);
		}
		contents.set(row.id, { listing, offers, signature: signatureOf(row.publicKey !== null, offers), logos });
	}

	return {
		get: (id) => contents.get(id) ?? null,
		async store(row, listing) {
			const print = printOf(row, listing);
			await take(row, listing);
			const changed = prints.get(row.id) !== print;
			prints.set(row.id, print);
			if (changed && !isLocal(row)) writeListing(own(row.id, 'listing.json'), listing);
			return changed;
		},
		async judge(row) {
			const content = contents.get(row.id);
			if (!content) return;
			await take(row, content.listing);
			prints.set(row.id, printOf(row, content.listing));
		},
		async restore(row) {
			removeUnfinished(own(row.id));
			const listing = existsSync(own(row.id)) ? await readListing(own(row.id, 'listing.json')) : null;
			if (!listing) return false;
			await take(row, listing);
			prints.set(row.id, printOf(row, listing));
			return true;
		},
		async fillLogos(row, listing, reader, input) {
			const cache = logosOf(row.id);
			const shown = offersOf(row, listing).map((offer) => offer.shown);
			for (const version of shown) await cache.fill(reader, input, version);
			cache.keepOnly(shown);
		},
		forget(id) {
			contents.delete(id);
			prints.delete(id);
		},
		readerFolder: (id) => own(id, 'content'),
		checkoutFolder: (id) => own(id, 'checkouts'),
		clearCheckouts: (id) => rm(own(id, 'checkouts'), { recursive: true, force: true }),
		async eraseOthers(ids) {
			for (const name of await readdir(folder).catch(() => [])) {
				if (/^[0-9a-f]{32}$/.test(name) && !ids.includes(name)) await rm(own(name), { recursive: true, force: true });
			}
		},
		erase: (id) => rm(own(id), { recursive: true, force: true })
	};
}

/** A text that changes whenever a person would see a difference. */
function printOf(row: SourceRow, { name, pups, unreadable, conflicts, signed }: SourceListing): string {
	const versions = pups.map((pup) => [
		pup.name,
		pup.versions.map((one) => [
			one.version,
			one.identity,
			one.ref,
			one.origin,
			one.problem,
			one.warnings,
			one.updatedAt
		])
	]);
	return JSON.stringify([row.customName, row.publicKey, name, versions, unreadable, conflicts, signed]);
}
