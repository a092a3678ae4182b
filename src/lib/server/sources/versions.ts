/** Order of versions, and which of them the store shows. */
import semver from 'semver';
import type { SignatureState } from '../../contract/pups.ts';
import type { ListedVersion } from './types.ts';

/** Newest first by semantic version (“v” before it allowed); what is none comes last, in the order of its text backwards. */
export function compareVersions(a: string, b: string): number {
	const [left, right] = [semver.parse(a, { loose: true }), semver.parse(b, { loose: true })];
	if (left && right) return semver.rcompare(left, right) || right.compareBuild(left) || (a < b ? 1 : a > b ? -1 : 0);
	if (left || right) return left ? -1 : 1;
	return a < b ? 1 : a > b ? -1 : 0;
}

/** Whether an interface of version `version` serves a dependant that asks for `range`. Text that is no range must be equal. */
export function satisfies(version: string, range: string): boolean {
	const wanted = range.trim();
	if (wanted === '' || wanted === version) return true;
	const have = semver.parse(version, { loose: true }) ?? semver.coerce(version);
	if (!have || semver.validRange(wanted, { loose: true }) === null) return false;
	return semver.satisfies(have, wanted, { loose: true });
}

/** A version with what the room found out about it. */
export interface JudgedVersion extends ListedVersion {
	signature: SignatureState;
	/** Why its signature does not count; null where it is none or good. */
	signatureProblem: string | null;
	/** Hash of its tree by the signed list; null where there is none. */
	signedHash: string | null;
}

/** Why this version must not be installed; null when it may. */
export function problemOf(version: JudgedVersion): string | null {
	return version.problem ?? (version.signature === 'failed' ? version.signatureProblem : null);
}

/** The version the store shows: the newest that may be installed, else the newest. */
export function shownVersion(versions: readonly JudgedVersion[]): JudgedVersion {
	return versions.find((one) => problemOf(one) === null) ?? versions[0]!;
}
