import gt from 'semver/functions/gt';
import valid from 'semver/functions/valid';

/**
 * Whether the store offers a newer version than the installed one. A version that is no semver is
 * never newer.
 *
 * @param offered version in the store
 * @param installed version on the box
 */
export function isNewer(offered: string, installed: string): boolean {
	return valid(offered) !== null && valid(installed) !== null && gt(offered, installed);
}
