/** Detects whether the host was booted since the last check. */
import type { Logger } from 'pino';
import * as v from 'valibot';
import { bootId } from '../boot-id.ts';
import type { Settings } from './settings.ts';

/**
 * @param key setting that stores the boot for this caller
 * @returns true once after each boot of the host, and the first time ever
 */
export function bootedAnew(settings: Settings, key: `${string}.boot`, log: Pick<Logger, 'warn'>): boolean {
	try {
		const now = bootId();
		if (settings.get(key, v.string()) === now) return false;
		settings.set(key, now);
		return true;
	} catch (error) {
		log.warn({ err: error }, 'it is not known whether the host was started anew');
		return false;
	}
}
