import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vitest/config';
import { devServer } from './src/dev-server.ts';
import { firstLoadChunks, plainIcons } from './src/first-load.ts';

export default defineConfig({
	plugins: [tailwindcss(), plainIcons(), sveltekit(), firstLoadChunks(), ...(process.env.VITEST ? [] : [devServer()])],
	build: { target: 'es2022' },
	test: {
		expect: { requireAssertions: true },
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					environment: 'node',
					include: ['src/**/*.test.ts'],
					testTimeout: 20_000
				}
			},
			{
				extends: true,
				test: {
					name: 'integration',
					environment: 'node',
					include: ['tests/integration/**/*.test.ts', 'tests/security/**/*.test.ts', 'tests/faults/**/*.test.ts'],
					testTimeout: 180_000,
					hookTimeout: 300_000,
					// Real bridges, cgroups and ports, each box with its own (tests/support/apart.ts): much of the time is waiting.
					maxWorkers: 2
				}
			}
		]
	}
});
