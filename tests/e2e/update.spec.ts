/**
 * An owner updates a pup: he sees that a newer version exists and what it changes, allows what it
 * requests, and goes back again. Also without JavaScript and on a phone. Then, on the same box, he
 * installs a pup together with its dependencies.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { InstallPlan, PupWiring } from '../../src/lib/contract/wiring.ts';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { cannotServeGit, createRepository, serveGit, type GitServer, type TreeContent } from '../support/git-server.ts';
import { root } from '../support/program.ts';
import { DESKTOP, PHONE, accessible, complaints, fits, signIn, stateOf } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');
test.skip(Boolean(cannotServeGit()), 'git is not installed');

const PYTHON_PAGE = join(root, 'pups/python-page');

const PUPS = ['shiba', 'kennel', 'den', 'walk'];

/**
 * The pup “Python page” under another name. Version 1.1.0 requests the internet and has one more
 * setting. Version 1.2.0 has another setting, which is required for the start.
 */
function content(version: '1.0.0' | '1.1.0' | '1.2.0'): TreeContent {
	const manifest = JSON.parse(readFileSync(join(PYTHON_PAGE, 'manifest.json'), 'utf8')) as {
		meta: object;
		config: { sections: { fields: object[] }[] };
		container: object;
	};
	const newer = version !== '1.0.0';
	const { fields } = manifest.config.sections[0]!;
	if (newer) fields.push({ name: 'MOON', label: 'Moon', type: 'text', default: 'soon' });
	if (version === '1.2.0') fields.push({ name: 'SUN', label: 'Sun', type: 'number', required: true, max: 9 });
	const app = readFileSync(join(PYTHON_PAGE, 'app.py'), 'utf8');
	/** A pup that provides or needs the interface `leash`. */
	const other = (name: string, more: object) => ({
		tree: {
			'manifest.json': JSON.stringify({
				...manifest,
				meta: { ...manifest.meta, logoPath: undefined, name, version: '1.0.0' },
				config: { sections: [] },
				...more
			}),
			'app.py': app
		}
	});
	const hold = { name: 'hold', description: 'Holds the dog.', severity: 2, routes: ['/*'] };
	const leash = { interfaces: [{ name: 'leash', version: '1.2.0', permissionGroups: [hold] }] };
	const needs = [{ interfaceName: 'leash', interfaceVersion: '^1.0.0', permissionGroups: ['hold'] }];
	return {
		'dogebox.json': JSON.stringify({ id: 'club', name: 'Club', pups: PUPS.map((location) => ({ location })) }),
		shiba: {
			tree: {
				'manifest.json': JSON.stringify({
					...manifest,
					meta: { ...manifest.meta, logoPath: undefined, name: 'Shiba page', version },
					container: { ...manifest.container, requiresInternet: newer }
				}),
				'app.py': app,
				...(newer && { 'CHANGELOG.md': '# Changelog\n\n## 1.1.0\n\nMuch **moon**.\n\n## 1.0.0\n\nFirst.\n' })
			}
		},
		kennel: other('Kennel', leash),
		den: other('Den', leash),
		walk: other('Walk', { dependencies: needs })
	};
}

let box: AliveBox;
let server: GitServer;
let folder = '';
let newest: () => Promise<void>;
let id = '';
let sourceId = '';
test.beforeAll(async () => {
	test.setTimeout(240_000);
	folder = mkdtempSync(join(tmpdir(), 'dogebox-e2e-update-'));
	const repository = createRepository(join(folder, 'club.git'));
	const first = repository.commit(content('1.0.0'), ['refs/tags/v1.0.0', 'refs/heads/main']);
	server = await serveGit(folder);
	box = await AliveBox.start('e2e-update');
	const source = await box.addSource(`${server.url}/club.git`);
	sourceId = source.id;
	id = await box.install('Shiba page');
	const second = repository.commit(content('1.1.0'), ['refs/tags/v1.1.0', 'refs/heads/main'], first);
	const refresh = () => box.api.call('POST', `/sources/${source.id}/refresh`);
	await refresh();
	newest = async () => {
		repository.commit(content('1.2.0'), ['refs/tags/v1.2.0', 'refs/heads/main'], second);
		await refresh();
		await expect.poll(async () => (await box.pup(id)).updateAvailable?.version, { timeout: 30_000 }).toBe('1.2.0');
	};
	await expect.poll(async () => (await box.pup(id)).updateAvailable?.version, { timeout: 30_000 }).toBe('1.1.0');
});
test.afterAll(async () => {
	await box?.dispose();
	await server?.close();
	if (folder) rmSync(folder, { recursive: true, force: true });
});
test.beforeEach(({ context }) => signIn(context, box));

