/** Orders versions, and chooses the one that the store shows. */
import semver from 'semver';
import type { JudgedVersion } from './types.ts';

/**
 * Sorts by semantic version, newest first (a leading “v” is allowed). Other texts come last, in
 * reverse order.
 */
export function compareVersions(a: string, b: string): number {
	const [left, right] = [semver.parse(a, { loose: true }), semver.parse(b, { loose: true })];
	if (left && right) return semver.rcompare(left, right) || right.compareBuild(left) || (a < b ? 1 : a > b ? -1 : 0);
	if (left || right) return left ? -1 : 1;
	return a < b ? 1 : a > b ? -1 : 0;
}

/** Whether a version is a pre-release: `2.0.0-beta`. */
export function isPreview(version: string): boolean {
	return (semver.parse(version, { loose: true })?.prerelease.length ?? 0) > 0;
}

/** Whether both are semantic versions, and the first is newer. */
export function isNewer(version: string, than: string): boolean {
	const [left, right] = [semver.parse(version, { loose: true }), semver.parse(than, { loose: true })];
	return left !== null && right !== null && semver.gt(left, right);
}

/** Why this version must not be installed; null when it may. */
export function problemOf(version: JudgedVersion): string | null {
	return version.problem ?? (version.signature === 'failed' ? version.signatureProblem : null);
}

/** The version that the store shows: the newest that may be installed, else the newest. */
export function shownVersion(versions: readonly JudgedVersion[]): JudgedVersion {
	return versions.find((one) => problemOf(one) === null) ?? versions[0]!;
}
