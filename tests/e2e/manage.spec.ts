/**
 * What an owner manages beside pups' states: API tokens, the page of the API, limits; menus and
 * dialogs by keyboard.
 */
import { expect, test, type Page } from '@playwright/test';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { DESKTOP, PHONE, accessible, fits, signIn, stateOf } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.use(DESKTOP);
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

let box: AliveBox;
let pup: string;
test.beforeAll(async () => {
	test.setTimeout(300_000);
	box = await AliveBox.start('e2e-manage');
	pup = await box.install('Python page');
	await box.state(pup, 'running');
});
test.afterAll(() => box?.dispose());
test.beforeEach(({ context }) => signIn(context, box));

/** Asks the box as a program does, with a token. */
const ask = (token: string, method: string, path: string) =>
	fetch(`${box.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}` } });

/** Opens a page whose scripts are ready. */
async function open(page: Page, path: string): Promise<void> {
	await page.goto(box.url + path);
	await page.waitForLoadState('networkidle');
}

test('a token is made, does only what it may, and is revoked by keyboard', async ({ page }) => {
	await open(page, '/settings');
	const card = page.getByRole('region', { name: 'API tokens' });
	await card.getByText('Make a token').click();
	await card.getByLabel('Name').fill('Backup script');
	await accessible(page, 'the form of a token');
	await card.getByRole('button', { name: 'Make token' }).click();
	await expect(card.getByText('“Backup script” was made')).toBeVisible();
	const token = (await card.getByRole('group', { name: 'Token' }).textContent())?.trim() ?? '';
	expect(token).toMatch(/^dbx_api_/);
	expect((await ask(token, 'GET', '/pups')).status).toBe(200);
	const refused = await ask(token, 'POST', `/pups/${pup}/stop`);
	expect(refused.status).toBe(403);
	expect(await refused.json()).toMatchObject({ code: 'missing-scope' });

	await open(page, '/settings');
	const row = card.getByRole('listitem').filter({ hasText: 'Backup script' });
	await expect(row).toContainText('used just now');
	expect(await card.textContent(), 'shown once').not.toContain(token);
	const revoke = row.getByRole('button', { name: 'Revoke…' });
	const dialog = page.getByRole('alertdialog', { name: 'Revoke “Backup script”?' });
	await revoke.focus();
	await page.keyboard.press('Enter');
	await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
	await accessible(page, 'the question before a token is revoked');
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	await expect(revoke).toBeFocused();
	expect((await ask(token, 'GET', '/pups')).status, 'Escape revokes nothing').toBe(200);
	await page.keyboard.press('Enter');
	await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await expect(row).toHaveCount(0);
	await expect(dialog).toHaveCount(0);
	await expect(card, 'the focus stays where the row was').toBeFocused();
	expect((await ask(token, 'GET', '/pups')).status).toBe(401);
});

test('without JavaScript a token is made and revoked, and limits are asked about and saved', async ({ browser }) => {
	const context = await browser.newContext({ ...DESKTOP, javaScriptEnabled: false });
	await signIn(context, box);
	const page = await context.newPage();
	await page.goto(`${box.url}/settings`);
	const card = page.getByRole('region', { name: 'API tokens' });
	await card.getByText('Make a token').click();
	await card.getByLabel('Name').fill('Plain');
	await card.getByRole('button', { name: 'Make token' }).click();
	const row = page.getByRole('listitem').filter({ hasText: 'Plain' });
	await row.getByText('Revoke…').filter({ visible: true }).click();
	await row.getByRole('button', { name: 'Revoke token' }).click();
	await expect(row).toHaveCount(0);

	await page.goto(`${box.url}/pups/${pup}/configuration`);
	const limits = page.getByRole('region', { name: 'Limits' });
	await limits.getByLabel('Processes').fill('150');
	await limits.getByRole('button', { name: 'What would this do?' }).click();
	await expect(limits).toContainText('nothing is restarted');
	await expect(limits.getByLabel('Processes')).toHaveValue('150');
	expect((await box.pup(pup)).limitChoices.own.pids, 'a question changes nothing').toBeNull();
	await limits.getByRole('button', { name: 'Save limits' }).click();
	await expect(limits).toContainText('The limits were saved.');
	expect((await box.pup(pup)).limits.pids).toBe(150);
	await limits.getByLabel('Processor cores').fill('many');
	await limits.getByRole('button', { name: 'Save limits' }).click();
	await expect(limits.getByLabel('Processor cores')).toHaveAccessibleDescription(/Give a number/);
	await limits.getByRole('button', { name: 'Use the defaults' }).click();
	await expect(limits.getByLabel('Processes')).toHaveValue('');
	expect((await box.pup(pup)).limitChoices.own).toEqual({
		memoryBytes: null,
		storageBytes: null,
		cpus: null,
		pids: null,
		stopSeconds: null,
		ioWeight: null
	});
	await context.close();
});

