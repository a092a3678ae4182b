/**
 * What an owner manages besides the states of pups: API tokens, the page of the API, limits, and
 * menus and dialogs by keyboard.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { DESKTOP, PHONE, accessible, fits, signIn, stateOf, fillOver } from './support/box.ts';

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

/** Sends a request to the box as a program does, with a token. */
const ask = (token: string, method: string, path: string) =>
	fetch(`${box.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${token}` } });

/** Opens a page and waits until its scripts are ready. */
async function open(page: Page, path: string): Promise<void> {
	await page.goto(box.url + path);
	await page.waitForLoadState('networkidle');
}

test('a token is made, does only what it may, and is revoked by keyboard', async ({ page }) => {
	await open(page, '/settings');
	const card = page.getByRole('region', { name: 'API tokens' });
	await card.getByText('Create a token').click();
	await card.getByLabel('Name').fill('Backup script');
	await accessible(page, 'the form of a token');
	await card.getByRole('button', { name: 'Create token' }).click();
	await expect(card.getByText('“Backup script” was created')).toBeVisible();
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
	await card.getByText('Create a token').click();
	await card.getByLabel('Name').fill('Plain');
	await card.getByRole('button', { name: 'Create token' }).click();
	const row = page.getByRole('listitem').filter({ hasText: 'Plain' });
	await row.getByText('Revoke…').filter({ visible: true }).click();
	await row.getByRole('button', { name: 'Revoke token' }).click();
	await expect(row).toHaveCount(0);

	await page.goto(`${box.url}/pups/${pup}/configuration`);
	const limits = page.getByRole('region', { name: 'Limits' });
	await fillOver(limits.getByLabel('Processes'), '150');
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
	const config = page.getByRole('region', { name: 'Configuration' });
	const greeting = config.getByLabel('Greeting');
	await greeting.fill('Hello without scripts');
	await config.getByRole('button', { name: 'What would this do?' }).click();
	await expect(config).toContainText('Saving restarts the service web.');
	await expect(config.getByLabel('What saving changes')).toContainText('Much hello from your pup!');
	await expect(greeting).toHaveValue('Hello without scripts');
	expect(JSON.stringify(await box.pup(pup)), 'a question changes nothing').not.toContain('without scripts');
	await context.close();
});

