/**
 * Signing in and out, with and without JavaScript, the forgotten password, and the end of sessions.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { AliveBox, PASSWORD, cannotRun } from '../support/alive.ts';
import { apiClient } from '../support/program.ts';
import { DESKTOP, accessible, signIn, stateOf } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.use(DESKTOP);
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

let box: AliveBox;
test.beforeAll(async () => {
	test.setTimeout(300_000);
	box = await AliveBox.start('e2e-login');
});
test.afterAll(() => box?.dispose());

for (const javaScriptEnabled of [true, false]) {
	test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
		test.use({ javaScriptEnabled });

		test('a stranger is led to the login, told what is wrong, and then where they wanted to go', async ({ page }) => {
			await page.goto(`${box.url}/activity`);
			await expect(page).toHaveURL(/\/login/);
			await page.getByLabel('Password', { exact: true }).fill('not the password');
			await page.getByRole('button', { name: 'Sign in' }).click();
			await expect(
				page.getByText(/password is (wrong|not right)|wrong password|not the password/i).first()
			).toBeVisible();
			await expect(page).toHaveURL(/\/login/);
			if (javaScriptEnabled) await accessible(page, 'login with an error');
			await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
			await page.getByRole('button', { name: 'Sign in' }).click();
			await expect(page).toHaveURL(/\/activity/);
			await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
		});

		test('signs out', async ({ page, context }) => {
			await box.api.login(PASSWORD);
			await signIn(context, box);
			await page.goto(box.url);
			await page.getByRole('button', { name: 'Sign out' }).first().click();
			await expect(page).toHaveURL(/\/login/);
			await page.goto(box.url);
			await expect(page).toHaveURL(/\/login/);
			await box.api.login(PASSWORD);
		});
	});
}

test('without JavaScript a pup is installed, stopped, started and removed by plain forms', async ({ browser }) => {
	test.setTimeout(300_000);
	const context = await browser.newContext({ ...DESKTOP, javaScriptEnabled: false });
	await signIn(context, box);
	const page = await context.newPage();
	/**
	 * Reloads until the page shows the state, because without scripts it does not update itself.
	 */
	const until = (state: string) =>
		expect
			.poll(
				async () => {
					// A form that was just sent may still be in flight. The next poll then sees the
					// result.
					await page.reload().catch(() => null);
					return (await stateOf(page).count()) > 0 ? stateOf(page).textContent() : null;
				},
				{ timeout: 120_000, intervals: [500] }
			)
			.toBe(state);
	await page.goto(`${box.url}/store`);
	await page.getByRole('link', { name: 'Python page' }).click();
	await page.getByRole('button', { name: 'Install' }).click();
	await until('Running');
	const pup = (await box.list())[0];
	box.pups.push(pup?.id ?? '');
	await page.goto(`${box.url}/pups/${pup?.id}/logs`);
	await expect(page.getByRole('log')).toContainText(/\S/);
	await page.getByRole('button', { name: 'Stop Python page' }).first().click();
	await until('Stopped');
	await page.getByRole('button', { name: 'Start Python page' }).first().click();
	await until('Running');
	const purge = async (name: string) => {
		await page.getByRole('link', { name: 'About' }).click();
		await page.getByRole('link', { name: /Remove/ }).click();
		await page.getByLabel('Delete everything').check();
		await page.getByLabel(/to confirm/).fill(name);
		await page.getByRole('button', { name: /Remove|Uninstall/ }).click();
	};
	await purge('Something else');
	await expect(page.getByRole('alert').first(), 'a purge wants the name').toBeVisible();
	expect((await box.list())[0]?.state).toBe('running');
	await purge('Python page');
	await expect.poll(async () => (await box.list()).length, { timeout: 60_000 }).toBe(0);
	await context.close();
});

test('a session that was revoked elsewhere ends in the open page', async ({ page, context }) => {
	const other = apiClient(box.url);
	await other.login(PASSWORD);
	await context.addCookies([{ name: 'dogebox_session', value: other.token() ?? '', url: box.url, httpOnly: true }]);
	await page.goto(`${box.url}/settings`);
	await page.waitForLoadState('networkidle');
	await other.call('DELETE', '/sessions/current');
	await expect(page).toHaveURL(/\/login/, { timeout: 30_000 });
});