test.describe('laptop', () => {
	test.use(DESKTOP);

	test('the owner learns of it, skips it, and has it offered again', async ({ page }) => {
		const found = complaints(page);
		await page.goto(`${box.url}/store`);
		await page.waitForLoadState('networkidle');
		const card = page.getByTestId('store-pups').getByRole('listitem').filter({ hasText: 'Shiba page' });
		await expect(card).toContainText('Update available');
		await card.getByRole('link', { name: 'Update Shiba page' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Update Shiba page' })).toBeVisible();

		await page.goto(`${box.url}/pups/${id}`);
		await page.waitForLoadState('networkidle');
		await expect(page.getByText('Update available')).toBeVisible();
		await page.getByRole('button', { name: 'Skip 1.1.0' }).click();
		await expect(page.getByText('Update available')).toBeHidden();
		await page.goto(`${box.url}/pups/${id}/update`);
		await page.waitForLoadState('networkidle');
		await page.getByRole('button', { name: 'Tell me of 1.1.0 again' }).click();
		await expect(page.getByText('Update available')).toBeVisible();
		expect(found).toEqual([]);
	});

	test('what changes is shown first; what it asks for is allowed; then it runs', async ({ page }) => {
		const found = complaints(page);
		await page.goto(`${box.url}/pups/${id}`);
		await page.waitForLoadState('networkidle');
		await page.getByRole('link', { name: 'See what changes' }).click();
		await expect(page.getByRole('region', { name: 'What happens' })).toContainText('updated from 1.0.0 to 1.1.0');
		const changes = page.getByRole('region', { name: 'What changes' });
		await expect(changes).toContainText('New setting “Moon”; it begins with “soon”.');
		await expect(changes).toContainText('It uses the internet.');
		const notes = page.getByRole('region', { name: 'Release notes' });
		await expect(notes.locator('strong')).toHaveText('moon');
		await expect(notes).not.toContainText('First.');
		await accessible(page, 'update');
		await fits(page, 'update');

		const update = page.getByRole('button', { name: 'Update to 1.1.0' });
		await update.click();
		// The browser itself demands the consent before it sends the form.
		await expect(page).toHaveURL(new RegExp(`/pups/${id}/update`));
		expect((await box.pup(id)).jobId).toBeNull();
		await page.getByRole('checkbox', { name: 'Allow this' }).check();
		await update.click();
		await expect(page).toHaveURL(`${box.url}/pups/${id}`);
		await expect.poll(async () => (await box.pup(id)).version, { timeout: 60_000 }).toBe('1.1.0');
		await expect.poll(async () => (await box.pup(id)).jobId, { timeout: 60_000 }).toBeNull();
		await expect(stateOf(page)).toHaveText('Running');
		await expect(page.getByText('Update available')).toBeHidden();
		await page.goto(`${box.url}/pups/${id}/update`);
		await expect(page.getByText('Shiba page already has version 1.1.0.')).toBeVisible();
		await expect(page.getByRole('region', { name: 'Versions' })).toContainText('Kept on the box');
		expect(found).toEqual([]);
	});
});

test.describe('phone, without JavaScript', () => {
	test.use({ ...PHONE, javaScriptEnabled: false });

	test('back to the version before', async ({ page }) => {
		await page.goto(`${box.url}/pups/${id}/update`);
		await page.getByRole('region', { name: 'Versions' }).getByRole('link', { name: '1.0.0' }).click();
		await expect(page.getByRole('heading', { level: 1, name: 'Go back to 1.0.0' })).toBeVisible();
		await expect(page.getByRole('region', { name: 'What happens' })).toContainText('goes back from 1.1.0 to 1.0.0');
		await page.getByRole('button', { name: 'Go back to 1.0.0' }).click();
		await expect.poll(async () => (await box.pup(id)).version, { timeout: 60_000 }).toBe('1.0.0');
		await expect.poll(async () => (await box.pup(id)).state, { timeout: 60_000 }).toBe('running');
		await expect.poll(async () => (await box.pup(id)).jobId, { timeout: 60_000 }).toBeNull();
	});

	test('a setting that the newest version needs is asked for before, and given with it', async ({ page }) => {
		await newest();
		await page.goto(`${box.url}/pups/${id}/update`);
		const happens = page.getByRole('region', { name: 'What happens' });
		await expect(happens).toContainText('Version 1.2.0 does not start without these settings.');
		await happens.getByRole('checkbox', { name: 'Allow this' }).check();
		await happens.getByRole('spinbutton', { name: 'Sun' }).fill('7');
		await happens.getByRole('button', { name: 'Update to 1.2.0' }).click();
		await expect.poll(async () => (await box.pup(id)).version, { timeout: 60_000 }).toBe('1.2.0');
		await expect.poll(async () => (await box.pup(id)).jobId, { timeout: 60_000 }).toBeNull();
		const { state, needsConfig, config } = await box.pup(id);
		expect({ state, needsConfig }).toEqual({ state: 'running', needsConfig: false });
		const values = config.sections.flatMap(({ fields }) => fields.map(({ name, value }) => [name, value]));
		expect(values).toContainEqual(['SUN', '7']);
	});
});

test.describe('a pup that depends on another, on a laptop', () => {
	test.use(DESKTOP);

	test('its plan is shown, and follows what the owner chooses', async ({ page }) => {
		const found = complaints(page);
		await page.goto(`${box.url}/store/${sourceId}/Walk`);
		await page.waitForLoadState('networkidle');
		await page.getByRole('link', { name: 'Install…' }).click();
		const dialog = page.getByRole('dialog', { name: 'Install Walk' });
		await expect(dialog).toContainText('Den 1.0.0 is installed and started first, then Walk 1.0.0.');
		await expect(dialog).toContainText(
			'Walk uses leash 1.2.0 of Den, and is granted “hold” (can change things) there.'
		);
		await accessible(page, 'plan');
		await dialog.getByLabel('leash for Walk is provided by').selectOption({ label: 'Kennel 1.0.0, from Club' });
		await expect(dialog).toContainText('Kennel 1.0.0 is installed and started first, then Walk 1.0.0.');
		await dialog.getByRole('button', { name: 'Cancel' }).click();
		await expect(dialog).toBeHidden();
		// A program gets the same plan, and it can install only by agreeing to a current plan.
		const walk = { sourceId, name: 'Walk' };
		const plan = await box.api.call<InstallPlan>('POST', `/store/${sourceId}/Walk/plan`, {});
		expect(plan.status).toBe(200);
		expect(plan.body.installs.map(({ name }) => name)).toEqual(['Den', 'Walk']);
		const old = await box.api.call('POST', '/pups', { ...walk, plan: 'f'.repeat(32) });
		expect([old.status, old.body]).toMatchObject([409, { code: 'plan-changed' }]);
		expect(found).toEqual([]);
	});
});

test.describe('a pup that depends on another, on a phone without JavaScript', () => {
	test.use({ ...PHONE, javaScriptEnabled: false });

	test('it is installed after the one that was chosen for it', async ({ page }) => {
		await page.goto(`${box.url}/store/${sourceId}/Walk`);
		await page.getByRole('link', { name: 'Install…' }).click();
		await page.getByLabel('leash for Walk is provided by').selectOption({ label: 'Kennel 1.0.0, from Club' });
		await page.getByRole('button', { name: 'Show the plan with these' }).click();
		await expect(page.getByText('Kennel 1.0.0 is installed and started first, then Walk 1.0.0.')).toBeVisible();
		await fits(page, 'plan');
		await page.getByRole('button', { name: 'Install all' }).click();
		const states = async () => (await box.list()).map(({ name, state }) => `${name} ${state}`).sort();
		await expect.poll(states, { timeout: 90_000 }).toEqual(expect.arrayContaining(['Kennel running', 'Walk running']));
		expect(await states()).not.toEqual(expect.arrayContaining([expect.stringContaining('Den')]));
	});
});

test.describe('pups that depend on each other, on a laptop', () => {
	test.use(DESKTOP);

	test('each says so; before one goes, those that need it are named', async ({ page }) => {
		const found = complaints(page);
		const all = await box.list();
		const idOf = (name: string) => all.find((one) => one.name === name)!.id;
		// A program must give the same consent.
		const asked = await box.api.call('DELETE', `/pups/${idOf('Kennel')}`);
		expect([asked.status, asked.body]).toMatchObject([
			409,
			{ code: 'still-needed', fields: { [idOf('Walk')]: 'Walk uses leash of it.' } }
		]);
		const chosen = await box.api.call('PUT', `/pups/${idOf('Walk')}/wiring/leash`, { provider: id });
		expect([chosen.status, chosen.body]).toMatchObject([422, { code: 'cannot-provide' }]);
		await page.goto(`${box.url}/pups/${idOf('Walk')}`);
		await page.waitForLoadState('networkidle');
		const needs = page.getByRole('region', { name: 'It depends on' });
		await expect(needs).toContainText('Provided by Kennel');
		// The permissions that the owner approved with the plan are granted. A switch revokes one
		// and grants it again.
		const hold = needs.getByRole('switch', { name: 'Allow hold of leash' });
		const granted = async () => {
			const { body } = await box.api.call<PupWiring>('GET', `/pups/${idOf('Walk')}/wiring`);
			return body.dependsOn[0]!.permissions.map((one) => one.granted);
		};
		await expect(hold).toBeChecked();
		await hold.click();
		await expect(needs).toContainText('Nothing granted yet: it cannot use it.');
		expect(await granted()).toEqual([false]);
		await needs.getByRole('button', { name: 'Grant what it needs of leash' }).click();
		await expect(hold).toBeChecked();
		expect(await granted()).toEqual([true]);
		await accessible(page, 'what a pup depends on');
		await fits(page, 'what a pup depends on');
		await page.screenshot({ path: '/tmp/wire-pup.png', fullPage: true });

		const reach = page.locator('#network');
		await reach.getByRole('switch', { name: 'Internet' }).check();
		await reach.getByLabel('Only these names and networks').fill('198.51.100.0/24\nhttp://nonsense');
		await reach.getByRole('button', { name: 'Save network access' }).click();
		await expect(reach).toContainText('Give names, IPv4 addresses or networks');
		await reach.getByLabel('Only these names and networks').fill('198.51.100.0/24');
		await reach.getByRole('switch', { name: 'Internet' }).check();
		await reach.getByRole('button', { name: 'Save network access' }).click();
		const access = async () => (await box.api.call('GET', `/pups/${idOf('Walk')}/access`)).body;
		await expect
			.poll(access)
			.toMatchObject({ internet: true, reachesInternet: true, lan: false, networks: ['198.51.100.0/24'] });

		await page.goto(`${box.url}/pups/${idOf('Kennel')}`);
		await page.waitForLoadState('networkidle');
		await expect(page.getByRole('region', { name: 'These depend on it' })).toContainText('Walk');
		await page.goto(`${box.url}/pups/${idOf('Kennel')}/about`);
		await page.waitForLoadState('networkidle');
		await page.getByRole('link', { name: 'Remove…' }).click();
		const dialog = page.getByRole('dialog', { name: 'Remove Kennel' });
		await expect(dialog).toContainText('Walk, for leash, which it cannot do without');
		await dialog.getByRole('button', { name: 'Uninstall' }).click();
		// The browser itself demands the consent before it sends the form.
		expect((await box.pup(idOf('Kennel'))).state).toBe('running');
		await dialog.getByRole('checkbox', { name: 'Remove it anyway' }).check();
		await dialog.getByRole('button', { name: 'Uninstall' }).click();
		await expect.poll(async () => (await box.pup(idOf('Kennel'))).state, { timeout: 60_000 }).toBe('uninstalled');

		await page.goto(`${box.url}/pups/${idOf('Walk')}`);
		await page.waitForLoadState('networkidle');
		await expect(needs).toContainText('Kennel is not installed.');
		await needs.getByRole('combobox').selectOption({ label: 'Nobody' });
		await needs.getByRole('button', { name: 'Choose who provides leash' }).click();
		await expect(needs).toContainText('Nobody provides leash to it, which it needs.');
		expect(found).toEqual([]);
	});
});
