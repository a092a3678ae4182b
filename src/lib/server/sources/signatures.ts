/**
 * Decides which versions of a source are signed by the key that its owner pinned (docs/sources.md,
 * “Signatures”).
 */
import { checkMinisign, readMinisignKey, type MinisignKey } from './minisign.ts';
import type { ListedVersion, SourceListing } from './types.ts';
import type { SignatureState } from '../../contract/sources.ts';

export interface SignatureVerdict {
	state: SignatureState;
	/** Why verification failed, one sentence; null otherwise. */
	problem: string | null;
	/**
	 * Hash of the signed tree; null where the tree itself is not signed (on the web the hash of the
	 * archive is).
	 */
	treeHash: string | null;
}

const NOT_SIGNED = 'It is not signed, and its source must be.';
const UNSIGNED: SignatureVerdict = { state: 'unsigned', problem: null, treeHash: null };
/** Files with the list and its signature, at the root of the source. */
export const SUMS_FILES = ['dogebox.sums', 'dogebox.sums.minisig'] as const;
/** One line of `dogebox.sums`: hash and path of a tree in the format of sha256sum(1). */
const SUMS_LINE = /^([0-9a-f]{64}) [ *](.+)$/;

/**
 * Parses `dogebox.sums`.
 * @returns hashes by location; `.` is the root of the source
 */
export function readSums(text: string): Map<string, string> {
	const sums = new Map<string, string>();
	for (const line of text.split(/\r?\n/)) {
		const [, hash, location] = SUMS_LINE.exec(line) ?? [];
		if (hash && location) sums.set(location.replace(/^\.\/(?=.)|\/+$/g, '') || '.', hash);
	}
	return sums;
}

/**
 * Creates the judge of a listing's versions. Each signed text is verified once.
 * @param publicKey the pinned key; null: everything is `unsigned`
 */
export function createSignatureJudge(
	kind: 'builtin' | 'folder' | 'git' | 'web',
	listing: Pick<SourceListing, 'signed'>,
	publicKey: string | null
): (version: ListedVersion) => SignatureVerdict {
	if (publicKey === null) return () => UNSIGNED;
	const failed = (problem: string): SignatureVerdict => ({ state: 'failed', problem, treeHash: null });
	let key: MinisignKey;
	try {
		key = readMinisignKey(publicKey);
	} catch {
		return () => failed('The key of its source cannot be read.');
	}
	const checked = new Map<string, { wrong: string | null; sums: Map<string, string> }>();
	const signedText = (ref: string) => {
		const signed = listing.signed[ref]!;
		let known = checked.get(ref);
		if (!known) {
			const wrong = checkMinisign(Buffer.from(signed.text), signed.signature, key);
			checked.set(ref, (known = { wrong, sums: wrong || kind === 'web' ? new Map() : readSums(signed.text) }));
		}
		return known;
	};
	const byList = (version: ListedVersion, ref: string): SignatureVerdict => {
		const { wrong, sums } = signedText(ref);
		if (wrong) return failed(`Its signature ${wrong}.`);
		const treeHash = sums.get(version.sourcePath || '.');
		if (!treeHash) return failed('The signed list does not name this pup.');
		// At the root of the source the signed hash excludes the list itself, while the tree's hash
		// includes it.
		if (version.sourcePath !== '' && version.treeHash !== null && version.treeHash !== treeHash) {
			return failed('Its files are not those that were signed.');
		}
		return { state: 'verified', problem: null, treeHash };
	};
	return (version) => {
		const ref = Object.hasOwn(listing.signed, version.ref) ? version.ref : '*';
		const own = Object.hasOwn(listing.signed, ref);
		if (kind === 'web') {
			if (!own) return failed(NOT_SIGNED);
			const { wrong } = signedText(ref);
			if (wrong) return failed(`Its signature ${wrong}.`);
			// The index itself is signed. It has the hash of the archive, which the reader verifies
			// at the download.
			const hash = /[0-9a-f]{64}/.exec(version.identity)?.[0];
			return hash && listing.signed[ref]!.text.toLowerCase().includes(hash)
				? { state: 'verified', problem: null, treeHash: null }
				: failed('The signed index does not name this archive.');
		}
		const verdict = own ? byList(version, ref) : failed(NOT_SIGNED);
		if (verdict.state === 'verified' || version.treeHash === null || version.sourcePath === '') return verdict;
		// The same content may be at several tags, and its maker may have begun to sign only at a
		// later one.
		for (const other of Object.keys(listing.signed)) {
			const { sums } = signedText(other);
			if (sums.get(version.sourcePath) === version.treeHash) {
				return { state: 'verified', problem: null, treeHash: version.treeHash };
			}
		}
		return verdict;
	};
}
