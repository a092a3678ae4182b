/**
 * The block explorer from its owner's view: what it requests before it is installed, what it shows
 * with and without its optional permission, with another node below it, and after a start without
 * any node.
 */
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { CORE_STAND_IN, createCoreStandIn } from '../support/core-stand-in.ts';
import { keepImages } from '../support/images.ts';
import { DESKTOP, accessible, complaints, picture, signIn, stateOf } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.use(DESKTOP);
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

const LONG = { timeout: 240_000 };
let box: AliveBox;
let core: ReturnType<typeof createCoreStandIn>;
let explorer = '';

test.beforeAll(async () => {
	test.setTimeout(300_000);
	core = createCoreStandIn();
	box = await AliveBox.start('e2e-explorer');
	await box.addSource(core.folder);
});
test.afterAll(async () => {
	await box?.dispose();
	core?.dispose();
});
test.beforeEach(({ context }) => signIn(context, box));

const idOf = async (name: string) => (await box.list()).find((pup) => pup.name === name)?.id ?? '';

/** Opens the explorer's own page with the button on the box's page of the pup. */
async function openPage(page: Page, context: BrowserContext): Promise<Page> {
	await page.goto(`${box.url}/pups/${explorer}`);
	const [opened] = await Promise.all([
		context.waitForEvent('page'),
		page.getByRole('link', { name: 'Open page' }).click()
	]);
	return opened;
}

/** Reloads a page of the explorer until it shows this heading. */
async function shows(blocks: Page, path: string, heading: string): Promise<void> {
	await expect(async () => {
		await blocks.goto(new URL(path, blocks.url()).href);
		await expect(blocks.getByRole('heading', { level: 1, name: heading })).toBeVisible({ timeout: 1000 });
	}).toPass({ timeout: 90_000 });
}

test('it asks for two permissions, one of them optional, and is installed without that one', async ({ page }) => {
	test.setTimeout(300_000);
	const wrong = complaints(page);
	await page.goto(`${box.url}/store?q=explorer`);
	await page.getByRole('link', { name: 'Block explorer' }).click();
	await page.waitForLoadState('networkidle');
	await page.getByRole('link', { name: 'Install' }).click();
	const asked = page.getByRole('dialog', { name: 'Install Block explorer' });
	const order = asked.getByRole('region', { name: 'Pups that are installed' }).getByRole('listitem');
	await expect(order).toHaveText([/Regtest node/, /Block explorer/]);
	const uses = asked.getByRole('region', { name: 'Who uses what' });
	await uses.getByText('What Block explorer may do there').click();
	await expect(uses.getByText('Chain', { exact: true })).toBeVisible();
	await expect(uses.getByRole('checkbox')).toHaveCount(1);
	await expect(uses.getByRole('checkbox', { name: /Also grant “Mempool”/ })).not.toBeChecked();
	await expect(uses.getByRole('combobox').getByRole('option')).toHaveCount(4);
	await accessible(page, 'the question before an installation with a node');
	await picture(page, 'explorer-asks');
	await asked.getByRole('button', { name: 'Install all' }).click();
	await expect(stateOf(page)).toHaveText('Running', LONG);
	keepImages(box.options.data);
	explorer = await idOf('Block explorer');
	box.pups.push(explorer, await idOf('Regtest node'));
	expect(wrong).toEqual([]);
});

test('it shows blocks of Regtest node, and what waits for one when that is granted', async ({ page, context }) => {
	test.setTimeout(240_000);
	const blocks = await openPage(page, context);
	await shows(blocks, '/', 'Newest blocks');
	await blocks.getByRole('searchbox').fill('0');
	await blocks.getByRole('button', { name: 'Search' }).click();
	await expect(blocks.getByRole('heading', { level: 1, name: 'Block 0' })).toBeVisible();
	await blocks.getByRole('link', { name: 'Mempool' }).click();
	await expect(blocks.getByText('not given the permission “Mempool”')).toBeVisible();
	await page.getByRole('switch', { name: 'Allow Mempool of core-rpc' }).click();
	await shows(blocks, '/mempool', 'Mempool');
	await picture(blocks, 'explorer-mempool');
});

test('it works over Dogecoin Core, by a stand-in for its program', async ({ page, context }) => {
	test.setTimeout(300_000);
	const node = await box.install(CORE_STAND_IN);
	await page.goto(`${box.url}/pups/${explorer}`);
	await page.getByRole('combobox', { name: 'Who provides core-rpc' }).selectOption({ label: `${CORE_STAND_IN} 1.1.0` });
	await page.getByRole('button', { name: 'Choose who provides core-rpc' }).click();
	await expect(page.getByRole('link', { name: CORE_STAND_IN })).toHaveCount(1);
	const blocks = await openPage(page, context);
	await shows(blocks, '/', 'Newest blocks');
	// Nobody mines on that chain, so the first block is the only one.
	await expect(blocks.getByRole('row')).toHaveCount(2);
	await expect(blocks.getByRole('row').getByRole('link', { name: '0', exact: true })).toBeVisible();
	const { requests } = await box.get<{ requests: { path: string; status: number }[] }>(
		`/connections/${explorer}/${node}/requests?interface=core-rpc`
	);
	expect(requests).toContainEqual(expect.objectContaining({ path: '/chain', status: 200 }));
	await picture(blocks, 'explorer-core');
});

test('without its node it waits, and starts all the same where its owner says so', async ({ page, context }) => {
	test.setTimeout(240_000);
	await box.act(await idOf(CORE_STAND_IN), 'stop');
	await box.act(explorer, 'stop');
	await page.goto(`${box.url}/pups/${explorer}`);
	await page.getByRole('button', { name: 'Start Block explorer' }).click();
	await expect(page.getByText(`Waits for ${CORE_STAND_IN} to be ready.`)).toBeVisible();
	await accessible(page, 'a pup that waits for another');
	await picture(page, 'explorer-waits');
	await page.getByRole('button', { name: 'Start anyway' }).click();
	await expect(stateOf(page)).toHaveText('Running', LONG);
	await box.answers(explorer);
	const blocks = await openPage(page, context);
	const said = `The box says: ${CORE_STAND_IN}, which provides “core-rpc”, is not running.`;
	await expect(blocks.getByText(said)).toBeVisible();
});
