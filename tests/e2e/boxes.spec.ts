/**
 * The pages of boxes, with real containers: from an empty list to a box that has been removed
 * again.
 */
import { expect, test, type Page } from '@playwright/test';
import {
	busyboxEntries,
	cannotServeImages,
	image,
	layer,
	startRegistry,
	type Registry
} from '../integration/support/registry-fixture.ts';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { DESKTOP, PHONE, accessible, complaints, fits, picture, signIn } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.use(DESKTOP);
test.skip(Boolean(cannotRun() ?? cannotServeImages()), 'needs root and the tools of containers');

let box: AliveBox;
let registry: Registry;
const shell = () => `${registry.host}/shell:1`;
test.beforeAll(async () => {
	test.setTimeout(300_000);
	registry = await startRegistry();
	await registry.push('shell', image([await layer(busyboxEntries())], { config: { Cmd: ['/bin/sh'] } }), '1');
	box = await AliveBox.start('e2e-boxes', { env: { DOGEBOX_DOWNLOADS_FROM: registry.host } });
});
test.afterAll(async () => {
	await box?.dispose();
	await registry?.stop();
});
test.beforeEach(({ context }) => signIn(context, box));

const state = (page: Page) => page.getByTestId('box-state').first();
const section = (page: Page, name: string) =>
	page.getByRole('navigation', { name: /^Sections of/ }).getByRole('link', { name });

test('creates a box, runs a command, sees its output, stops and removes it', async ({ page }) => {
	test.setTimeout(400_000);
	const complained = complaints(page);
	await page.goto(box.url);
	await page.getByRole('navigation', { name: 'Main' }).first().getByRole('link', { name: 'Boxes' }).click();
	await expect(page.getByText('No boxes yet')).toBeVisible();
	await accessible(page, 'no boxes');
	await page.getByRole('link', { name: 'Create a box' }).click();

	await page.getByRole('radio', { name: /^An image/ }).check();
	await page.getByLabel('Image', { exact: true }).fill(shell());
	await page.locator('#box-name').fill('not a name');
	await page.getByRole('button', { name: 'Create box' }).click();
	await expect(page.getByText('A name has 1 to 63 letters')).toBeVisible();
	await expect(page.locator('#box-name')).toHaveValue('not a name');
	await page.locator('#box-name').fill('scratch');
	await page.getByRole('button', { name: 'What would this do?' }).click();
	await expect(page.getByRole('region', { name: 'Creating “scratch” would do this' })).toBeVisible();
	await accessible(page, 'a new box and its plan');
	await page.getByRole('button', { name: 'Create box' }).click();

	await expect(page.getByRole('heading', { level: 1, name: 'scratch' })).toBeVisible();
	await expect(state(page)).toHaveText('Running', { timeout: 240_000 });
	await accessible(page, 'a box');

	await section(page, 'Commands').click();
	await page.locator('#command').fill('echo wow; echo such error >&2; exit 3');
	await page.getByRole('button', { name: 'Run', exact: true }).click();
	const output = page.getByRole('log', { name: /^Output of/ });
	await expect(output).toContainText('wow');
	await expect(output).toContainText('such error');
	await expect(page.getByTestId('command').first()).toContainText('Exit status 3');
	await accessible(page, 'commands of a box');
	await page.reload();
	await expect(output).toContainText('wow');

	await page.locator('#command').fill('echo begun; sleep 600');
	await page.getByRole('button', { name: 'Run', exact: true }).click();
	await expect(output).toContainText('begun');
	await page.getByRole('button', { name: /^Cancel echo begun/ }).click();
	await expect(page.getByTestId('command').first()).toContainText('Cancelled');

	await page.getByRole('button', { name: 'Stop scratch' }).click();
	await expect(state(page)).toHaveText('Stopped', { timeout: 60_000 });
	await section(page, 'Overview').click();
	await page.getByRole('button', { name: /^Remove…/ }).click();
	const question = page.getByRole('alertdialog');
	await expect(question).toContainText('All files in it are deleted.');
	await accessible(page, 'the question before removing');
	await question.getByRole('button', { name: 'Remove box' }).click();
	await expect(page.getByText('No boxes yet')).toBeVisible({ timeout: 60_000 });
	expect(complained).toEqual([]);
});

