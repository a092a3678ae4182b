import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { devServer } from './src/dev-server.ts';
import { directBlocks, firstLoadChunks, plainIcons, plainVariants, smallLoader, startChunk } from './src/first-load.ts';
import { chromium } from './scripts/lib/chromium.mjs';
import { gallery } from './src/gallery/plugin.ts';

/** In every project. What a test waits for may be late on a busy machine. */
const expect = { requireAssertions: true, poll: { timeout: 20_000 } };

export default defineConfig({
	plugins: [
		tailwindcss(),
		plainIcons(),
		plainVariants(),
		sveltekit(),
		directBlocks(),
		smallLoader(),
		firstLoadChunks(),
		startChunk(),
		...(process.env.VITEST ? [] : [gallery(), devServer()])
	],
	build: {
		target: 'es2022',
		// As in svelte.config.js: tests/house/imports-do-nothing.test.ts holds it.
		rolldownOptions: {
			treeshake: { moduleSideEffects: [{ test: /\/src\/lib\/(?:server|contract)\//, sideEffects: false }] }
		},
		// The first script would name each script of each page, to load those of the next one at
		// once: a kilobyte of every first view. A page's own script names them a moment later; what
		// the server writes names its own.
		modulePreload: { resolveDependencies: (_file, deps) => deps.filter((file) => file.endsWith('.css')) }
	},
	test: {
		expect: { requireAssertions: true },
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					environment: 'node',
					include: ['src/**/*.test.ts', 'packages/*/src/**/*.test.ts', 'tests/house/**/*.test.ts'],
					exclude: ['src/**/*.browser.test.ts'],
					// Imports do nothing (tests/house), so files share a worker and what it
					// has read: that takes a third of the time.
					isolate: false,
					// Without a number one of two processors stays idle.
					maxWorkers: 2,
					testTimeout: 60_000,
					expect
				}
			},
			{
				extends: true,
				// Known beforehand: a package that is found while tests run reloads their page.
				optimizeDeps: { include: ['bits-ui', 'tailwind-variants/lite', 'uplot', 'valibot'] },
				test: {
					// Components in a real browser: what a person does with mouse and keys, and
					// what a screen reader is told.
					name: 'components',
					include: ['src/**/*.browser.test.ts'],
					testTimeout: 60_000,
					expect,
					browser: {
						enabled: true,
						headless: true,
						screenshotFailures: false,
						viewport: { width: 900, height: 700 },
						provider: playwright({
							launchOptions: {
								executablePath: chromium,
								args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']
							}
						}),
						instances: [{ browser: 'chromium' }]
					}
				}
			},
			{
				extends: true,
				test: {
					name: 'integration',
					environment: 'node',
					include: ['integration', 'security', 'faults', 'docker'].map((folder) => `tests/${folder}/**/*.test.ts`),
					testTimeout: 180_000,
					hookTimeout: 300_000,
					expect,
					// Real bridges, cgroups and ports, each box with its own
					// (tests/support/apart.ts): much of the time is waiting. Three took a
					// sixth off, and tests ran out of their time for a reason that was not found.
					maxWorkers: 2
				}
			}
		]
	}
});
