// Which Chromium the pages are tested in.
import { existsSync } from 'node:fs';

/**
 * Debian's headless shell comes first: Chromium without windows. In it the tests use a third less
 * processor time (22.2 s of live.spec become 15.3). Ubuntu has none.
 */
const CANDIDATES = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** Path of the Chromium of the tests; `DOGEBOX_CHROMIUM` names another. It may not exist. */
export const chromium =
	process.env.DOGEBOX_CHROMIUM ?? CANDIDATES.find((path) => existsSync(path)) ?? '/usr/bin/chromium';
