// The layers of architecture.json as rules of dependency-cruiser and as the table of
// ARCHITECTURE.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {{ name: string, floors: string[][], does: string, mustNot: string }} Layer
 * @typedef {{ of: string, file: string, for: string, why: string }} Door a file of a room that one
 *   other unit enters beside index.ts
 * @typedef {{ layers: Layer[], doors: Door[] }} Architecture
 * @typedef {{ name: string, comment: string, severity: 'error', from: object, to: object }} Rule
 */

/** How dependency-cruiser reads our modules; imports of types count. */
export const cruiseOptions = {
	tsPreCompilationDeps: true,
	doNotFollow: { path: 'node_modules' },
	enhancedResolveOptions: {
		exportsFields: ['exports'],
		conditionNames: ['import', 'node', 'svelte', 'default', 'types']
	}
};

const SERVER = 'src/lib/server';

/**
 * @param {string} root the folder that holds architecture.json
 * @returns {Architecture}
 */
export const readArchitecture = (root) => JSON.parse(readFileSync(join(root, 'architecture.json'), 'utf8'));

/** The path in the tree of a name in `floors`. @param {string} unit */
export const pathOf = (unit) => unit.replace(/^server\//, `${SERVER}/`);

/** @param {string} text */
const escaped = (text) => text.replace(/[.()[\]{}+*?^$|\\]/g, '\\$&');
/** Pattern for everything in a folder, or for the file itself. @param {string} path */
const within = (path) => (/\.[a-z]+$/.test(path) ? `^${escaped(path)}$` : `^${escaped(path)}/`);

/**
 * Rooms of the tree: every folder right below the server's, and every folder with an index.ts
 * further down.
 * @param {string} root
 * @returns {string[]} paths from the root, sorted
 */
export function roomsIn(root) {
	/** @type {string[]} */
	const rooms = [];
	/** @param {string} folder @param {number} depth */
	const walk = (folder, depth) => {
		for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
			if (!entry.isDirectory()) continue;
			const path = `${folder}/${entry.name}`;
			if (depth === 0 || existsSync(join(root, path, 'index.ts'))) rooms.push(path);
			walk(path, depth + 1);
		}
	};
	if (existsSync(join(root, SERVER))) walk(SERVER, 0);
	return rooms.sort();
}

/**
 * Finds entries of src/ and src/lib/server that belong to no layer.
 * @param {Architecture} architecture
 * @param {string} root
 * @returns {string[]} paths from the root
 */
export function unplaced({ layers }, root) {
	const placed = new Set(layers.flatMap(({ floors }) => floors.flat().map(pathOf)));
	const parents = new Set(['src/lib', SERVER]);
	return ['src', 'src/lib', SERVER]
		.flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
		.filter((path) => !placed.has(path) && !parents.has(path))
		.filter((path) => !/\.(css|html|d\.ts|test\.ts)$/.test(path))
		.sort();
}

/**
 * Every rule of the house about imports.
 * @param {Architecture} architecture
 * @param {readonly string[]} rooms paths of all rooms, as {@link roomsIn} gives them
 * @returns {Rule[]}
 */