test('limits say what they would do, and what is wrong beside their field', async ({ page }) => {
	await open(page, `/pups/${pup}/configuration`);
	const before = (await box.pup(pup)).services.map(({ pid }) => pid);
	const limits = page.getByRole('region', { name: 'Limits' });
	const memory = limits.getByLabel('Memory', { exact: true });
	await memory.fill('1');
	await memory.press('Tab');
	await expect(memory).toHaveAccessibleDescription(/at least 17 MB/);
	await expect(memory).toHaveAttribute('aria-invalid', 'true');
	await accessible(page, 'limits with an error');
	await memory.fill('300');
	await memory.press('Tab');
	await expect(limits.getByRole('status').first()).toHaveText('It is taken over at once; nothing is restarted.');
	expect((await box.pup(pup)).limitChoices.own.memoryBytes).toBeNull();
	await limits.getByRole('button', { name: 'Save limits' }).click();
	await expect(page.getByText('The limits were saved.').filter({ visible: true })).toBeVisible();
	const after = await box.pup(pup);
	expect(after.limits.memoryBytes).toBe(300e6);
	expect(after.services.map(({ pid }) => pid)).toEqual(before);
	const sections = page.getByRole('navigation', { name: 'Sections of Python page' });
	await sections.getByRole('link', { name: 'Metrics' }).click();
	await expect(page.locator('#usage')).toContainText('of 300 MB');
	await sections.getByRole('link', { name: 'Configuration' }).click();
	await limits.getByRole('button', { name: 'Use the defaults' }).click();
	await expect(memory).toHaveValue('');
	expect((await box.pup(pup)).limitChoices.own.memoryBytes).toBeNull();
});

test('the menu of a pup works by keyboard and leads to the question before it is removed', async ({ page }) => {
	await open(page, `/pups/${pup}`);
	await expect(stateOf(page)).toHaveText('Running');
	const menu = page.getByRole('menu');
	const opener = page.getByRole('button', { name: 'More actions for Python page' });
	await opener.focus();
	await page.keyboard.press('Enter');
	await expect(menu).toBeVisible();
	await accessible(page, 'the menu of a pup');
	await page.keyboard.press('Escape');
	await expect(menu).toBeHidden();
	await expect(opener).toBeFocused();
	await page.keyboard.press('Enter');
	await expect(page.getByRole('menuitem', { name: 'Show in the store' })).toBeFocused();
	await page.keyboard.press('End');
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog', { name: 'Remove Python page' });
	await expect(dialog).toBeVisible();
	await accessible(page, 'the question before a pup is removed');
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	expect((await box.pup(pup)).state).toBe('running');
});

for (const [device, options] of [
	['laptop', DESKTOP],
	['phone', PHONE]
] as const) {
	test.describe(device, () => {
		test.use(options);

		test('the page of the API finds an operation and shows how to call it', async ({ page }) => {
			await open(page, '/settings/api');
			await page.getByRole('searchbox', { name: 'Find an operation' }).fill('limits');
			const found = page.getByRole('article');
			await expect(found).toHaveCount(1);
			await expect(found).toContainText('PATCH');
			await found.getByText('Input, answer, errors').click();
			await expect(found.getByRole('group', { name: /of pups.limits/ }).nth(1)).toBeVisible();
			await page.getByRole('tab', { name: 'Python' }).click();
			await expect(page.getByRole('tabpanel')).toContainText('urllib.request');
			await accessible(page, 'the page of the API');
			await fits(page, 'the page of the API');
		});
	});
}
