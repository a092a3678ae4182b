import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';
import { chromium } from './scripts/lib/chromium.mjs';

/** Desktop and phone, in Debian's Chromium, against the built program and real containers. */
export default defineConfig({
	testDir: 'tests/e2e',
	testMatch: '**/*.spec.ts',
	// Files side by side, each with a box of its own (tests/support/apart.ts): much of the time is
	// waiting.
	workers: 2,
	fullyParallel: false,
	timeout: 180_000,
	expect: { timeout: 30_000 },
	retries: 0,
	forbidOnly: true,
	reporter: [['list']],
	use: {
		// Without the film: it takes a picture of each change, which two processors notice.
		trace: { mode: 'retain-on-failure', screenshots: false },
		screenshot: 'only-on-failure',
		launchOptions: {
			executablePath: fileURLToPath(new URL('tests/e2e/support/deaf-chromium.pl', import.meta.url)),
			env: { ...process.env, DOGEBOX_DEAF_CHROMIUM: chromium },
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync'
			]
		}
	},
	outputDir: 'test-results'
});
