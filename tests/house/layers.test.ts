import { cruise } from 'dependency-cruiser';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cruiseOptions, readArchitecture, roomsIn, rulesOf, unplaced, withTable } from '../../scripts/lib/layers.mjs';
import { root } from '../../scripts/lib/prepare.mjs';

const trees: string[] = [];

afterAll(() => {
	for (const tree of trees) rmSync(tree, { recursive: true, force: true });
});

/** Writes files below a new folder and returns the rules that they break, as `rule: file`. */
async function broken(files: Record<string, string>): Promise<string[]> {
	const tree = mkdtempSync(join(tmpdir(), 'dogebox-layers-'));
	trees.push(tree);
	for (const [name, text] of Object.entries(files)) {
		const path = join(tree, name);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}
	symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
	const { output } = await cruise(
		['src', 'packages/sdk/src'],
		{
			...cruiseOptions,
			baseDir: tree,
			ruleSet: { forbidden: rulesOf(readArchitecture(root), roomsIn(tree)) },
			validate: true
		},
		{ alias: { $lib: join(tree, 'src/lib') } }
	);
	if (typeof output === 'string') throw new Error('dependency-cruiser answered with a text.');
	return [...new Set(output.summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`))].sort();
}

const S = 'src/lib/server';

/** A healthy tree. Each specimen below adds one fault. */
const HEALTHY = {
	'src/lib/contract/errors.ts': `export const wrong = 1;`,
	'src/lib/server/files/index.ts': `export { write } from './write.ts';`,
	'src/lib/server/files/write.ts': `import { wrong } from '../../contract/errors.ts';\nexport const write = wrong;`,
	'src/lib/server/db/types.ts': `export interface Database { file: string }`,
	'src/lib/server/db/index.ts': `export type { Database } from './types.ts';\nexport const open = 1;`,
	'src/lib/server/jobs/index.ts': `export { run } from './run.ts';`,
	'src/lib/server/jobs/types.ts': `export type Id = string;`,
	'src/lib/server/jobs/run.ts': `import type { Database } from '../db/types.ts';\nimport { open } from '../db/index.ts';\nexport const run: [number, Database?] = [open];`,
	'src/lib/server/jobs/a.ts': `export type A = 1;`,
	'src/lib/server/jobs/b.ts': `import type { A } from './a.ts';\nexport const b: A = 1;`,
	'src/lib/server/host/index.ts': `export { call } from './agent/client.ts';`,
	'src/lib/server/host/agent/index.ts': `export { serve } from './server.ts';`,
	'src/lib/server/host/agent/client.ts': `export const call = 1;`,
	'src/lib/server/host/agent/server.ts': `export const serve = 1;`,
	'src/lib/server/host/spawn.ts': `import { spawn } from 'node:child_process';\nexport const start = spawn;`,
	'src/agent/main.ts': `import { serve } from '../lib/server/host/agent/index.ts';\nexport const agent = serve;`,
	'src/lib/server/sources/index.ts': `export { git } from './git/index.ts';`,
	'src/lib/server/sources/git/index.ts': `export { git } from './read.ts';`,
	'src/lib/server/sources/git/read.ts': `export const git = 1;`,
	'src/lib/client/live.ts': `import { wrong } from '$lib/contract/errors.ts';\nexport const live = wrong;`,
	'src/lib/components/Row.svelte': `<script lang="ts">import { live } from '$lib/client/live.ts'; console.log(live);</script>`,
	'packages/sdk/src/index.ts': `export const sdk = 1;`,
	'packages/sdk/src/node.ts': `import { request } from 'node:http';\nimport { WebSocket } from 'ws';\nexport const n = [request, WebSocket];`,
	'src/routes/+page.svelte': `<script lang="ts">import Row from '$lib/components/Row.svelte';</script><Row />`
};

test('a tree that keeps to the layers breaks no rule', async () => {
	expect(await broken(HEALTHY)).toEqual([]);
});

/** The fault, its file, the text of the file, and the rule that reports it. */
const SPECIMENS: [string, string, string, string][] = [
	['a room below imports one above', `${S}/jobs/up.ts`, `import '../sources/index.ts';`, `upward from ${S}/jobs`],
	['only a type of it', `${S}/db/up.ts`, `import type { X } from '../jobs/types.ts';`, `upward from ${S}/db`],
	['a room beside is imported', `${S}/keys/up.ts`, `import { open } from '../db/index.ts';`, `upward from ${S}/keys`],
	[
		'state of the browser imports a component',
		'src/lib/client/up.ts',
		`import Row from '$lib/components/Row.svelte';`,
		'upward from src/lib/client'
	],
	[
		'a component imports a page',
		'src/lib/components/Up.svelte',
		`<script>import Page from '../../routes/+page.svelte';</script><Page />`,
		'upward from src/lib/components'
	],
	[
		'a component imports the server',
		'src/lib/components/words.ts',
		`import { run } from '$lib/server/jobs/index.ts';`,
		'browser knows the server'
	],
	[
		'a room is entered beside its door',
		`${S}/pups/in.ts`,
		`import { run } from '../jobs/run.ts';`,
		`door of ${S}/jobs`
	],
	['from a page', 'src/routes/+page.server.ts', `import { run } from '$lib/server/jobs/run.ts';`, `door of ${S}/jobs`],
	[
		'from deep inside another room',
		`${S}/pups/config/in.ts`,
		`import { run } from '../../jobs/run.ts';`,
		`door of ${S}/jobs`
	],
	[
		'a room in a room is entered beside its door',
		`${S}/sources/in.ts`,
		`import { git } from './git/read.ts';`,
		`door of ${S}/sources/git`
	],
	[
		'a room in a room is entered from outside by its own door',
		`${S}/store/in.ts`,
		`import { git } from '../sources/git/index.ts';`,
		`door of ${S}/sources`
	],
	[
		'a guest of a room enters it beside the guest’s own door',
		'src/agent/in.ts',
		`import { serve } from '../lib/server/host/agent/server.ts';`,
		`door of ${S}/host`
	],
	[
		'somebody takes the door of a guest',
		`${S}/network/in.ts`,
		`import { serve } from '../host/agent/index.ts';`,
		`door of ${S}/host`
	],
	[
		'a types.ts gives what runs',
		`${S}/jobs/value.ts`,
		`import { open } from '../db/types.ts';`,
		'types.ts holds types'
	],
	[
		'the server library knows SvelteKit',
		`${S}/jobs/kit.ts`,
		`import { error } from '@sveltejs/kit';`,
		'server knows the app'
	],
	[
		'the server library uses an alias',
		`${S}/jobs/alias.ts`,
		`import { wrong } from '$lib/contract/errors.ts';`,
		'server uses an alias'
	],
	[
		'a room starts a program',
		`${S}/keys/start.ts`,
		`import { spawn } from 'node:child_process';`,
		'starts programs beside the host'
	],
	[
		'the contract imports the server',
		'src/lib/contract/side.ts',
		`import { open } from '../server/db/index.ts';`,
		'contract knows a side'
	],
	[
		'the contract imports the browser',
		'src/lib/contract/side-too.ts',
		`import { live } from '../client/live.ts';`,
		'contract knows a side'
	],
	[
		'the contract uses Node',
		'src/lib/contract/node.ts',
		`import { readFileSync } from 'node:fs';`,
		'contract uses Node'
	],
	[
		'the key manager imports a room',
		'src/dkm/main.ts',
		`import { write } from '../lib/server/files/index.ts';`,
		'key manager knows the box'
	],
	[
		'the SDK imports the box',
		'packages/sdk/src/box.ts',
		`import '../../../src/lib/contract/errors.ts';`,
		'sdk stands alone'
	],
	['its part for browsers uses Node', 'packages/sdk/src/core.ts', `import 'node:fs';`, 'browsers have no Node'],
	['an import leads nowhere', `${S}/jobs/lost.ts`, `import { gone } from './gone.ts';`, 'not found'],
	[
		'two modules need each other',
		`${S}/jobs/a.ts`,
		`import { b } from './b.ts';\nexport type A = 1;\nexport const a = b;`,
		'circle'
	]
];

describe('a rule tells when', () => {
	let found: string[];

	beforeAll(async () => {
		const planted = Object.fromEntries(SPECIMENS.map(([, file, text]) => [file, text]));
		// Two specimens in one file would hide each other.
		expect(Object.keys(planted)).toHaveLength(SPECIMENS.length);
		found = await broken({ ...HEALTHY, ...planted });
	});

	test.each(SPECIMENS)('%s', (_, file, __, rule) => {
		expect(found).toContain(`${rule}: ${file}`);
	});

	test('and of nothing else', () => {
		const guilty = new Set(SPECIMENS.map(([, file]) => file));
		expect(found.filter((line) => !guilty.has(line.slice(line.indexOf(': ') + 2)))).toEqual([]);
	});
});

test('every file and folder of the program has its place in architecture.json', () => {
	expect(unplaced(readArchitecture(root), root)).toEqual([]);
});

test('the table in ARCHITECTURE.md is that of architecture.json (npm run layers writes it)', async () => {
	const file = join(root, 'ARCHITECTURE.md');
	const page = readFileSync(file, 'utf8');
	const config = { ...(await resolveConfig(file)), filepath: file };
	expect(page).toBe(await format(withTable(page, readArchitecture(root)), config));
});

test('a door of a room re-exports, and implements nothing', () => {
	const doors = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src/lib/server/**/index.ts'], {
		cwd: root,
		encoding: 'utf8'
	})
		.trim()
		.split('\n');
	expect(doors.length).toBeGreaterThan(20);
	const more: string[] = [];
	for (const door of doors) {
		const rest = readFileSync(join(root, door), 'utf8')
			.replace(/\/\*[\s\S]*?\*\//g, '')
			.replace(/^export (?:type )?(?:\{[^}]*\}|\*(?: as \w+)?) from '[^']+';$/gm, '')
			.trim();
		if (rest !== '') more.push(`${door}: ${rest.slice(0, 80)}`);
	}
	expect(more).toEqual([]);
});
