/** Which version of an interface serves whom. */
import semver from 'semver';

/**
 * Whether an interface of version `version` serves a dependant that asks for `range`. Text that is
 * no range must be equal.
 */
export function satisfies(version: string, range: string): boolean {
	const wanted = range.trim();
	if (wanted === '' || wanted === version) return true;
	const have = semver.parse(version, { loose: true }) ?? semver.coerce(version);
	if (!have || semver.validRange(wanted, { loose: true }) === null) return false;
	return semver.satisfies(have, wanted, { loose: true });
}

/** Whether a text is a range of versions, or means any. */
export const isRange = (range: string): boolean => semver.validRange(range, { loose: true }) !== null;
