/**
 * The store as an owner uses it: he adds a git repository as a source, finds a pup in it, reads
 * about it and installs it. Also without a mouse, without JavaScript, and on a phone.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { cannotServeGit, createRepository, serveGit, type GitServer, type TreeContent } from '../support/git-server.ts';
import { root } from '../support/program.ts';
import { DESKTOP, PHONE, accessible, complaints, fits, signIn, stateOf, watchFor } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');
test.skip(Boolean(cannotServeGit()), 'git is not installed');

/** Fills more than two pages of cards. */
const MANY = 60;
const PYTHON_PAGE = join(root, 'pups/python-page');
const README = `# Shiba page

It **greets**. <script>document.title = 'taken'</script>

\`\`\`
${'a very long line of code '.repeat(12)}
\`\`\`
`;

/** The pup “Python page” under another name, and pups that are only listed. */
function content(version: string): TreeContent {
	const manifest = JSON.parse(readFileSync(join(PYTHON_PAGE, 'manifest.json'), 'utf8')) as {
		meta: Record<string, unknown>;
	};
	const named = (meta: Record<string, unknown>) =>
		JSON.stringify({ ...manifest, meta: { ...manifest.meta, logoPath: undefined, ...meta } });
	const listed = Array.from({ length: MANY }, (_, n) => String(n + 1).padStart(2, '0'));
	return {
		'dogebox.json': JSON.stringify({
			id: 'club.shibe',
			name: 'Shibe club',
			pups: [{ location: 'shiba' }, { location: 'broken' }, ...listed.map((n) => ({ location: `many/p${n}` }))]
		}),
		shiba: {
			tree: {
				'manifest.json': named({ name: 'Shiba page', version, shortDescription: 'Greets whoever comes by.' }),
				'app.py': readFileSync(join(PYTHON_PAGE, 'app.py'), 'utf8'),
				'README.md': README
			}
		},
		broken: { tree: { 'manifest.json': '{"manifestVersion": 1}' } },
		many: {
			tree: Object.fromEntries(
				listed.map((n) => [
					`p${n}`,
					{
						tree: {
							'manifest.json': named({ name: `Zen garden ${n}`, version, shortDescription: `Café number ${n}.` })
						}
					}
				])
			)
		}
	};
}

let box: AliveBox;
let server: GitServer;
let folder = '';
let sourceId = '';
test.beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'dogebox-e2e-git-'));
	const repository = createRepository(join(folder, 'club.git'));
	const first = repository.commit(content('1.0.0'), ['refs/tags/v1.0.0']);
	repository.commit(content('1.1.0'), ['refs/tags/v1.1.0', 'refs/heads/main'], first);
	server = await serveGit(folder);
	box = await AliveBox.start('e2e-store');
});
test.afterAll(async () => {
	await box?.dispose();
	await server?.close();
	if (folder) rmSync(folder, { recursive: true, force: true });
});
test.beforeEach(({ context }) => signIn(context, box));

const search = (page: Page) => page.getByRole('searchbox', { name: 'Search the store' });
const cards = (page: Page) => page.getByTestId('store-pups').getByRole('listitem');
const shibaPath = () => `/store/${sourceId}/Shiba%20page`;

