/**
 * Accessibility of every page: axe in light and dark, on laptop and phone, and the whole way by
 * keyboard.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { openSqlite } from '../../src/sqlite.js';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { DESKTOP, PHONE, accessible, fits, signIn, stateOf } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

let box: AliveBox;
let id = '';
test.beforeAll(async () => {
	test.setTimeout(300_000);
	box = await AliveBox.start('e2e-access');
	id = await box.install('Python page');
});
test.afterAll(() => box?.dispose());

/** Paths of the page of a pup in the store and of the page of a job. */
const pages = async (): Promise<[string, string]> => {
	const offered = (await box.store()).find((pup) => pup.name === 'Regtest node');
	const jobs = await box.get<{ jobs: { id: string }[] }>('/jobs');
	return [`/store/${offered?.sourceId}/${encodeURIComponent('Regtest node')}`, `/activity/${jobs.jobs[0]?.id}`];
};

/** Sections of a pup's page other than its overview. */
const sections = () =>
	['configuration', 'logs', 'metrics', 'terminal', 'files', 'about'].map((section) => `/pups/${id}/${section}`);

/**
 * By default each device is tested in one theme with a quarter of the pages. With `npm run
 * test:pages` all pages are tested on each device in both themes.
 */
const ALL = process.env['DOGEBOX_PAGES'] === 'all';
for (const [device, options, sampled] of [
	['laptop', DESKTOP, 'light'],
	['phone', PHONE, 'dark']
] as const) {
	for (const colorScheme of ALL ? (['light', 'dark'] as const) : [sampled]) {
		test.describe(`${device}, ${colorScheme}`, () => {
			test.use({ ...options, colorScheme });

			test('every page passes axe and fits', async ({ page, context }) => {
				await page.goto(`${box.url}/login`);
				await accessible(page, 'login');
				await fits(page, 'login');
				await page.goto(`${box.url}/reset`);
				await accessible(page, 'reset');
				await fits(page, 'reset');
				await signIn(context, box);
				const paths = [
					'/',
					'/store',
					...(await pages()),
					`/pups/${id}`,
					...(colorScheme === sampled ? sections() : []),
					`/pups/${id}/remove`,
					'/activity',
					'/settings',
					'/no/such/page',
					`/pups/${'0'.repeat(32)}`
				];
				for (const path of paths.filter((_path, index) => ALL || index % 4 === (device === 'laptop' ? 0 : 2))) {
					await page.goto(`${box.url}${path}`);
					await page.waitForLoadState('networkidle');
					await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
					expect(await page.title(), path).toMatch(/\S+ · \S|Dogebox/);
					await accessible(page, path);
					await fits(page, path);
				}
			});
		});
	}
}

test.describe('phone', () => {
	test.use(PHONE);

	test('what is touched is large enough', async ({ page, context }) => {
		await signIn(context, box);
		for (const path of ['/', '/store', `/pups/${id}`, `/pups/${id}/configuration`, '/settings']) {
			await page.goto(`${box.url}${path}`);
			await page.waitForLoadState('networkidle');
			const small = await page.evaluate(() =>
				[
					...document.querySelectorAll<HTMLElement>(
						'a[href], button, select, input:not([type=hidden]), textarea, summary'
					)
				]
					.filter((element) => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }))
					.map((element) => ({
						what: `${element.tagName} ${(element.textContent || element.getAttribute('aria-label') || '').trim().slice(0, 40)}`,
						inText: element.tagName === 'A' && getComputedStyle(element).display === 'inline',
						box: element.getBoundingClientRect()
					}))
					// WCAG 2.5.8: 24 by 24 px, except for links within a sentence.
					.filter(
						({ inText, box }) => !inText && box.width > 0 && box.height > 0 && (box.width < 24 || box.height < 24)
					)
					.map(({ what, box }) => `${what}: ${Math.round(box.width)}×${Math.round(box.height)}`)
			);
			expect(
				small.filter((line) => !/Skip to content|INPUT/.test(line)),
				path
			).toEqual([]);
		}
	});

	test('the navigation is at the bottom, in reach of a thumb', async ({ page, context }) => {
		await signIn(context, box);
		await page.goto(box.url);
		const bar = page.getByRole('navigation', { name: 'Main' }).last();
		await expect(bar).toBeVisible();
		const at = await bar.boundingBox();
		expect((at?.y ?? 0) + (at?.height ?? 0)).toBeGreaterThanOrEqual(840);
		await bar.getByRole('link', { name: 'Store' }).tap();
		await expect(page).toHaveURL(/\/store/);
		await bar.getByRole('link', { name: 'Activity' }).tap();
		await expect(page).toHaveURL(/\/activity/);
	});
});

