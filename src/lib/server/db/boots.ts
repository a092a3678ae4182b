/** Whether the host was started since somebody last looked. */
import type { Logger } from 'pino';
import * as v from 'valibot';
import { bootId } from '../boot-id.ts';
import type { Settings } from './settings.ts';

/**
 * @param key setting in which this is kept for who asks
 * @returns true once after each start of the host; also the very first time
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
