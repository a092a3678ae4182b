/**
 * The first boot with every mishap: reload, back, two tabs, a killed box, no JavaScript, a
 * stranger. Nothing is lost, and nothing is created twice.
 */
import { expect, test, type Page } from '@playwright/test';
import { AliveBox, PASSWORD, cannotRun } from '../support/alive.ts';
import { apiClient } from '../support/program.ts';
import { DESKTOP, PHONE, accessible } from './support/box.ts';
import { chooseDevice, givePassword, goThroughWizard, proveWords, readWords } from './support/wizard.ts';

test.use(DESKTOP);
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

let box: AliveBox;
test.beforeEach(async () => {
	box = await AliveBox.start('e2e-wizard', { setUp: false });
});
test.afterEach(() => box?.dispose());

const claimed = async () => (await box.api.call('GET', '/box')).body;
const title = (page: Page, name: string | RegExp) =>
	expect(page.getByRole('heading', { level: 1, name })).toBeVisible();

test('reload and back lose nothing, the same password gives the same words', async ({ page }) => {
	await page.goto(box.url);
	await page.getByRole('link', { name: 'Get started' }).click();
	await chooseDevice(page, 'attic');
	await page.reload();
	await title(page, 'Your password');
	await page.goBack();
	await page.goto(`${box.url}/setup/device`);
	await expect(page.getByLabel('Device name')).toHaveValue('attic');
	await expect(page.getByLabel('Time zone')).toHaveValue('Europe/Lisbon');
	await page.goto(`${box.url}/setup`);
	await page.getByRole('link', { name: 'Continue where you left off' }).click();
	await title(page, 'Your password');

	await page.getByLabel('Password', { exact: true }).fill('short');
	await page.getByLabel('Password again').fill('other');
	await page.getByRole('button', { name: 'Continue' }).click();
	await title(page, 'Your password');
	await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
	await page.getByLabel('Password again').fill(`${PASSWORD}r`);
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page.getByText(/not the same/i).first()).toBeVisible();
	await accessible(page, 'two different passwords');
	await givePassword(page, PASSWORD);
	const words = await readWords(page);
	await page.reload();
	expect(await readWords(page)).toEqual(words);
	await page.goto(`${box.url}/setup/password`);
	await givePassword(page, PASSWORD);
	expect(await readWords(page), 'no second key').toEqual(words);
	await page.getByRole('link', { name: 'I wrote them down' }).click();
	// The page of the words has a link of the same name, which leads elsewhere.
	await title(page, 'Check the words');
	await page.getByRole('link', { name: 'Back' }).click();
	expect(await readWords(page)).toEqual(words);
	await page.getByRole('link', { name: 'I wrote them down' }).click();
	await proveWords(page, [...words].reverse());
	await title(page, 'Check the words');
	await expect(page.locator('[aria-invalid=true], [role=alert]').first()).toBeVisible();
	await accessible(page, 'wrong words');
	expect(await claimed()).toMatchObject({ claimed: true, configured: false });
	await page.reload();
	await proveWords(page, words);
	await title(page, 'Network');
	expect(await claimed()).toMatchObject({ configured: true, name: 'attic' });
	await page.goto(`${box.url}/setup/password`);
	await expect(page, 'the wizard is over').not.toHaveURL(/setup\/password/);
});

test('two tabs make one key, and the one left behind goes on where the other stopped', async ({ page, context }) => {
	const other = await context.newPage();
	for (const tab of [page, other]) {
		await tab.goto(`${box.url}/setup/device`);
		await chooseDevice(tab, 'twins');
	}
	await Promise.all([givePassword(page, PASSWORD), givePassword(other, PASSWORD)]);
	const words = await readWords(page);
	expect(await readWords(other)).toEqual(words);
	await page.getByRole('link', { name: 'I wrote them down' }).click();
	await proveWords(page, words);
	await title(page, 'Network');
	await other.getByRole('link', { name: 'I wrote them down' }).click();
	await expect(other).not.toHaveURL(/setup\/(words|password)/);
	await other.goto(box.url);
	await expect(other.getByRole('heading', { name: 'Install your first pup' })).toBeVisible();
	await apiClient(box.url).login(PASSWORD);
});

