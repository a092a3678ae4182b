import js from '@eslint/js';
import ts from 'typescript-eslint';
import svelte from 'eslint-plugin-svelte';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import svelteConfig from './svelte.config.js';

/** Version 12 under its plain name ends the process on Node 24 (docs/decisions/0007-two-builds-of-sqlite.md). */
const sqlite = {
	name: 'better-sqlite3',
	allowTypeImports: true,
	message: 'Databases are opened by src/sqlite.js, which takes the build that fits this Node.'
};

const rooms = [
	'host',
	'runtime',
	'containers',
	'network',
	'build',
	'metrics',
	'keys',
	'events',
	'db',
	'jobs',
	'resolver',
	'sources',
	'pups',
	'boxes',
	'auth',
	'setup',
	'system',
	'api',
	'operations',
	'audit',
	'proxy',
	'files',
	'outbound',
	'streams'
];

export default ts.config(
	{
		ignores: ['build/', '.svelte-kit/', 'node_modules/', 'drizzle/', 'test-results/', 'playwright-report/', 'static/']
	},
	js.configs.recommended,
	...ts.configs.recommended,
	...svelte.configs.recommended,
	prettier,
	...svelte.configs.prettier,
	{
		languageOptions: { globals: { ...globals.node, ...globals.browser } },
		rules: {
			'no-undef': 'off',
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			'@typescript-eslint/consistent-type-imports': 'error'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig } },
		rules: { 'svelte/no-navigation-without-resolve': 'off' }
	},
	{
		files: ['src/**/*.ts'],
		ignores: ['src/**/*.svelte.ts'],
		languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
			'@typescript-eslint/await-thenable': 'error'
		}
	},
	{ rules: { 'no-restricted-imports': ['error', { paths: [sqlite] }] } },
	{
		// src/lib/server is a library: it knows nothing of SvelteKit, routes or components.
		files: ['src/lib/server/**/*.ts', 'src/lib/contract/**/*.ts', 'src/dkm/**/*.ts'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					paths: [sqlite],
					patterns: [
						{
							group: [
								'$app/*',
								'$lib/*',
								'$env/*',
								'@sveltejs/*',
								'svelte',
								'svelte/*',
								'**/routes/**',
								'**/components/**',
								'**/lib/client/**'
							],
							message: 'The server library does not know the app (design, section 11).'
						},
						{
							group: rooms.map((room) => `../${room}/!(index|types).ts`),
							message: 'A room has one door: import from its index.ts.'
						}
					]
				}
			]
		}
	},
	{
		// A bare server has no error path for its sockets: one reset would end the process.
		files: ['src/main.ts', 'src/lib/server/**/*.ts'],
		ignores: ['**/*.test.ts', 'src/lib/server/streams/**', 'src/lib/server/host/agent/listen.ts'],
		rules: {
			'no-restricted-syntax': [
				'error',
				{
					selector:
						"ImportDeclaration[source.value=/^node:(http|net)$/] > ImportSpecifier[imported.name='createServer']",
					message: 'Servers are made by createGuardedServer of src/lib/server/streams.'
				}
			]
		}
	},
	{
		// What browser and server share knows neither.
		files: ['src/lib/contract/**/*.ts'],
		rules: {
			'no-restricted-imports': ['error', { paths: [sqlite], patterns: ['**/server/**', 'node:*', '$app/*', '$lib/*'] }]
		}
	}
);
