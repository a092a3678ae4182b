/** The connections page: drawing, table, grants given and taken back; laptop, phone, no scripts. */
import { expect, test } from '@playwright/test';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { DESKTOP, PHONE, accessible, complaints, fits, signIn } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.use(DESKTOP);
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

let box: AliveBox;
let counter: string;
test.beforeAll(async () => {
	test.setTimeout(300_000);
	box = await AliveBox.start('e2e-connections');
});
test.afterAll(() => box?.dispose());
test.beforeEach(({ context }) => signIn(context, box));

test('without pups it leads to the store', async ({ page }) => {
	const complained = complaints(page);
	await page.goto(`${box.url}/connections`);
	await expect(page.getByText('No pups yet')).toBeVisible();
	await accessible(page, 'connections without pups');
	await page.getByRole('link', { name: 'Open the store' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Store' })).toBeVisible();
	expect(complained).toEqual([]);
});

test('a connection is chosen in the drawing, taken back and granted again', async ({ page }) => {
	test.setTimeout(300_000);
	counter = await box.installPlanned('Counter');
	const complained = complaints(page);
	await page.goto(`${box.url}/connections`);
	const drawing = page.getByRole('region', { name: 'Drawing of the connections' });
	const line = drawing.getByRole('link', { name: /^Counter to Key-value store, redis: / });
	await line.focus();
	await page.keyboard.press('Enter');
	const panel = page.getByRole('region', { name: 'Counter to Key-value store' });
	await panel.getByRole('button', { name: 'Take back Data' }).click();
	await expect(panel.getByRole('button', { name: 'Grant Data' })).toBeVisible();
	await expect(
		drawing.getByRole('link', { name: /^Counter to Key-value store, redis: Nothing granted/ })
	).toBeVisible();
	await accessible(page, 'connections');
	await fits(page, 'connections');
	await panel.getByRole('button', { name: 'Grant Data' }).click();
	await expect(panel.getByRole('button', { name: 'Take back Data' })).toBeVisible();
	expect(complained).toEqual([]);
});

test('a pup is let into the internet and out of it again', async ({ page }) => {
	await page.goto(`${box.url}/connections?pup=${counter}`);
	const panel = page.getByRole('region', { name: 'Counter', exact: true });
	await panel.getByRole('button', { name: 'Allow: Internet' }).click();
	const line = page.getByRole('link', { name: 'Counter to Internet: Allowed' }).first();
	await line.click();
	await page.getByRole('region', { name: 'Counter to Internet' }).getByRole('button', { name: 'Take back' }).click();
	await expect(page.getByRole('link', { name: 'Counter to Internet: Allowed' })).toHaveCount(0);
});

test.describe('on a phone', () => {
	test.use(PHONE);

	test('rows stand in the place of the drawing', async ({ page }) => {
		await page.goto(`${box.url}/connections`);
		await expect(page.getByRole('region', { name: 'Drawing of the connections' })).toBeHidden();
		await page
			.getByRole('table', { name: 'Connections' })
			.getByRole('link', { name: /Counter to Key-value/ })
			.click();
		await expect(page.getByRole('region', { name: 'Counter to Key-value store' })).toBeVisible();
		await fits(page, 'connections on a phone');
		await accessible(page, 'connections on a phone');
	});
});

test.describe('without scripts', () => {
	test.use({ javaScriptEnabled: false });

	test('a permission is taken back', async ({ page }) => {
		await page.goto(`${box.url}/connections`);
		await page
			.getByRole('table', { name: 'Connections' })
			.getByRole('link', { name: /Counter to Key-value/ })
			.click();
		await page.getByRole('button', { name: 'Take back Data' }).click();
		await expect(page.getByRole('button', { name: 'Grant Data' })).toBeVisible();
	});
});