test.describe('keyboard', () => {
	test.use(DESKTOP);

	test('stops, starts and is on the way to remove a pup without a mouse, focus always seen', async ({
		page,
		context
	}) => {
		await signIn(context, box);
		await page.goto(box.url);
		await page.waitForLoadState('networkidle');
		/** Presses Tab until the focused element has this name. */
		const tabTo = async (name: RegExp) => {
			for (let presses = 0; presses < 80; presses++) {
				await page.keyboard.press('Tab');
				const focused = await page.evaluate(() => {
					const element = document.activeElement as HTMLElement;
					const style = getComputedStyle(element);
					const around = [element, element.parentElement, element.closest('label')].filter((e) => e !== null);
					return {
						name: (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replace(/\s+/g, ' '),
						shown:
							element === document.body ||
							around.some((e) =>
								[getComputedStyle(e), getComputedStyle(e, '::after')].some(
									(s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'
								)
							) ||
							style.borderColor !== ''
					};
				});
				expect(focused.shown, `focus on “${focused.name}” is not seen`).toBe(true);
				if (name.test(focused.name)) return;
			}
			throw new Error(`Tab never came to ${name}`);
		};
		await page.keyboard.press('Tab');
		await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
		await page.keyboard.press('Enter');
		await tabTo(/^Python page$/);
		await page.keyboard.press('Enter');
		await expect(page).toHaveURL(new RegExp(`/pups/${id}`));
		await page.waitForLoadState('networkidle');
		await tabTo(/^Stop Python page$/);
		await page.keyboard.press('Enter');
		await expect(stateOf(page)).toHaveText('Stopped', { timeout: 30_000 });
		await tabTo(/^Start Python page$/);
		await page.keyboard.press('Space');
		await expect(stateOf(page)).toHaveText('Running', { timeout: 30_000 });
		await tabTo(/^About$/);
		await page.keyboard.press('Enter');
		await tabTo(/^Remove…$/);
		await page.keyboard.press('Enter');
		const dialog = page.getByRole('dialog');
		await expect(dialog).toBeVisible();
		await expect
			.poll(() => page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null), {
				message: 'focus is inside'
			})
			.toBe(true);
		await accessible(page, 'the dialog of removing');
		await page.keyboard.press('Escape');
		await expect(dialog).toBeHidden();
		await expect(page.getByRole('link', { name: 'Remove…' })).toBeFocused();
	});
});

test.describe('a very long name', () => {
	test.use(PHONE);
	const NAME = 'Wow'.repeat(40);
	let folder = '';
	test.beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'dogebox-long-'));
		// dogeboxd runs as another user and must be able to read the folder.
		chmodSync(folder, 0o755);
		mkdirSync(join(folder, 'long'));
		const meta = { name: NAME, version: `1.0.0-${'x'.repeat(60)}`, shortDescription: NAME, longDescription: NAME };
		const field = {
			name: `A${'B'.repeat(90)}`,
			label: NAME,
			type: 'select',
			options: [NAME],
			default: NAME,
			help: NAME
		};
		const manifest = {
			manifestVersion: 1,
			meta,
			config: { showOnInstall: true, sections: [{ name: NAME, label: NAME, description: NAME, fields: [field] }] },
			container: { build: { debian: {} }, services: [{ name: 'web', command: { exec: 'sleep 1' } }] }
		};
		writeFileSync(join(folder, 'long/manifest.json'), JSON.stringify(manifest));
		writeFileSync(
			join(folder, 'dogebox.json'),
			JSON.stringify({ id: 'long', name: NAME, description: NAME, pups: [{ location: 'long' }] })
		);
	});
	test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

	test('makes no page wider than a phone', async ({ page, context }) => {
		await signIn(context, box);
		const source = await box.addSource(folder);
		// Renames the pup in the database and names it in the titles of all jobs, as if it had been
		// installed under this name.
		const db = openSqlite(join(box.options.data, 'dogebox.db'));
		db.prepare('UPDATE pups SET name = ? WHERE id = ?').run(NAME, id);
		db.prepare("UPDATE jobs SET title = 'Install ' || ?").run(NAME);
		db.close();
		const store = `/store/${source.id}/${NAME}`;
		const job = (await box.get<{ jobs: { id: string }[] }>('/jobs')).jobs[0]?.id;
		const paths = ['/', '/store', '/store/sources', store, `${store}?install=1`, '/activity', `/activity/${job}`];
		for (const path of [...paths, `/pups/${id}`, ...sections(), `/pups/${id}/remove`, '/settings']) {
			await page.goto(`${box.url}${path}`);
			await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
			await fits(page, path);
		}
		await page.goto(`${box.url}/pups/${id}`);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(NAME);
	});
});