test.describe('laptop', () => {
	test.use(DESKTOP);

	test('a source is added, after its address was mistyped', async ({ page }) => {
		const found = complaints(page);
		await page.goto(`${box.url}/store`);
		await page.waitForLoadState('networkidle');
		await page.getByRole('link', { name: 'Sources', exact: true }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Sources' })).toBeVisible();
		const location = page.getByLabel('Location');
		const add = page.getByRole('button', { name: 'Add source' });

		await location.fill(`${server.url}/nothing.git`);
		await add.click();
		await expect(location).toHaveAttribute('aria-invalid', 'true', { timeout: 30_000 });
		await expect(location).toHaveAccessibleDescription(/\S/);
		// The typed text stays in the field, so that it can be corrected.
		await expect(location).toHaveValue(`${server.url}/nothing.git`);

		await location.fill(`${server.url}/club.git`);
		await add.click();
		const added = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Shibe club' }) });
		await expect(added).toContainText('Just added', { timeout: 30_000 });
		await expect(added).toContainText(`${MANY + 1} pups`);
		await added.getByText('1 pup left out').click();
		await expect(added).toContainText('broken');
		sourceId = (await added.getAttribute('id')) ?? '';
		expect(sourceId).toMatch(/^[0-9a-f]{32}$/);
		// Refused forms are regular answers, not faults of the page.
		expect(found.filter((one) => !/status of 4\d\d/.test(one))).toEqual([]);
	});

	test('a pup is found by typing, read about, installed, and stays when its source goes', async ({ page }) => {
		test.setTimeout(300_000);
		const found = complaints(page);
		await page.goto(`${box.url}/store`);
		await page.waitForLoadState('networkidle');
		await search(page).pressSequentially('shib');
		// A match in the name of the pup ranks before a match in the name of the source, which all
		// the others have.
		await expect(cards(page).first()).toContainText('Shiba page');
		await search(page).fill('shiba');
		await expect(cards(page)).toHaveCount(1);
		await expect(page).toHaveURL(/\/store\?q=shiba$/);
		await expect(page.getByRole('status').filter({ hasText: '1 pup found' })).toBeAttached();

		await page.getByRole('link', { name: 'Shiba page' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Shiba page' })).toBeVisible();
		const readme = page.getByRole('region', { name: 'Readme' });
		await expect(readme.locator('strong')).toHaveText('greets');
		await expect(readme.locator('script')).toHaveCount(0);
		expect(await page.title()).toBe('Shiba page · Store · Dogebox');
		const versions = page.getByRole('region', { name: 'Versions' });
		await expect(versions.getByRole('listitem')).toHaveCount(2);
		await expect(versions).toContainText('tag v1.0.0');
		await versions.getByRole('link', { name: '1.0.0' }).click();
		await expect(page.getByText('This is an older version')).toBeVisible();
		await page.getByRole('link', { name: 'Show the newest' }).click();
		await expect(page.getByText('This is an older version')).toBeHidden();

		const progressSeen = await watchFor(page, 'main [role=progressbar]');
		await page.getByRole('button', { name: 'Install' }).click();
		await expect(stateOf(page)).toHaveText('Running', { timeout: 240_000 });
		expect(await progressSeen(), 'progress on the page').toBe(true);
		const id = (await box.list()).find((pup) => pup.name === 'Shiba page')?.id ?? '';
		box.pups.push(id);
		await page.getByRole('link', { name: 'Manage' }).click();
		await page.getByRole('link', { name: 'About', exact: true }).click();
		await expect(page.getByRole('region', { name: 'About' })).toContainText('1.1.0 (tag v1.1.0)');

		await page.goto(`${box.url}/store/sources`);
		await page.waitForLoadState('networkidle');
		const own = page.locator(`[id="${sourceId}"]`);
		await own.getByRole('button', { name: /^Remove…/ }).click();
		const question = page.getByRole('alertdialog');
		await expect(question).toContainText('keeps running (Shiba page)');
		await question.getByRole('button', { name: 'Remove source' }).click();
		await expect(own).toHaveCount(0);
		expect((await box.store()).some((pup) => pup.sourceId === sourceId)).toBe(false);
		expect((await box.pup(id)).state).toBe('running');
		await page.goto(`${box.url}/pups/${id}/about`);
		await expect(page.getByRole('region', { name: 'About' })).toContainText('no longer there');

		// Adding the same location again gives the same source, and its pups count as installed.
		expect((await box.addSource(`${server.url}/club.git`)).id).toBe(sourceId);
		await page.goto(`${box.url}/store?installed=1`);
		await expect(cards(page)).toHaveCount(1);
		await expect(cards(page)).toContainText('Installed');
		expect(found).toEqual([]);
	});

	test('by keyboard: search, choose, go in, and back to where one was', async ({ page }) => {
		await page.goto(`${box.url}/store`);
		await page.waitForLoadState('networkidle');
		await page.keyboard.press('/');
		await expect(search(page)).toBeFocused();
		await page.keyboard.type('zen cafe');
		await expect(cards(page).first()).toContainText('Zen garden 01');
		await expect(page).toHaveURL(/q=zen\+cafe/);
		// Tab leads through the filters to the first card, and the focus never gets lost.
		for (let presses = 0; ; presses++) {
			await page.keyboard.press('Tab');
			const at = await page.evaluate(() => document.activeElement?.textContent?.trim());
			if (at === 'Zen garden 01') break;
			expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
			expect(presses, 'the first card is reached').toBeLessThan(25);
		}
		await page.keyboard.press('Enter');
		await expect(page.getByRole('heading', { level: 1, name: 'Zen garden 01' })).toBeVisible();
		await page.goBack();
		await expect(search(page)).toHaveValue('zen cafe');
		await expect(cards(page).first()).toContainText('Zen garden 01');
	});

	test('more pups come as one scrolls, and the way back leads to the same place', async ({ page }) => {
		await page.goto(`${box.url}/store?q=zen`);
		await page.waitForLoadState('networkidle');
		const last = page.getByRole('link', { name: `Zen garden ${MANY}` });
		await expect(async () => {
			await page.mouse.wheel(0, 4000);
			await expect(last).toBeInViewport({ timeout: 500 });
		}).toPass();
		const before = await page.evaluate(() => window.scrollY);
		expect(before).toBeGreaterThan(1000);
		await last.click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Zen garden ${MANY}`);
		await page.goBack();
		await expect(last).toBeInViewport();
		expect(Math.abs((await page.evaluate(() => window.scrollY)) - before)).toBeLessThan(5);
	});

	test('filters stand in the address, and one step back undoes one', async ({ page }) => {
		await page.goto(`${box.url}/store`);
		await page.waitForLoadState('networkidle');
		const requests: string[] = [];
		page.on('request', (request) => requests.push(request.url()));
		await page.getByLabel('Source').selectOption({ value: sourceId });
		await expect(page).toHaveURL(new RegExp(`source=${sourceId}`));
		await page.getByRole('checkbox', { name: /Installed/ }).check();
		await expect(page).toHaveURL(/installed=1/);
		await expect(cards(page)).toHaveCount(1);
		await page.goBack();
		await expect(page.getByRole('checkbox', { name: /Installed/ })).not.toBeChecked();
		await expect(cards(page)).not.toHaveCount(1);
		// All of this came from memory, without a request.
		expect(requests.filter((url) => /\/api\/|__data|\/store/.test(url))).toEqual([]);
		await page.reload();
		await expect(page.getByLabel('Source')).toHaveValue(sourceId);
		await expect(page.getByText('No pups found')).toBeHidden();
		await page.getByRole('searchbox').fill('no such thing');
		await expect(page.getByText('No pups found').first()).toBeVisible();
	});

	test.describe('without JavaScript', () => {
		test.use({ javaScriptEnabled: false });

		test('the store is searched and paged by plain forms and links, and a wrong source is refused in words', async ({
			page
		}) => {
			await page.goto(`${box.url}/store`);
			await search(page).fill('zen');
			await page.getByRole('button', { name: 'Search' }).click();
			await expect(page).toHaveURL(/q=zen/);
			await expect(cards(page)).toHaveCount(24);
			await expect(page.getByText('Page 1 of 3')).toBeVisible();
			await page.getByRole('link', { name: 'Next' }).click();
			await page.getByRole('link', { name: 'Next' }).click();
			await expect(cards(page)).toHaveCount(MANY - 48);
			await expect(cards(page).last()).toContainText(`Zen garden ${MANY}`);

			await page.goto(`${box.url}/store/sources`);
			await page.getByLabel('Location').fill('/nowhere/at/all');
			await page.getByRole('button', { name: 'Add source' }).click();
			await expect(page.getByLabel('Location')).toHaveAttribute('aria-invalid', 'true');
			await expect(page.getByLabel('Location')).toHaveValue('/nowhere/at/all');
		});
	});
});

/** With `npm run test:pages` this is also tested on a laptop. */
const ALL = process.env['DOGEBOX_PAGES'] === 'all';
for (const [device, options] of [
	['laptop', DESKTOP],
	['phone', PHONE]
] as const) {
	if (device === 'laptop' && !ALL) continue;
	test.describe(`on a ${device}`, () => {
		test.use(options);

		test('the pages of the store pass axe, light and dark, and fit', async ({ page }) => {
			for (const path of ['/store/sources', shibaPath()]) {
				await page.goto(`${box.url}${path}`);
				await page.waitForLoadState('networkidle');
				await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
				await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
				await fits(page, path);
				for (const colorScheme of ['light', 'dark'] as const) {
					// Without reduced motion the colours change gradually, and axe would measure
					// intermediate values.
					await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
					await accessible(page, `${path}, ${colorScheme}`);
				}
			}
		});
	});
}
