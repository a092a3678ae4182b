/** Detects from files, without root, whether a time server has set the clock. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Time after a start of the box in which its clock may still be set, seconds. */
const PATIENCE_S = 15 * 60;

/**
 * systemd-timesyncd creates its folder when it starts, and `synchronized` in it when a server has
 * answered (systemd-timesyncd.service(8)). Other programs leave no such sign.
 * @param root prefix of the system's files, default `/`
 * @returns null where it cannot be known, or not yet
 */
export function timeSynchronised(root = '/'): boolean | null {
	const folder = join(root, 'run/systemd/timesync');
	if (existsSync(join(folder, 'synchronized'))) return true;
	if (!existsSync(folder)) return null;
	return uptime(join(root, 'proc/uptime')) < PATIENCE_S ? null : false;
}

function uptime(file: string): number {
	try {
		return Number(readFileSync(file, 'latin1').split(' ')[0]) || 0;
	} catch {
		return 0;
	}
}