test('settings are asked before an installation, say what a change would do, and can be taken back', async ({
	page
}) => {
	test.setTimeout(300_000);
	const offered = (await box.store()).find(({ name }) => name === 'Every field');
	await open(page, `/store/${offered?.sourceId}/${encodeURIComponent('Every field')}`);
	await page.getByRole('link', { name: 'Install…' }).click();
	// Until the scripts are ready, the link leads to the same form on the page.
	const dialog = page
		.getByRole('dialog', { name: 'Install Every field' })
		.or(page.getByRole('region', { name: 'Before it is installed' }));
	const text = dialog.getByLabel('Text', { exact: true });
	const number = dialog.getByLabel('Number');
	await expect(text).toHaveValue('much text');
	await text.fill('');
	await number.fill('7.3');
	await dialog.getByLabel(/^Password/).fill('hush-hush');
	await dialog.getByRole('button', { name: 'Install' }).click();
	await expect(text).toBeFocused();
	await expect(text).toHaveAccessibleDescription(/This is required\./);
	await expect(number).toHaveAccessibleDescription(/This must go in steps of 0\.5\./);
	await accessible(page, 'settings before an installation');
	await text.fill('first "words" $HOME');
	await number.fill('7.5');
	await dialog.getByRole('button', { name: 'Install' }).click();
	await expect(dialog).toBeHidden();
	await expect(stateOf(page)).toHaveText('Running', { timeout: 240_000 });
	const id = (await box.list()).find(({ name }) => name === 'Every field')?.id ?? '';
	box.pups.push(id);
	const value = async (name: string) =>
		(await box.pup(id)).config.sections.flatMap(({ fields }) => fields).find((field) => field.name === name);
	expect(await value('A_TEXT')).toMatchObject({ value: 'first "words" $HOME' });
	expect(await value('A_PASSWORD')).toMatchObject({ value: null, isSet: true });

	await open(page, `/pups/${id}/configuration`);
	const config = page.getByRole('region', { name: 'Configuration' });
	const field = config.getByLabel('Text', { exact: true });
	await expect(field).toHaveValue('first "words" $HOME');
	await field.fill('second words');
	await config.getByLabel('Number').fill('1000');
	await config.getByLabel('Number').press('Tab');
	await expect(config.getByLabel('Number')).toHaveAccessibleDescription(/This must be at most 100\./);
	await config.getByLabel('Number').fill('8');
	await config.getByLabel('Number').press('Tab');
	const differences = config.getByLabel('What saving changes');
	await expect(differences).toContainText('second words');
	await expect(differences).toContainText('7.5');
	await expect(config.getByRole('status')).toContainText('Saving restarts the service');
	await accessible(page, 'what saving would change');
	await config.getByRole('button', { name: 'Save and restart' }).click();
	await expect.poll(async () => (await value('A_TEXT'))?.value).toBe('second words');
	await expect.poll(async () => (await box.pup(id)).jobId, { timeout: 60_000 }).toBeNull();

	const history = page.getByRole('region', { name: 'History' });
	await history.getByRole('link', { name: 'Compare with now' }).first().click();
	await expect(history.getByLabel('From then to now')).toContainText('second words');
	await accessible(page, 'two configurations compared');
	await history.getByRole('button', { name: 'Restore' }).click();
	await expect(field).toHaveValue('first "words" $HOME');
	expect(await value('A_NUMBER')).toMatchObject({ value: '7.5' });
	// Any two versions can be compared: here the settings of the installation and those that were
	// saved before the restore.
	const from = history.getByLabel('From', { exact: true });
	await expect(from.getByRole('option')).toHaveCount(3);
	await from.selectOption({ index: 2 });
	await history.getByLabel('To', { exact: true }).selectOption({ index: 1 });
	await history.getByRole('button', { name: 'Compare', exact: true }).click();
	await expect(page).toHaveURL(/\?compare=1&with=2#history$/);
	await expect(history.getByLabel('From the one to the other')).toContainText('second words');
	await expect(from).toHaveValue('1');
	await accessible(page, 'any two configurations compared');
	await expect.poll(async () => (await box.pup(id)).jobId, { timeout: 60_000 }).toBeNull();
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
	await expect(limits.getByRole('status').first()).toHaveText('It takes effect at once; nothing is restarted.');
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
	await expect(page.getByRole('menuitem', { name: 'Other versions' })).toBeFocused();
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
			await page.getByRole('searchbox', { name: 'Find an operation' }).fill('patch /pups/{id}/limits');
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

test('what needs the owner stands first, says why, is counted on every page, and goes away by itself', async ({
	page
}) => {
	await open(page, '/store');
	const header = page.getByRole('banner');
	await expect(header).toContainText('All done');
	await box.act(pup, 'restart');
	await expect.poll(async () => (await box.pup(pup)).health?.state, { timeout: 30_000 }).toBe('healthy');
	for (const restarts of [0, 1, 2]) {
		await expect
			.poll(async () => (await box.pup(pup)).services.map((one) => `${one.state} ${one.restarts}`), { timeout: 30_000 })
			.toEqual([`running ${restarts}`]);
		process.kill((await box.pup(pup)).services[0]!.pid!, 'SIGKILL');
	}
	// It has ended three times, so the box waits for four seconds before the next start, and the
	// pup says why.
	await expect(header).toContainText('1 thing needs you');
	await page.goto(`${box.url}/pups/${pup}`);
	const why = page.getByText(/“web” ended with exit code 137/);
	const back = page.getByText('Running', { exact: true });
	await expect(why.or(back).first()).toBeVisible();
	await page.goto(`${box.url}/`);
	const list = page.getByRole('region', { name: 'Needs you' });
	await expect(list.getByRole('heading', { level: 3 })).toContainText(['Python page keeps ending']);
	await expect(list).toContainText('“web” ended 3 times in 1 minute.');
	await expect(header).not.toContainText('All done');
	await accessible(page, 'what needs the owner');
	await fits(page, 'what needs the owner');
	await list.getByRole('link', { name: 'Open Python page' }).press('Enter');
	await expect(page).toHaveURL(`${box.url}/pups/${pup}`);
	await page.goto(`${box.url}/`);
	// A start by the owner resets the count, and nothing is reported as wrong any more.
	await expect.poll(async () => (await box.pup(pup)).state, { timeout: 30_000 }).toBe('running');
	await box.act(pup, 'restart');
	await expect(list).toHaveCount(0, { timeout: 30_000 });
	await expect(header).toContainText('All done');
	await expect(page.locator('[data-health]').first()).toBeVisible({ timeout: 30_000 });
});

test('a webhook is added and tried out by keyboard, tells why it fails, and is removed', async ({ page }) => {
	const got: string[] = [];
	const server = createServer((request, response) => {
		request.on('data', (piece: Buffer) => got.push(piece.toString()));
		request.on('end', () => response.writeHead(got.length > 1 ? 500 : 204).end());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	try {
		await open(page, '/settings');
		await page.getByRole('link', { name: 'Manage notifications' }).click();
		await expect(page.getByText('No destinations yet')).toBeVisible();
		await page.getByText('Webhook', { exact: true }).press('Enter');
		await accessible(page, 'the forms of notifications');
		const name = page.getByLabel('Name').filter({ visible: true });
		await name.fill('Home server');
		await page.getByLabel('Address').fill('ftp://nowhere');
		await page.getByRole('button', { name: 'Add', exact: true }).filter({ visible: true }).press('Enter');
		await expect(page.getByLabel('Address')).toHaveAccessibleDescription(/begins with https/);
		await page.getByLabel('Address').fill(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`);
		await page.getByRole('button', { name: 'Add', exact: true }).filter({ visible: true }).press('Enter');
		const row = page.getByRole('listitem').filter({ hasText: 'Home server' });
		await expect(row).toContainText('Urgent, Warnings');
		const send = page.getByRole('button', { name: 'Send a test to Home server' });
		await send.press('Enter');
		await expect(page.getByText('The test message was delivered.').filter({ visible: true })).toBeVisible();
		expect(JSON.parse(got[0] ?? '')).toMatchObject({ event: 'attention', title: 'This is a test' });
		await send.press('Enter');
		await expect(row.getByRole('alert')).toContainText('answers with 500');
		const edit = row.getByText('Edit Home server');
		await edit.press('Enter');
		await expect(row.getByLabel('Address')).toHaveValue('');
		await row.getByLabel('Address').fill('ftp://nowhere');
		await row.getByRole('button', { name: 'Save', exact: true }).press('Enter');
		await expect(row.getByLabel('Address')).toHaveAccessibleDescription(/begins with https/);
		// A field that is left empty keeps its value, because that value was never shown.
		await row.getByLabel('Address').fill('');
		await row.getByLabel('Name').fill('Attic server');
		await row.getByRole('button', { name: 'Save', exact: true }).press('Enter');
		await expect(page.getByRole('heading', { name: 'Attic server' })).toBeVisible();
		await page.getByRole('button', { name: 'Send a test to Attic server' }).press('Enter');
		await expect.poll(() => got).toHaveLength(3);
		await page.setViewportSize(PHONE.viewport);
		await fits(page, 'the page of notifications');
		await page.getByRole('button', { name: 'Remove Attic server' }).press('Enter');
		await expect(page.getByText('No destinations yet')).toBeVisible();
	} finally {
		server.closeAllConnections();
		server.close();
	}
});