test('a box killed at each step goes on with what was chosen', async ({ page }) => {
	test.setTimeout(240_000);
	const again = async () => {
		await box.crash();
		await page.goto(`${box.url}/setup`);
	};
	await page.goto(`${box.url}/setup/device`);
	await chooseDevice(page, 'phoenix');
	await again();
	await page.getByRole('link', { name: 'Continue where you left off' }).click();
	await title(page, 'Your password');
	await givePassword(page, PASSWORD);
	const lost = await readWords(page);
	await again();
	// The words were never stored. Entering the password creates new words, and the old ones are no
	// longer valid.
	await page.goto(`${box.url}/setup/words`);
	await title(page, 'Your 24 words');
	await expect(page.getByText('The words are gone')).toBeVisible();
	await accessible(page, 'words that are gone');
	await page.getByRole('link', { name: 'Enter the password' }).click();
	await givePassword(page, PASSWORD);
	const words = await readWords(page);
	expect(words).not.toEqual(lost);
	await page.getByRole('link', { name: 'I wrote them down' }).click();
	await proveWords(page, words);
	await title(page, 'Network');
	await box.crash();
	await page.reload();
	expect(await claimed()).toMatchObject({ claimed: true, configured: true, name: 'phoenix' });
	await apiClient(box.url).login(PASSWORD);
});

test('a key is restored from its words', async ({ page }) => {
	const words = [...Array<string>(23).fill('abandon'), 'art'];
	await page.goto(`${box.url}/setup/device`);
	await chooseDevice(page, 'restored');
	await page.getByRole('link', { name: /Restore its key/ }).click();
	await title(page, 'Restore your key');
	await accessible(page, 'restore');
	const fill = async (phrase: string) => {
		await page.getByLabel('Your 24 words').fill(phrase);
		await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
		await page.getByLabel('New password again').fill(PASSWORD);
		await page.getByRole('button', { name: 'Restore' }).click();
	};
	await fill('abandon '.repeat(24).trim());
	await title(page, 'Restore your key');
	await expect(page.locator('[aria-invalid=true], [role=alert]').first()).toBeVisible();
	expect(await claimed()).toMatchObject({ claimed: false });
	await fill(` ${words.join('  ').toUpperCase()} `);
	await title(page, 'Network');
	expect(await claimed()).toMatchObject({ claimed: true, configured: true });
});

test('a stranger on the network needs the claim code; the owner types it once', async ({ playwright }, { project }) => {
	// A browser that uses another host name no longer counts as being on the box itself.
	const name = 'dogebox.test';
	const printed = () => /\b([A-Z0-9]{4}-[A-Z0-9]{4})\b/.exec(box.box.output())?.[1] ?? '';
	// The first page is available before the rest of the box has started.
	await expect.poll(printed).not.toBe('');
	const code = printed();
	const { launchOptions } = project.use;
	const browser = await playwright.chromium.launch({
		...launchOptions,
		args: [...(launchOptions?.args ?? []), `--host-resolver-rules=MAP ${name} 127.0.0.1`]
	});
	const context = await browser.newContext(DESKTOP);
	const page = await context.newPage();
	await page.goto(`http://${name}:${box.box.port}/setup/device`);
	await title(page, 'Is this your box?');
	await accessible(page, 'claim code');
	await page.getByLabel('Claim code').fill('WRNG-CODE');
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page.locator('[aria-invalid=true], [role=alert]').first()).toBeVisible();
	await page.getByLabel('Claim code').fill(code.toLowerCase());
	await page.getByRole('button', { name: 'Continue' }).click();
	await title(page, /Welcome|Your device/);
	await browser.close();
});

for (const [device, options] of [
	['laptop', DESKTOP],
	['phone', PHONE]
] as const) {
	test(`without JavaScript on a ${device} the whole wizard works`, async ({ browser }) => {
		const context = await browser.newContext({ ...options, javaScriptEnabled: false });
		const page = await context.newPage();
		await page.goto(box.url);
		await goThroughWizard(page, { deviceName: 'plain', password: PASSWORD });
		await page.getByRole('link', { name: 'Go to the dashboard' }).click();
		await expect(page.getByRole('heading', { name: 'Install your first pup' })).toBeVisible();
		await context.close();
	});
}
