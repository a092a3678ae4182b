/**
 * The page of resources and the metrics of a pup: on laptop and phone, by keyboard, and without
 * scripts.
 */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { AliveBox, HOSTILE_SOURCE, cannotRun } from '../support/alive.ts';
import { DESKTOP, PHONE, accessible, complaints, fits, signIn } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.use(DESKTOP);
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

let box: AliveBox;
let pup: string;
test.beforeAll(async () => {
	test.setTimeout(300_000);
	box = await AliveBox.start('e2e-resources');
	await box.addSource(HOSTILE_SOURCE);
	pup = await box.install('Probe');
	await box.state(pup, 'running');
	await box.api.call('POST', `/pups/${pup}/metrics`, {
		height: { value: 812 },
		note: { value: '<img src=x onerror=alert(1)>' },
		nonsense: { value: {} }
	});
});
test.afterAll(() => box?.dispose());
test.beforeEach(({ context }) => signIn(context, box));

async function open(page: Page, path: string): Promise<void> {
	await page.goto(box.url + path);
	await page.waitForLoadState('networkidle');
}

test('all pups stand in one table that is sorted by what they take, by keyboard too', async ({ page }) => {
	const complained = complaints(page);
	await open(page, '/');
	await page.getByRole('navigation', { name: 'Main' }).first().getByRole('link', { name: 'Resources' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Resources' })).toBeVisible();
	const table = page.getByRole('table', { name: 'What each pup takes' });
	await expect(table.getByRole('columnheader', { name: 'Memory' })).toHaveAttribute('aria-sort', 'descending');
	const row = table.getByRole('row').filter({ hasText: 'Probe' });
	await expect(row.getByRole('meter', { name: 'Memory of Probe' })).toBeVisible();
	const byCpu = table.getByRole('button', { name: 'Processor' });
	await byCpu.focus();
	await page.keyboard.press('Enter');
	await expect(table.getByRole('columnheader', { name: 'Processor' })).toHaveAttribute('aria-sort', 'descending');
	await page.keyboard.press('Enter');
	await expect(table.getByRole('columnheader', { name: 'Processor' })).toHaveAttribute('aria-sort', 'ascending');
	await accessible(page, 'resources');
	await fits(page, 'resources');
	await row.getByRole('link', { name: 'Probe' }).click();
	await expect(page).toHaveURL(`${box.url}/pups/${pup}/metrics`);
	expect(complained).toEqual([]);
});

test('metrics of a pup: ranges, its own values, what was refused', async ({ page }) => {
	const complained = complaints(page);
	await open(page, `/pups/${pup}/metrics`);
	const usage = page.getByRole('region', { name: 'Usage' });
	// The text of a chart for screen readers.
	await expect(usage.getByText(/^Memory\. Memory: last .+, average .+, highest .+\.$/)).toBeAttached();
	await expect(usage.locator('canvas').first(), 'loaded after the first view').toBeVisible();
	const own = page.getByRole('region', { name: 'Reported by Probe' });
	await expect(own).toContainText('812');
	await expect(own, 'as text, not as HTML').toContainText('<img src=x onerror=alert(1)>');
	await expect(own).toContainText('“nonsense” is not among the metrics of its manifest');
	await accessible(page, 'metrics of a pup');
	await usage.getByRole('link', { name: '30 days' }).click();
	await expect(page).toHaveURL(/range=30d/);
	await expect(usage.getByRole('link', { name: '30 days' })).toHaveAttribute('aria-current', 'true');
	expect(complained).toEqual([]);
});

test('a pup that did not run has a sentence and no empty charts', async ({ page }) => {
	const { jobId, pupId } = await box.askInstall('Python page', { start: false });
	await box.succeeds(jobId);
	await open(page, `/pups/${pupId}/metrics?range=7d`);
	const usage = page.getByRole('region', { name: 'Usage' });
	await expect(usage).toContainText(
		'There are no values of the last seven days: Python page was not running. Choose a longer time, or start it.'
	);
	await expect(usage.locator('figure')).toHaveCount(0);
});

test('on a phone nothing is wider than the screen', async ({ browser }) => {
	const context = await browser.newContext(PHONE);
	await signIn(context, box);
	const page = await context.newPage();
	for (const path of ['/resources', `/pups/${pup}/metrics`]) {
		await open(page, path);
		await fits(page, path);
		await accessible(page, path);
	}
	await context.close();
});

test('without JavaScript pups are compared, and space is freed after saying what goes', async ({ browser }) => {
	const folder = join(box.options.data, 'downloads');
	mkdirSync(folder, { recursive: true });
	const old = join(folder, 'c'.repeat(64));
	writeFileSync(old, 'x'.repeat(2_000_000));
	utimesSync(old, 1, 1);
	const context = await browser.newContext({ ...DESKTOP, javaScriptEnabled: false });
	await signIn(context, box);
	const page = await context.newPage();
	await page.goto(`${box.url}/resources`);
	const space = page.getByRole('region', { name: 'Space' });
	await expect(space).toContainText('Can be freed: 2.0 MB of files that were downloaded to build programs.');
	await space.getByRole('button', { name: 'Free up 2.0 MB' }).click();
	await expect(space).toContainText('2.0 MB were freed.');
	const compare = page.getByRole('region', { name: 'Compare pups' });
	await compare.getByLabel('Compare by').selectOption('Processor');
	await compare.getByRole('button', { name: 'Compare' }).click();
	await expect(page).toHaveURL(/measure=cpu/);
	await expect(compare.getByText(/^Processor\. Probe: last/)).toBeAttached();
	await context.close();
});
