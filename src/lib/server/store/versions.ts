/** Matches versions of interfaces with version ranges. */
import semver from 'semver';

/**
 * Whether version `version` of an interface satisfies a dependant's `range`. A text that is no
 * range must be equal.
 */
export function satisfies(version: string, range: string): boolean {
	const wanted = range.trim();
	if (wanted === '' || wanted === version) return true;
	const have = semver.parse(version, { loose: true }) ?? semver.coerce(version);
	if (!have || semver.validRange(wanted, { loose: true }) === null) return false;
	return semver.satisfies(have, wanted, { loose: true });
}

/** Whether a text is a version range, or means any version. */
export const isRange = (range: string): boolean => semver.validRange(range, { loose: true }) !== null;
