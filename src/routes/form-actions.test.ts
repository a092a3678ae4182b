/** Walks every form action below `src/routes`. Each must be an adapter over existing operations. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROUTE_ACCESS } from '$lib/contract/access.ts';
import { operations } from '$lib/contract/operations.ts';
import { OPERATIONS, type FormAction } from './form-actions.ts';

const here = import.meta.dirname;
const files = readdirSync(here, { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile() && entry.name.startsWith('+page.server'))
	.map((entry) => join(entry.parentPath, entry.name));

/** Returns every form action with the id of its route. */
async function allActions(): Promise<{ name: string; route: string; made: FormAction }[]> {
	const found = [];
	for (const file of files) {
		const { actions = {} } = (await import(/* @vite-ignore */ file)) as { actions?: Record<string, FormAction> };
		const route = `/${relative(here, file).split('/').slice(0, -1).join('/')}`;
		for (const [name, made] of Object.entries(actions)) found.push({ name: `${route}?/${name}`, route, made });
	}
	return found;
}

describe('form actions', async () => {
	const all = await allActions();

	it('are found where the files have some', () => {
		const withActions = files.filter((file) => readFileSync(file, 'utf8').includes('export const actions'));
		expect(withActions.length).toBeGreaterThan(8);
		expect(new Set(all.map(({ route }) => route)).size).toBe(withActions.length);
		expect(all.length).toBeGreaterThan(25);
	});

	it.each(all)('$name maps to operations', ({ route, made }) => {
		const named = made[OPERATIONS];
		expect(named).toBeDefined();
		if ('browserOnly' in named) return;
		expect(named.length).toBeGreaterThan(0);
		for (const id of named) {
			expect(operations).toHaveProperty([id]);
			const { access } = operations[id];
			// Whoever may not see the page may not call the operations of its forms, and the other
			// way round.
			if (access !== 'open') expect([access, access === 'setup' ? 'open' : access]).toContain(ROUTE_ACCESS[route]);
		}
	});

	it('that are no operation leave only something in the browser', () => {
		const alone = all.filter(({ made }) => 'browserOnly' in made[OPERATIONS]).map(({ name }) => name);
		expect(alone).toEqual(['/(app)/settings?/theme']);
	});

	it('stand in no file beside the pages’ own', () => {
		const servers = readdirSync(here, { recursive: true, withFileTypes: true }).filter(
			(entry) => entry.isFile() && /^\+server\./.test(entry.name)
		);
		for (const { parentPath, name } of servers) {
			const source = readFileSync(join(parentPath, name), 'utf8');
			expect(source, join(parentPath, name)).not.toMatch(
				/export (const|function|async function) (POST|PUT|PATCH|DELETE)/
			);
		}
	});
});