/**
 * Serves a page on another port of the box's host, like the pages of pups. Its script sets more
 * cookies than a browser keeps per host, each with the same priority as those of the box.
 */
async function pushingPage(): Promise<{ url: string; close: () => void }> {
	const script =
		'for (let i = 0; i < 400; i++) document.cookie = `pushed${i}=${Date.now()}; path=/; max-age=9999; Priority=High`;';
	const server = createServer((_, answer) =>
		answer.setHeader('content-type', 'text/html').end(`<title>done</title><script>${script}</script>`)
	);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://${new URL(box.url).hostname}:${(server.address() as AddressInfo).port}/`,
		close: () => server.close()
	};
}

test('a page of a pup that pushes the session’s cookie out of the browser does not log the owner out', async ({
	page,
	context
}) => {
	await page.goto(`${box.url}/login`);
	await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
	const kept = page.waitForResponse(/\/sessions\/current\/renewal$/);
	await page.getByRole('button', { name: 'Sign in' }).click();
	expect((await kept).status()).toBe(200);
	const session = async () => (await context.cookies(box.url)).find(({ name }) => name === 'dogebox_session');
	const before = await session();
	expect(before).toBeDefined();
	const pushing = await pushingPage();
	/**
	 * Repeats until the session's cookie is gone: the browser decides which cookies it drops, by
	 * when each was last used.
	 */
	const pushOut = (where: Page) =>
		expect(async () => {
			await where.goto(pushing.url);
			expect(await session(), 'it is out: the attack is a good one').toBeUndefined();
		}).toPass({ timeout: 20_000 });
	try {
		await pushOut(page);
		await page.goto(`${box.url}/activity`);
		await expect(page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
		expect((await session())?.value, 'the same session goes on').toBe(before!.value);
		expect((await session())?.httpOnly).toBe(true);

		const other = await context.newPage();
		await pushOut(other);
		await other.close();
		// A script of the page that stayed open restores the cookie at the moment when it is
		// needed.
		await page.goto(`${box.url}/login`);
		await expect(page.getByText('A pup signs you out')).toBeVisible();
	} finally {
		pushing.close();
	}
});

test('the sessions are listed and can be ended', async ({ page, context }) => {
	const other = apiClient(box.url);
	await other.login(PASSWORD);
	await signIn(context, box);
	await page.goto(`${box.url}/settings`);
	await expect(page.getByText('This device')).toBeVisible();
	await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
	await expect.poll(async () => (await other.call('GET', '/pups')).status).toBe(401);
	expect((await box.api.call('GET', '/pups')).status).toBe(200);
});

test('a forgotten password is replaced by the 24 words', async ({ page }) => {
	const next = 'a new battery staple';
	await page.goto(`${box.url}/login`);
	await page.getByRole('link', { name: 'Forgot your password?' }).click();
	await expect(page.getByRole('heading', { name: 'Set a new password' })).toBeVisible();
	const fill = async (words: string[]) => {
		await page.getByLabel('Your 24 words').fill(words.join(' '));
		await page.getByLabel('New password', { exact: true }).fill(next);
		await page.getByLabel('New password again').fill(next);
		await page.getByRole('button', { name: 'Set password' }).click();
	};
	await fill([...box.words.slice(0, 23), 'zzzz']);
	await expect(page).toHaveURL(/\/reset/);
	await expect(page.locator('[role=alert], [aria-invalid=true]').first()).toBeVisible();
	await accessible(page, 'reset with an error');
	await fill(box.words);
	await expect(page).toHaveURL(/\/login/, { timeout: 20_000 });
	expect((await box.api.call('GET', '/pups')).status, 'every session has ended').toBe(401);
	await page.getByLabel('Password', { exact: true }).fill(next);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
	await expect(page).not.toHaveURL(/\/login/);
	const old = await apiClient(box.url).call('POST', '/sessions', { password: PASSWORD });
	expect(old.status).toBe(401);
});
