/**
 * The connections page: its drawing, its table, and grants that are given and revoked. On a laptop,
 * on a phone and without scripts.
 */
import { expect, test, type Page } from '@playwright/test';
import type { PupAccess } from '../../src/lib/contract/wiring.ts';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { DESKTOP, PHONE, accessible, complaints, fits, signIn, fillOver } from './support/box.ts';

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

test('a pup is held to a name, and what is none is refused in words', async ({ page }) => {
	await page.goto(`${box.url}/pups/${counter}`);
	// Text that is typed before the page's scripts run may be lost.
	await page.waitForLoadState('networkidle');
	const list = page.getByLabel(/^Only these names and networks/);
	const save = page.getByRole('button', { name: 'Save network access' });
	await list.fill('printer');
	await save.click();
	await expect(page.getByText('Give names, IPv4 addresses or networks')).toBeVisible();
	await expect(list).toHaveValue('printer');
	await accessible(page, 'a list that is refused');
	await page.locator('#network').getByText('Internet', { exact: true }).click();
	await list.fill('API.example.org\n*.example.net, 198.51.100.0/24');
	await save.click();
	await expect(list).toHaveValue('api.example.org\n*.example.net\n198.51.100.0/24');
	expect((await box.get<PupAccess>(`/pups/${counter}/access`)).networks).toEqual([
		'api.example.org',
		'*.example.net',
		'198.51.100.0/24'
	]);
	await page.goto(`${box.url}/connections?pup=${counter}`);
	await page.getByRole('link', { name: 'Counter to Internet: Allowed in part' }).first().click();
	await expect(page.getByRole('list', { name: 'What it is held to' })).toContainText('*.example.net');
	await accessible(page, 'a connection that is held to names');
	expect((await box.api.call('PUT', `/pups/${counter}/access`, { internet: null, networks: null })).status).toBe(200);
});

/** Sends a POST request to a URL from inside of the counter pup. Returns the status. */
async function calls(url: string): Promise<string> {
	const code = `import urllib.request, urllib.error
try: print('status', urllib.request.urlopen('${url}', data=b'x').status)
except urllib.error.HTTPError as error: print('status', error.code)`;
	const answer = await fetch(`${box.url}/api/v1/pups/${counter}/exec`, {
		method: 'POST',
		headers: { authorization: `Bearer ${box.api.token()}`, 'content-type': 'application/json' },
		body: JSON.stringify({ argv: ['/usr/bin/python3', '-c', code] })
	});
	return /status \d+/.exec(await answer.text())?.[0] ?? 'no answer';
}

test('a hook shows its last calls, gets a new address, and is removed', async ({ page }) => {
	const hook = { port: 8080, path: '/paid', callers: [counter] };
	const made = await box.api.call<{ url: string }>('POST', `/pups/${counter}/hooks`, hook);
	expect(made.status).toBe(201);
	// This status comes from the counter itself, which accepts no POST.
	expect(await calls(made.body.url)).toBe('status 501');
	const complained = complaints(page);
	await page.goto(`${box.url}/pups/${counter}`);
	const hooks = page.locator('#hooks');
	await expect(hooks.getByText(made.body.url)).toBeVisible();
	await expect(hooks.getByText('Counter may call it.')).toBeVisible();
	await expect(async () => {
		await page.reload();
		await hooks.getByText('1 call', { exact: false }).click({ timeout: 1000 });
	}).toPass({ timeout: 20_000 });
	await expect(page.getByRole('list', { name: 'Last calls of /paid' })).toContainText(/POST\s*501\s*Counter/);
	await accessible(page, 'hooks');
	await fits(page, 'hooks');

	await hooks.getByRole('button', { name: 'New address… for /paid' }).click();
	await page.getByRole('alertdialog').getByRole('button', { name: 'Make a new address' }).click();
	await expect(hooks.getByText(made.body.url)).toBeHidden();
	// The page gets the news before the gateway applies it.
	await expect.poll(() => calls(made.body.url)).toBe('status 404');
	const [next] = (await box.get<{ hooks: { url: string }[] }>(`/pups/${counter}/hooks`)).hooks;
	await expect(hooks.getByText(next!.url)).toBeVisible();

	await hooks.getByRole('button', { name: 'Remove… /paid' }).click();
	await page.getByRole('alertdialog').getByRole('button', { name: 'Remove hook' }).click();
	await expect(hooks).toHaveCount(0);
	await expect.poll(() => calls(next!.url)).toBe('status 404');
	expect(complained).toEqual([]);
});

/** The number of visits on the counter's own page. Waits until the page shows it. */
async function visits(page: Page): Promise<number> {
	const { webPages } = await box.pup(counter);
	await expect(async () => {
		await page.goto(webPages[0]!.url);
		await expect(page.locator('#visits')).toBeVisible({ timeout: 1000 });
	}).toPass({ timeout: 90_000 });
	return Number(await page.locator('#visits').textContent());
}

