/**
 * What a box is called on its host. Plain JavaScript, so that whoever takes the box away knows it
 * without a build.
 */
import { createHash } from 'node:crypto';

/**
 * The instance where no setting names one.
 * @param {string} data its folder, absolute @param {string} standard the folder where none is named
 */
export const instanceFor = (data, standard) =>
	data === standard ? 'dbx' : `dbx${createHash('sha256').update(data).digest('hex').slice(0, 6)}`;

/**
 * Each carries the instance's name, so that what is ours can be found and removed.
 * @param {string} instance
 */
export const networkNames = (instance) => ({
	bridge: `${instance}0`,
	/** In the families `bridge` and `inet`. */
	nftTable: `dogebox_${instance.replaceAll('-', '_')}`
});
