import gt from 'semver/functions/gt';
import valid from 'semver/functions/valid';

/**
 * Whether the store offers something newer than what is installed. Versions that follow no rule are
 * never newer.
 *
 * @param offered version in the store
 * @param installed version on the box
 */
export function isNewer(offered: string, installed: string): boolean {
	return valid(offered) !== null && valid(installed) !== null && gt(offered, installed);
}