test('files go into a box and out of it, whether it runs or not', async ({ page }) => {
	test.setTimeout(300_000);
	const made = await box.api.call<{ box: { id: string } }>('POST', '/boxes', { image: shell(), name: 'filed' });
	const { id } = made.body.box;
	await page.goto(`${box.url}/boxes/${id}`);
	await expect(state(page)).toHaveText('Running', { timeout: 240_000 });
	await section(page, 'Files').click();
	const files = page.getByRole('region', { name: 'Files of filed' });
	await expect(files.getByRole('link', { name: 'bin' })).toBeVisible();
	await accessible(page, 'files of a box');
	await files.getByRole('button', { name: 'New folder' }).click();
	await page.getByLabel('Name', { exact: true }).fill('such');
	await page.getByRole('button', { name: 'Create folder' }).click();
	await files.getByRole('link', { name: 'such' }).click();
	await expect(files.getByText('This folder is empty')).toBeVisible();
	const file = { name: 'wow.txt', mimeType: 'text/plain', buffer: Buffer.from('much file') };
	await files.getByLabel('Files to upload').setInputFiles([file]);
	await expect(files.getByText('Uploaded')).toBeVisible();
	await page.getByRole('button', { name: 'Stop filed' }).click();
	await expect(state(page)).toHaveText('Stopped', { timeout: 60_000 });
	await page.reload();
	await expect(files.getByRole('row').filter({ hasText: 'wow.txt' })).toContainText('9 B');
	const content = await page.request.get(`${box.url}/api/v1/boxes/${id}/files/content?path=such/wow.txt`);
	expect(await content.text()).toBe('much file');
	await picture(page, 'box-files-1440-light');
	await page.emulateMedia({ colorScheme: 'dark' });
	await page.setViewportSize({ width: 390, height: 844 });
	await fits(page, 'files of a box');
	await picture(page, 'box-files-390-dark');
	await accessible(page, 'files of a box on a phone, dark');
	await box.api.call('DELETE', `/boxes/${id}?force=true`);
});

test('shows the same shell after a reload, and to a second window', async ({ page, context }) => {
	test.setTimeout(300_000);
	const made = await box.api.call<{ box: { id: string } }>('POST', '/boxes', { image: shell(), name: 'shell' });
	const path = `${box.url}/boxes/${made.body.box.id}`;
	await page.goto(path);
	await expect(state(page)).toHaveText('Running', { timeout: 240_000 });
	await section(page, 'Terminal').click();
	await page.getByRole('button', { name: 'Open a terminal' }).click();
	const screen = page.locator('.xterm-rows');
	await expect(screen).toContainText('#');
	await page.keyboard.type('mark=wow; echo set-$mark\n');
	await expect(screen).toContainText('set-wow');
	await page.reload();
	await expect(screen).toContainText('set-wow');
	await page.locator('.xterm').click();
	await page.keyboard.type('echo again-$mark\n');
	await expect(screen).toContainText('again-wow');
	const second = await context.newPage();
	await second.goto(`${path}/terminal`);
	await expect(second.locator('.xterm-rows')).toContainText('again-wow');
	await page.locator('.xterm').click();
	await page.keyboard.type('echo both-$mark\n');
	await expect(screen).toContainText('both-wow');
	await expect(second.locator('.xterm-rows')).toContainText('both-wow');
	await second.close();
});

test('says why a box failed, and what to do', async ({ page }) => {
	await box.api.call('POST', '/boxes', { image: `${registry.host}/missing:1`, name: 'broken' });
	await page.goto(`${box.url}/boxes`);
	const row = page.getByTestId('box-row').filter({ hasText: 'broken' });
	await expect(row).toContainText('Failed', { timeout: 60_000 });
	await row.getByRole('link', { name: 'What to do' }).click();
	await expect(page.getByRole('button', { name: 'Try again broken' })).toBeVisible();
	await expect(page.getByRole('button', { name: /^Remove…/ }).first()).toBeVisible();
	await accessible(page, 'a box that failed');
});

test.describe('phone', () => {
	test.use(PHONE);

	test('is reached from Home, and fits', async ({ page }) => {
		await page.goto(box.url);
		await page.getByRole('link', { name: /^Boxes/ }).tap();
		await expect(page.getByTestId('box-row')).toHaveCount(2);
		const home = page.getByRole('navigation', { name: 'Main' }).last().getByRole('link', { name: 'Home' });
		await expect(home).toHaveAttribute('aria-current', 'page');
		const { boxes } = await box.get<{ boxes: { id: string; name: string }[] }>('/boxes');
		const id = boxes.find(({ name }) => name === 'shell')?.id;
		const sections = ['', '/terminal', '/commands', '/logs', '/settings', '/copies'];
		for (const path of ['/boxes', '/boxes/new', ...sections.map((one) => `/boxes/${id}${one}`)]) {
			await page.goto(box.url + path);
			await page.waitForLoadState('networkidle');
			await accessible(page, path);
			await fits(page, path);
		}
	});
});

test.describe('without JavaScript', () => {
	test.use({ javaScriptEnabled: false });

	test('a box is created, with what was typed kept after an error', async ({ page }) => {
		test.setTimeout(300_000);
		await page.goto(`${box.url}/boxes/new`);
		await page.locator('#box-name').fill('shell');
		await page.getByText('Limits, network and ports').click();
		await page.locator('#box-memory').fill('256');
		await page.getByRole('button', { name: 'Create box' }).click();
		await expect(page.locator('#box-name-error')).toContainText('Another box has the name “shell”.');
		await expect(page.locator('[name=memoryBytes]')).toHaveValue('256');
		await page.locator('#box-name').fill('plain');
		await page.getByRole('button', { name: 'What would this do?' }).click();
		await expect(page.getByRole('region', { name: 'Creating “plain” would do this' })).toBeVisible();
		await page.getByRole('button', { name: 'Create box' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'plain' })).toBeVisible();
	});
});
