/** Whether the host was started since the box last looked. */
import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import * as v from 'valibot';
import type { Settings } from '../db/index.ts';

/** Differs after each start of the kernel (random(4)). */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';
const KEY = 'boxes.boot';

/** @returns true once after each start of the host; also the very first time */
export function bootedAnew(settings: Settings, log: Pick<Logger, 'warn'>): boolean {
	try {
		const now = readFileSync(BOOT_ID, 'latin1').trim();
		if (settings.get(KEY, v.string()) === now) return false;
		settings.set(KEY, now);
		return true;
	} catch (error) {
		log.warn({ err: error }, 'it is not known whether the host was started anew');
		return false;
	}
}