test('the counter counts at its store, and at a second one that its owner has renamed and chosen', async ({ page }) => {
	test.setTimeout(300_000);
	for (let n = 0; n < 3; n++) await visits(page);
	const before = await visits(page);
	expect(await visits(page)).toBe(before + 1);

	const store = (await box.list()).find(({ name }) => name === 'Key-value store')!;
	await page.goto(`${box.url}/store/${store.sourceId}/Key-value%20store`);
	await page.getByRole('link', { name: 'Install another beside it' }).click();
	await expect(page.getByLabel('Its name')).toHaveValue('Key-value store 2');
	await page.getByRole('button', { name: 'Install', exact: true }).click();
	const second = async () => (await box.list()).find(({ name }) => name === 'Key-value store 2');
	await expect.poll(async () => (await second())?.state, { timeout: 240_000 }).toBe('running');
	const { id } = (await second())!;
	box.pups.push(id);

	await page.goto(`${box.url}/pups/${id}/about`);
	const name = page.getByLabel('Its name on this box');
	await fillOver(name, 'Counter');
	await page.getByRole('button', { name: 'Rename', exact: true }).click();
	await expect(page.getByText('Another pup of this source is called Counter.')).toBeVisible();
	await accessible(page, 'a name that is taken');
	await name.fill('Spare store');
	await page.getByRole('button', { name: 'Rename', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Spare store' })).toBeVisible();
	await expect(page.getByText('Its source calls it Key-value store.')).toBeVisible();
	await fits(page, 'a renamed pup');

	await page.goto(`${box.url}/pups/${counter}`);
	await page.getByRole('combobox', { name: 'Who provides redis' }).selectOption({ value: id });
	await page.getByRole('button', { name: 'Choose who provides redis' }).click();
	await expect(page.getByText('Provided by Spare store')).toBeVisible();
	// After its restart it counts from the beginning there.
	await expect.poll(() => visits(page), { timeout: 60_000 }).toBeLessThan(before);
	await page.goto(`${box.url}/connections`);
	await expect(page.getByRole('link', { name: /^Counter to Spare store, redis: / }).first()).toBeVisible();
	await page.goto(`${box.url}/pups/${counter}`);
	await page.getByRole('combobox', { name: 'Who provides redis' }).selectOption({ value: store.id });
	await page.getByRole('button', { name: 'Choose who provides redis' }).click();
	await expect(page.getByText('Provided by Key-value store')).toBeVisible();
	await expect.poll(() => visits(page), { timeout: 60_000 }).toBeGreaterThan(before + 1);

	// No provider is chosen although two could provide it. The pup's page, the connections page and
	// the home page say so and offer the way out.
	const who = page.getByRole('combobox', { name: 'Who provides redis' });
	await page.goto(`${box.url}/pups/${counter}`);
	await who.selectOption({ label: 'Nobody' });
	await page.getByRole('button', { name: 'Choose who provides redis' }).click();
	await expect(page.getByText('Nobody provides redis to it, which it needs.').first()).toBeVisible();
	await expect(who.getByRole('option')).toHaveCount(3);
	await accessible(page, 'a dependency that nobody provides');
	const { webPages } = await box.pup(counter);
	await expect(async () => {
		await page.goto(webPages[0]!.url);
		await expect(page.getByText('No store was chosen yet.')).toBeVisible({ timeout: 1000 });
	}).toPass({ timeout: 90_000 });
	await page.goto(box.url);
	const needed = page.getByRole('region', { name: 'Needs you' });
	await expect(needed.getByText('Nobody provides redis to it', { exact: false })).toBeVisible();
	await page.goto(`${box.url}/pups/${counter}`);
	await who.selectOption({ value: store.id });
	await page.getByRole('button', { name: 'Choose who provides redis' }).click();
	const grant = page.getByRole('button', { name: 'Grant what it needs of redis' });
	await grant.click();
	// Leaving the page earlier would take the request back.
	await expect(grant).toBeHidden();
	await box.state(counter, 'running');
	expect(await visits(page)).toBeGreaterThan(before + 2);

	await box.act(store.id, 'restart');
	expect(await visits(page)).toBeGreaterThan(before + 2);
	const data = `/pups/${counter}/wiring/redis/groups/Data`;
	expect((await box.api.call('DELETE', data)).status).toBe(200);
	await expect(async () => {
		await page.reload();
		await expect(page.getByText('not given the permission “Data”')).toBeVisible({ timeout: 1000 });
	}).toPass({ timeout: 30_000 });
	expect((await box.api.call('PUT', data)).status).toBe(200);
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
