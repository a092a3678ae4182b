/** What an owner does with the ports of a pup: open them, move them, give a page to an app. */
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { raw } from '../support/http.ts';
import { root } from '../support/program.ts';
import { DESKTOP, PHONE, accessible, complaints, fits, signIn } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.use(DESKTOP);
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

const NAME = 'Radio page';
let box: AliveBox;
let folder = '';
let pup = '';

test.beforeAll(async () => {
	test.setTimeout(300_000);
	folder = mkdtempSync(join(tmpdir(), 'dogebox-e2e-ports-'));
	chmodSync(folder, 0o755);
	const copy = join(folder, 'radio-page');
	cpSync(join(root, 'pups/python-page'), copy, { recursive: true });
	const file = join(copy, 'manifest.json');
	const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
		meta: { name: string };
		container: { exposes: object[] };
	};
	manifest.meta.name = NAME;
	manifest.container.exposes.push(
		{ name: 'Stream', type: 'tcp', port: 28_765, listenOnHost: true },
		{ name: 'Discovery', type: 'udp', port: 28_765, listenOnHost: true }
	);
	writeFileSync(file, JSON.stringify(manifest));
	box = await AliveBox.start('e2e-ports');
	await box.addSource(copy);
});
test.afterAll(async () => {
	await box?.dispose();
	if (folder) rmSync(folder, { recursive: true, force: true });
});
test.beforeEach(({ context }) => signIn(context, box));

/** A picture for whoever looks, where that is asked for. */
async function picture(page: Page, name: string): Promise<void> {
	const pictures = process.env.DOGEBOX_PICTURES;
	if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

const item = (page: Page, name: string) =>
	page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 3, name, exact: true }) });

test('an installation asks which ports are opened, and opens no other', async ({ page }) => {
	test.setTimeout(240_000);
	const offered = (await box.store()).find(({ name }) => name === NAME);
	await page.goto(`${box.url}/store/${offered?.sourceId}/${encodeURIComponent(NAME)}?install=1`);
	const asked = page.getByRole('group', { name: 'Open to the home network' });
	await expect(asked.getByRole('checkbox')).toHaveCount(2);
	await expect(asked.getByRole('checkbox', { checked: true })).toHaveCount(0);
	await accessible(page, 'the question before an installation');
	await picture(page, 'ports-install');
	await asked.getByLabel('Discovery').check();
	await page.getByRole('button', { name: 'Install', exact: true }).click();
	await expect.poll(async () => (await box.list()).find(({ name }) => name === NAME)?.state).toBeTruthy();
	pup = (await box.list()).find(({ name }) => name === NAME)!.id;
	box.pups.push(pup);
	await box.state(pup, 'running');
	const { ports } = await box.get<{ ports: { name: string; published: boolean }[] }>(`/pups/${pup}/ports`);
	expect(ports.map(({ name, published }) => [name, published])).toEqual([
		['Stream', false],
		['Discovery', true]
	]);
});

test('a port is opened, moved, and refused in words where the box needs it', async ({ page }) => {
	const wrong = complaints(page);
	await page.goto(`${box.url}/pups/${pup}`);
	await page.getByRole('link', { name: 'Ports', exact: true }).click();
	const stream = item(page, 'Stream');
	await expect(stream.getByText('Closed', { exact: true })).toBeVisible();
	await stream.getByLabel('Port of the box').fill('22');
	await stream.getByRole('button', { name: 'Save Stream' }).click();
	await expect(stream.getByRole('alert')).toContainText('Port 22 is kept for remote administration (SSH).');
	await stream.getByLabel('Port of the box').fill('28799');
	await stream.getByLabel('Open to the home network, without a login').check();
	await stream.getByRole('button', { name: 'Save Stream' }).click();
	await expect(stream.getByText('Open', { exact: true })).toBeVisible();
	await expect(stream.getByText('127.0.0.1:28799')).toBeVisible();
	await accessible(page, 'ports');
	await picture(page, 'ports-desktop');
	await page.reload();
	await expect(stream.getByLabel('Port of the box')).toHaveValue('28799');
	expect(wrong.filter((one) => !one.includes('status of 422'))).toEqual([]);
});

test('a page is given to an app by a token, which is shown once; to all at home; and taken back', async ({ page }) => {
	await page.goto(`${box.url}/pups/${pup}/ports`);
	const web = item(page, 'Page');
	const { webPages } = await box.pup(pup);
	const url = webPages[0]!.url;
	const asApp = (password: string) => raw(url, { headers: { authorization: `Basic ${btoa(`app:${password}`)}` } });
	await web.getByRole('radio', { name: /With a token, too/ }).check();
	await web.getByRole('button', { name: 'Save Page' }).click();
	const token = (await web.getByTestId('page-token').textContent()) ?? '';
	expect(token).toMatch(/^dbx_page_[\w-]{43}$/);
	await picture(page, 'ports-token');
	expect((await asApp(token)).status).toBe(200);
	expect((await asApp('dbx_page_no')).status).toBe(401);
	await page.reload();
	await expect(web.getByText('With a token', { exact: true })).toBeVisible();
	await expect(page.getByText(token)).toHaveCount(0);

	await web.getByRole('button', { name: 'Make a new token for Page' }).click();
	await expect(web.getByTestId('page-token')).not.toHaveText(token);
	const next = (await web.getByTestId('page-token').textContent()) ?? '';
	expect([(await asApp(token)).status, (await asApp(next)).status]).toEqual([401, 200]);

	await web.getByRole('radio', { name: /Open to the home network/ }).check();
	await web.getByRole('button', { name: 'Save Page' }).click();
	await expect(web.getByText('Open at home', { exact: true })).toBeVisible();
	expect((await raw(url)).status).toBe(200);
	await page.goto(`${box.url}/pups/${pup}`);
	await expect(page.getByText('Open at home', { exact: true })).toBeVisible();

	await page.goto(`${box.url}/pups/${pup}/ports`);
	await web.getByRole('radio', { name: /With your login/ }).check();
	await web.getByRole('button', { name: 'Save Page' }).click();
	await expect(web.getByText('Open at home', { exact: true })).toHaveCount(0);
	expect((await raw(url)).status).toBe(401);
});

test.describe('on a phone, in the dark', () => {
	test.use({ ...PHONE, colorScheme: 'dark' });

	test('all of it fits', async ({ page }) => {
		await page.goto(`${box.url}/pups/${pup}/ports`);
		await expect(item(page, 'Stream')).toBeVisible();
		await fits(page, 'ports');
		await accessible(page, 'ports on a phone');
		await picture(page, 'ports-phone');
	});
});
