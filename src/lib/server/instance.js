/** Names of a box on its host. Plain JavaScript, so that the removal of a box needs no build. */
import { createHash } from 'node:crypto';

/**
 * The name of the instance when no setting gives one.
 * @param {string} data its folder, absolute @param {string} standard the default folder
 */
export const instanceFor = (data, standard) =>
	data === standard ? 'dbx' : `dbx${createHash('sha256').update(data).digest('hex').slice(0, 6)}`;

/**
 * Each name contains the instance's name, so that our resources can be found and removed.
 * @param {string} instance
 */
export const networkNames = (instance) => ({
	bridge: `${instance}0`,
	/** In the families `bridge` and `inet`. */
	nftTable: `dogebox_${instance.replaceAll('-', '_')}`
});
