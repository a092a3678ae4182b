/**
 * Pages whose scripts fail to load, or whose box goes away in the meantime. They run over the
 * made-up box of `screens`, which ends and comes back at the same address.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { inScene } from './screens/appearances.mjs';
import { accessible, fits } from './support/box.ts';

const PAGE_SCRIPTS = '**/_app/immutable/nodes/*.js';
const LAZY_SCRIPTS = '**/_app/immutable/**';

let site: ChildProcess;
let base = '';

async function startSite(): Promise<void> {
	const port = base === '' ? [] : [new URL(base).port];
	site = spawn(process.execPath, [join(import.meta.dirname, 'screens/site.mjs'), ...port], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const [line] = (await once(site.stdout!, 'data')) as [Buffer];
	base = String(line).trim();
}
async function endSite(): Promise<void> {
	if (site.exitCode !== null || site.signalCode !== null) return;
	const ended = once(site, 'exit');
	site.kill('SIGKILL');
	await ended;
}
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
/** The page is connected, which means that its scripts work. */
const isLive = (page: Page) => expect(page.getByText(/^\s*Live/)).toBeVisible();
/** Waits for longer than the page's interval between two checks whether the box is back. */
const aWhile = (page: Page) => page.waitForTimeout(5000);

test.beforeAll(startSite);
test.afterAll(endSite);
test.beforeEach(({ context }) => inScene(context, base, { name: 'lost-parts', path: '/' }));

for (const [width, colorScheme] of [
	[390, 'light'],
	[1440, 'dark']
] as const) {
	test.describe(`${width} px wide, ${colorScheme}`, () => {
		test.use({ viewport: { width, height: 900 }, colorScheme });

		test('a page whose scripts cannot be had can be tried again', async ({ page }) => {
			await page.route(PAGE_SCRIPTS, (route) => route.abort());
			await page.goto(`${base}/activity`);
			await expect(heading(page, 'This page failed.')).toBeVisible();
			await accessible(page, 'the page that failed');
			await fits(page, 'the page that failed');
			await page.unroute(PAGE_SCRIPTS);
			await page.getByRole('link', { name: 'Try again' }).click();
			await expect(heading(page, 'Activity')).toBeVisible();
			await expect(page).toHaveURL(`${base}/activity`);
		});
	});
}

test.describe('while the box is away', () => {
	test.use({ viewport: { width: 1440, height: 900 } });

	test('a page that was not whole yet stays, and is whole when it is back', async ({ page }) => {
		const ends = { site: null as Promise<void> | null };
		/** Scripts that are still loading and that the page needs before its own scripts. */
		const coming = new Set<string>();
		page.on('request', (request) => {
			if (request.resourceType() === 'script' && !request.url().includes('/nodes/')) coming.add(request.url());
		});
		page.on('requestfinished', (request) => coming.delete(request.url()));
		await page.route(PAGE_SCRIPTS, async (route) => {
			await expect.poll(() => coming.size).toBe(0);
			await (ends.site ??= endSite());
			await route.abort().catch(() => {});
		});
		await page.goto(`${base}/activity`, { waitUntil: 'commit' });
		await expect.poll(() => ends.site !== null).toBe(true);
		await aWhile(page);
		expect(page.url()).toBe(`${base}/activity`);
		await expect(heading(page, 'Activity')).toBeVisible();
		await page.unrouteAll({ behavior: 'ignoreErrors' });
		await startSite();
		await isLive(page);
	});

	test('a link is followed when it is back', async ({ page }) => {
		await page.goto(`${base}/store/sources`);
		await isLive(page);
		await endSite();
		await page.getByRole('link', { name: 'Activity' }).first().click();
		await aWhile(page);
		expect(page.url()).toBe(`${base}/store/sources`);
		await expect(page.getByText('No connection to the box.')).toBeVisible();
		await startSite();
		await expect(heading(page, 'Activity')).toBeVisible();
		await isLive(page);
	});
});

test.describe('a part that comes later', () => {
	test.use({ viewport: { width: 1440, height: 900 } });

	test('is said to be missing, and comes when it is wanted again', async ({ page }) => {
		await page.goto(`${base}/store/sources`);
		await isLive(page);
		await page.waitForLoadState('networkidle');
		await page.route(LAZY_SCRIPTS, (route) => route.abort());
		const remove = page.getByRole('button', { name: /^Remove…/ }).first();
		await remove.click();
		await expect(page.getByText('A part of this page could not be loaded.')).toBeVisible();
		await expect(page.getByRole('button', { name: 'Reload the page' })).toBeVisible();
		await page.unroute(LAZY_SCRIPTS);
		await page.getByRole('button', { name: 'Hide' }).click();
		await expect(page.getByText('A part of this page could not be loaded.')).toBeHidden();
		await remove.click();
		await expect(page.getByRole('alertdialog').or(page.getByRole('dialog'))).toBeVisible();
	});
});
