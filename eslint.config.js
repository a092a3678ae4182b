import js from '@eslint/js';
import ts from 'typescript-eslint';
import svelte from 'eslint-plugin-svelte';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import svelteConfig from './svelte.config.js';

/**
 * Version 12 under its plain name ends the process on Node 24
 * (docs/decisions/0007-two-builds-of-sqlite.md).
 */
const sqlite = {
	name: 'better-sqlite3',
	allowTypeImports: true,
	message: 'Databases are opened by src/sqlite.js, which takes the build that fits this Node.'
};

export default ts.config(
	{
		ignores: [
			'build/',
			'release/',
			'packages/*/dist/',
			'coverage/',
			'.svelte-kit/',
			'node_modules/',
			'drizzle/',
			'test-results/',
			'playwright-report/',
			'static/'
		]
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
		files: ['src/**/*.ts', 'tests/**/*.ts', 'packages/**/*.ts', 'vite.config.ts'],
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
		// Layers and doors are dependency-cruiser's (.dependency-cruiser.mjs), which does not see
		// types that a component imports.
		files: ['src/lib/components/**/*.svelte'],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					paths: [sqlite],
					patterns: [{ group: ['**/server/**'], message: 'Components know the contract, never the server.' }]
				}
			]
		}
	},
	{
		// A bare server has no error path for its sockets: one reset would end the process.
		files: ['src/main.ts', 'src/lib/server/**/*.ts'],
		ignores: [
			'**/*.test.ts',
			'src/lib/server/streams/**',
			'src/lib/server/host/agent/listen.ts',
			'src/lib/server/host/nginx/port-probe.ts'
		],
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
	}
);
