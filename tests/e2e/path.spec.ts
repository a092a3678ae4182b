/**
 * The whole path of a new owner, on a laptop and on a phone: wizard, login, store, a real pup, its
 * page, stopping, starting and removing it.
 */
import { expect, test } from '@playwright/test';
import { AliveBox, PASSWORD, cannotRun } from '../support/alive.ts';
import { DESKTOP, PHONE, accessible, complaints, fits, stateOf, watchFor } from './support/box.ts';
import { goThroughWizard } from './support/wizard.ts';

test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

/** With `npm run test:pages` the path is also tested on a laptop. */
const ALL = process.env['DOGEBOX_PAGES'] === 'all';
for (const [device, options] of [
	['laptop', DESKTOP],
	['phone', PHONE]
] as const) {
	if (device === 'laptop' && !ALL) continue;
	test.describe(device, () => {
		test.use(options);
		let box: AliveBox;
		test.beforeAll(async () => {
			box = await AliveBox.start(`e2e-${device}`, { setUp: false });
		});
		test.afterAll(() => box?.dispose());

		test('from first boot to a removed pup', async ({ page, context }) => {
			test.setTimeout(420_000);
			const found = complaints(page);

			await page.goto(box.url);
			await expect(page).toHaveURL(/\/setup/);
			const words = await goThroughWizard(page, {
				deviceName: 'kitchen',
				password: PASSWORD,
				eachStep: async (step) => {
					await accessible(page, `wizard, ${step}`);
					await fits(page, `wizard, ${step}`);
				}
			});
			expect(words).toHaveLength(24);
			const info = await box.api.call('GET', '/box');
			expect(info.body).toMatchObject({ claimed: true, configured: true, name: 'kitchen' });

			// Signs out and in again, as on any later day.
			await context.clearCookies();
			await page.goto(box.url);
			await expect(page).toHaveURL(/\/login/);
			await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
			await page.getByRole('button', { name: 'Sign in' }).click();
			await expect(page.getByRole('heading', { name: 'Install your first pup' })).toBeVisible();
			await accessible(page, 'home without pups');

			const nav = page.getByRole('navigation', { name: 'Main' }).filter({ visible: true });
			await nav.getByRole('link', { name: 'Store' }).click();
			await page.getByRole('link', { name: 'Python page' }).click();
			await expect(page.getByRole('heading', { level: 1, name: 'Python page' })).toBeVisible();
			await page.waitForLoadState('networkidle');
			const progressSeen = await watchFor(page, 'main [role=progressbar]');
			const headerSeen = await watchFor(page, 'header button[aria-label*="job running"]');
			await page.getByRole('button', { name: 'Install' }).click();
			await expect(stateOf(page)).toHaveText('Running', { timeout: 240_000 });
			expect(await progressSeen(), 'progress on the page').toBe(true);
			expect(await headerSeen(), 'progress in the header of every page').toBe(true);

			await page.getByRole('link', { name: 'Manage' }).click();
			await expect(page).toHaveURL(/\/pups\/[0-9a-f]{32}/);
			const id = /pups\/([0-9a-f]{32})/.exec(page.url())?.[1] ?? '';
			box.pups.push(id);

			const opened = context.waitForEvent('page');
			await page.getByRole('link', { name: 'Open page' }).first().click();
			const own = await opened;
			await own.waitForLoadState();
			expect(new URL(own.url()).port).not.toBe(String(box.box.port));
			await expect(own.locator('body')).toContainText(id);
			const address = own.url();
			await own.close();

			const sections = page.getByRole('navigation', { name: 'Sections of Python page' });
			await sections.getByRole('link', { name: 'Logs' }).click();
			await expect(page.getByRole('log').locator('div').first()).toBeVisible();
			await sections.getByRole('link', { name: 'Overview' }).click();
			const usage = page.locator('#usage');
			const before = await usage.textContent();
			await expect
				.poll(
					async () => {
						// A visit to the pup's page changes the values, so that there is something
						// to draw.
						await context.request.get(address);
						return usage.textContent();
					},
					{ timeout: 30_000 }
				)
				.not.toBe(before);
			await expect(usage.locator('canvas').first()).toBeVisible();
			await accessible(page, 'a running pup');
			await fits(page, 'a running pup');

			await page.getByRole('button', { name: 'Stop Python page' }).first().click();
			await expect(stateOf(page)).toHaveText('Stopped', { timeout: 30_000 });
			await page.getByRole('button', { name: 'Start Python page' }).first().click();
			await expect(stateOf(page)).toHaveText('Running', { timeout: 30_000 });

			await sections.getByRole('link', { name: 'About' }).click();
			if (device === 'phone') {
				await page.getByRole('link', { name: 'Remove…' }).scrollIntoViewIfNeeded();
				await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
				await page.getByRole('link', { name: 'Remove…' }).click();
				await page.getByRole('dialog').getByRole('button', { name: 'Uninstall' }).click();
				await expect(page.getByText('Only its data is left')).toBeInViewport({ timeout: 60_000 });
				expect(await page.evaluate(() => window.scrollY), 'the page begins at its top').toBe(0);
				await page.getByRole('button', { name: 'Reinstall Python page' }).first().click();
				await expect(stateOf(page)).toHaveText('Running', { timeout: 120_000 });
			}
			await page.getByRole('link', { name: 'Remove…' }).click();
			const dialog = page.getByRole('dialog');
			await dialog.getByLabel('Delete everything').check();
			await expect(dialog).toContainText(/cannot be undone/i);
			await dialog.getByLabel(/to confirm/).fill('Python page');
			await dialog.getByRole('button', { name: 'Delete everything' }).click();
			await expect(page.getByText('Python page was removed')).toBeVisible({ timeout: 60_000 });
			await page.getByRole('link', { name: 'Go home' }).click();
			await expect(page.getByRole('heading', { name: 'Install your first pup' })).toBeVisible();

			await nav.getByRole('link', { name: 'Activity' }).click();
			const jobs = page.getByRole('main').getByRole('listitem');
			for (const title of [/install/i, /stop/i, /start/i, /remove|delete|purge/i])
				await expect(jobs.filter({ hasText: title }).first()).toBeVisible();
			expect(found).toEqual([]);
		});
	});
}