export function rulesOf({ layers, doors: extraDoors }, rooms) {
	const floors = layers.flatMap((layer) =>
		layer.floors.map((units) => ({ layer: layer.name, units: units.map(pathOf) }))
	);
	const upward = floors.flatMap(({ layer, units }, index) =>
		units.map((unit) => {
			const above = floors.slice(0, index).flatMap((floor) => floor.units);
			const beside = units.filter((other) => other !== unit);
			return {
				name: `upward from ${unit}`,
				comment: `Imports point downwards: ${unit} (${layer}) must not import what stands above or beside it in architecture.json.`,
				severity: 'error',
				from: { path: within(unit) },
				to: { path: [...above, ...beside].map(within) }
			};
		})
	);
	const doors = rooms.flatMap((room) => {
		const extra = extraDoors.filter((door) => pathOf(door.of) === room);
		const rule = (/** @type {string[]} */ from, /** @type {string[]} */ open) => ({
			name: `door of ${room}`,
			comment: 'A room is entered by its index.ts, or its types.ts for types.',
			severity: /** @type {const} */ ('error'),
			from: { path: '^src/', pathNot: from },
			to: { path: within(room), pathNot: [`^${escaped(room)}/(index|types)\\.ts$`, ...open] }
		});
		// Units with a door of their own are checked by a second rule, which knows that door.
		const guests = extra.map((door) => within(pathOf(door.for)));
		return [
			rule([within(room), ...guests], []),
			...extra.map((door, index) => ({
				...rule([], [`^${escaped(`${room}/${door.file}`)}$`]),
				from: { path: guests[index] ?? '' }
			}))
		];
	});
	return [
		...upward.filter(({ to }) => /** @type {{ path: string[] }} */ (to).path.length > 0),
		...doors,
		{
			name: 'types.ts holds types',
			comment: 'From outside, a types.ts gives types only; what runs goes through index.ts.',
			severity: 'error',
			from: { path: '^src/' },
			to: { path: `^${SERVER}/[a-z/-]+/types\\.ts$`, dependencyTypesNot: ['type-only'] }
		},
		{
			name: 'sdk stands alone',
			comment: 'packages/sdk is installed without the rest: nothing of it, and of npm what is bundled (ws).',
			severity: 'error',
			from: { path: '^packages/sdk/src/', pathNot: '\\.test\\.ts$' },
			to: { path: ['^src/', '^scripts/', '^tests/', 'node_modules/'], pathNot: ['/ws/', '/@types/node/'] }
		},
		{
			name: 'browsers have no Node',
			comment: 'What the entry of the SDK for browsers needs, browsers have.',
			severity: 'error',
			from: { path: '^packages/sdk/src/', pathNot: '/node(-transport)?\\.ts$|\\.test\\.ts$' },
			to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'] }
		},
		{
			name: 'circle',
			comment: 'Two modules that need each other are one, or need a third; circles of types count.',
			severity: 'error',
			from: {},
			to: { circular: true }
		},
		{
			name: 'server knows the app',
			comment: 'src/lib/server, the contract and the key manager are libraries: no SvelteKit, no alias, no component.',
			severity: 'error',
			from: { path: ['^src/lib/(server|contract)/', '^src/dkm/'] },
			to: { path: ['^\\$', '^svelte$', '^svelte/', '@sveltejs/', 'node_modules/svelte/'] }
		},
		{
			name: 'server uses an alias',
			comment: 'Aliases are of the app; libraries import by path, so that they run without it.',
			severity: 'error',
			from: { path: ['^src/lib/(server|contract)/', '^src/dkm/'] },
			to: { dependencyTypes: ['aliased'] }
		},
		{
			name: 'starts programs beside the host',
			comment:
				'Programs are started by server/host alone; kept-process.ts starts the key manager and the parts of the box.',
			severity: 'error',
			from: { path: `^${SERVER}/`, pathNot: [`^${SERVER}/(host/|kept-process\\.ts$)`, '\\.test\\.ts$'] },
			to: { path: ['^(node:)?(child_process|cluster)$', 'node_modules/(execa|@lydell/node-pty)/'] }
		},
		{
			name: 'browser knows the server',
			comment: 'Components and browser state know the contract, never the server.',
			severity: 'error',
			from: { path: '^src/lib/(components|client)/' },
			to: { path: `^${SERVER}/` }
		},
		{
			name: 'contract knows a side',
			comment: 'What browser and server share runs in both: it imports neither, and nothing of Node.',
			severity: 'error',
			from: { path: '^src/lib/contract/', pathNot: '\\.test\\.ts$' },
			to: { path: '^(src/(?!lib/contract/)|\\$)' }
		},
		{
			name: 'contract uses Node',
			comment: 'What browser and server share runs in both: it imports neither, and nothing of Node.',
			severity: 'error',
			from: { path: '^src/lib/contract/', pathNot: '\\.test\\.ts$' },
			to: { dependencyTypes: ['core'] }
		},
		{
			name: 'key manager knows the box',
			comment: 'The key manager shares the database driver and the reader of accounts with dogeboxd, nothing else.',
			severity: 'error',
			from: { path: '^src/dkm/' },
			to: { path: '^src/', pathNot: ['^src/dkm/', '^src/sqlite\\.js$', `^${SERVER}/accounts\\.ts$`] }
		},
		{
			name: 'not found',
			comment: 'An import that leads nowhere is judged by no other rule.',
			severity: 'error',
			from: { path: '^src/' },
			to: { path: '^(\\.|\\$(lib|contract|client))', pathNot: '^\\./\\$types', couldNotResolve: true }
		}
	];
}

const TABLE = /(<!-- layers: .*? -->\n)[\s\S]*?(<!-- \/layers -->)/;

/**
 * Returns a page with its table of layers from architecture.json, between its marks.
 * @param {string} page Markdown
 * @param {Architecture} architecture
 */
export function withTable(page, { layers }) {
	if (!TABLE.test(page)) throw new Error('ARCHITECTURE.md has no marks <!-- layers: … --> and <!-- /layers -->.');
	const rows = layers.map(({ name, floors, does, mustNot }) => {
		const units = floors.map((floor) => floor.map((unit) => `\`${unit}\``).join(', ')).join('; ');
		return `| ${name} | ${units} | ${does} | ${mustNot} |`;
	});
	const table = ['| layer | folders and files | does | must not |', '| --- | --- | --- | --- |', ...rows].join('\n');
	return page.replace(TABLE, (_, open, close) => `${open}\n${table}\n\n${close}`);
}
