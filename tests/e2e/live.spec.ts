/**
 * Pages follow the state of the box by themselves: over one socket, without polling, after dropped
 * connections, and in every tab.
 */
import { expect, test } from '@playwright/test';
import { AliveBox, PASSWORD, cannotRun } from '../support/alive.ts';
import { DESKTOP, complaints, signIn, stateOf, watchFor } from './support/box.ts';

test.describe('live', () => {
	test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');
	test.use(DESKTOP);

	let box: AliveBox;
	let id = '';
	test.beforeAll(async () => {
		test.setTimeout(300_000);
		box = await AliveBox.start('e2e-live');
		id = await box.install('Python page');
	});
	test.afterAll(() => box?.dispose());
	test.beforeEach(({ context }) => signIn(context, box));

	for (const [name, path, asked] of [
		['home', () => '/', () => []],
		// The store loads its whole listing once, to search in it while the owner types.
		['the store', () => '/store', () => ['/api/v1/store']],
		['a pup’s page', () => `/pups/${id}`, () => []],
		['activity', () => '/activity', () => []]
	] as const) {
		test(`${name} loads its data once and then asks for nothing: one socket, no requests`, async ({ page }) => {
			await page.clock.install();
			const sockets: string[] = [];
			const subscribed = new Promise<void>((resolve) => {
				page.on('websocket', (socket) => {
					sockets.push(socket.url());
					socket.on('framereceived', ({ payload }) => {
						if (String(payload).startsWith('{"type":"subscribed"')) resolve();
					});
				});
			});
			const documents: string[] = [];
			const data: string[] = [];
			let rest: string[] | null = null;
			page.on('request', (request) => {
				const { pathname } = new URL(request.url());
				rest?.push(`${request.method()} ${pathname}`);
				if (request.resourceType() === 'document') documents.push(pathname);
				// The request that restores the cookie comes once in the life of a session
				// (docs/decisions/0066).
				if (pathname === '/api/v1/sessions/current/renewal') return;
				if (['fetch', 'xhr'].includes(request.resourceType())) data.push(pathname);
			});
			await page.goto(`${box.url}${path()}`);
			await expect(page.getByText('Python page').filter({ visible: true }).first()).toBeVisible();
			await subscribed;
			await page.waitForLoadState('networkidle');
			rest = [];
			// Runs every timer of the page that is due within twenty seconds. The socket's own ping
			// comes later.
			await page.clock.runFor(20_000);
			await page.waitForLoadState('networkidle');
			expect(documents).toEqual([path()]);
			expect(data, 'beside what the HTML brought').toEqual(asked());
			expect(rest).toEqual([]);
			expect(sockets).toHaveLength(1);
		});
	}

	test('pages and JSON leave compressed', async ({ page }) => {
		const answer = await page.goto(`${box.url}/pups/${id}`);
		expect(await answer?.headerValue('content-encoding')).toBe('br');
		const encoding = await page.evaluate(async () => (await fetch('/api/v1/store')).headers.get('content-encoding'));
		expect(encoding).toBe('br');
	});

	test('the load of the box and of a pup move by themselves', async ({ page }) => {
		await page.goto(`${box.url}/pups/${id}`);
		const usage = page.locator('#usage');
		await expect(usage.getByText('Memory').first()).toBeVisible();
		const memory = () => usage.locator('figure').filter({ hasText: 'Memory' }).locator('p.sr-only').textContent();
		await expect.poll(memory).toMatch(/last .*[1-9]/);
		const said = await usage.textContent();
		const address = (await box.pup(id)).webPages[0]?.url ?? '';
		await expect
			.poll(
				async () => {
					// A visit to the pup's page changes the values, so that there is something to
					// draw.
					await page.request.get(address);
					return usage.textContent();
				},
				{ timeout: 30_000 }
			)
			.not.toBe(said);
		await expect(usage.locator('canvas').first()).toBeVisible();
	});

	test('the log shows new lines without a reload', async ({ page, context }) => {
		await page.goto(`${box.url}/pups/${id}/logs`);
		const log = page.getByRole('log');
		await expect(log).toBeVisible();
		await page.waitForLoadState('networkidle');
		const url = (await box.pup(id)).webPages[0]?.url ?? '';
		const before = await log.textContent();
		// The pup logs each upload, but visits only now and then.
		const answer = await context.request.post(`${url}upload`, { data: 'moves the log' });
		expect(answer.ok()).toBe(true);
		await expect.poll(() => log.textContent()).not.toBe(before);
		await expect(log).toContainText('received 13 bytes');
	});

	test('a pup’s page that sets hundreds of cookies logs nobody out', async ({ page, context }) => {
		await context.clearCookies();
		// Signs in with the form, so that the browser knows the cookie's priority.
		await page.goto(`${box.url}/login`);
		await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await expect(page).toHaveURL(`${box.url}/`);
		await page.goto((await box.pup(id)).webPages[0]?.url ?? '');
		const left = await page.evaluate(() => {
			for (let n = 0; n < 400; n++) document.cookie = `small${n}=1; path=/`;
			for (let n = 0; n < 8; n++) document.cookie = `big${n}=${'x'.repeat(4000)}; path=/`;
			return document.cookie.split(';').length;
		});
		// The browser has dropped hundreds of cookies.
		expect(left).toBeLessThan(200);
		await page.goto(box.url);
		await expect(stateOf(page)).toHaveText('Running');
	});

	test('what one tab does, another shows, with the running work in its header', async ({ page, context }) => {
		const other = await context.newPage();
		await other.goto(box.url);
		await other.waitForLoadState('networkidle');
		await page.goto(`${box.url}/pups/${id}`);
		await page.waitForLoadState('networkidle');
		const work = await watchFor(other, 'header button[aria-label*="job running"]');
		await page.getByRole('button', { name: 'Stop Python page' }).first().click();
		await expect(stateOf(other)).toHaveText('Stopped', { timeout: 30_000 });
		expect(await work(), 'the other tab’s header').toBe(true);
		await expect(stateOf(page)).toHaveText('Stopped');
		await page.getByRole('button', { name: 'Start Python page' }).first().click();
		await expect(stateOf(other)).toHaveText('Running', { timeout: 30_000 });
	});

	test('a link that is followed while the box tells of a change still leads there', async ({ page }) => {
		await page.goto(`${box.url}/pups/${id}/about`);
		await page.waitForLoadState('networkidle');
		// The data of the next page are delayed. In the meantime a change makes the current page
		// reload its data.
		let go = () => {};
		const change = new Promise<void>((resolve) => (go = resolve));
		await page.route(/\/__data\.json/, async (route) => {
			if (new URL(route.request().url()).pathname.startsWith('/resources')) await change;
			await route.continue();
		});
		await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Resources' }).first().click();
		await box.act(id, 'stop');
		await expect(stateOf(page)).toHaveText('Stopped', { timeout: 20_000 });
		await page.waitForTimeout(1000);
		go();
		await expect(page).toHaveURL(`${box.url}/resources`);
		await expect(page.getByRole('heading', { level: 1, name: 'Resources' })).toBeVisible();
		await page.unrouteAll({ behavior: 'ignoreErrors' });
		await box.act(id, 'start');
	});

	test('a dropped connection is shown, comes back, and what was missed is shown', async ({ page }) => {
		await page.goto(box.url);
		await expect(stateOf(page)).toHaveText('Running');
		await page.waitForLoadState('networkidle');
		await box.box.kill();
		await expect(page.getByText('No connection to the box.')).toBeVisible({ timeout: 20_000 });
		await box.startAgain();
		await box.act(id, 'stop');
		await expect(page.getByText('No connection to the box.')).toBeHidden({ timeout: 60_000 });
		await expect(stateOf(page)).toHaveText('Stopped', { timeout: 20_000 });
		await box.act(id, 'start');
		await expect(stateOf(page)).toHaveText('Running', { timeout: 20_000 });
	});

	test('pages raise no error', async ({ page }) => {
		const found = complaints(page);
		for (const path of [
			'/',
			'/store',
			'/activity',
			'/settings',
			`/pups/${id}`,
			`/pups/${id}/configuration`,
			`/pups/${id}/remove`
		]) {
			await page.goto(`${box.url}${path}`);
			await page.waitForLoadState('networkidle');
		}
		expect(found).toEqual([]);
	});
});
