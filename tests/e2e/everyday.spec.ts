/**
 * What an owner does every day. Each task begins on the home page and is found by what the pages
 * say, with few clicks and no dead end.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { DESKTOP, complaints, signIn, stateOf } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.use(DESKTOP);
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

const PUP = 'Python page';
/** Maximum number of clicks for any task, beginning on the home page. */
const MOST_CLICKS = 6;
let box: AliveBox;
let id: string;
test.beforeAll(async () => {
	test.setTimeout(300_000);
	box = await AliveBox.start('e2e-everyday');
	id = await box.install(PUP);
	await box.state(id, 'running');
});
test.afterAll(() => box?.dispose());
test.beforeEach(({ context }) => signIn(context, box));

/** Goes through the pages and counts the clicks. */
function walk(page: Page) {
	let clicks = 0;
	const click = async (what: Locator) => {
		clicks++;
		await what.filter({ visible: true }).first().click();
	};
	const link = (name: string | RegExp) => click(page.getByRole('link', { name }));
	return {
		click,
		link,
		button: (name: string | RegExp) => click(page.getByRole('button', { name, exact: true })),
		async section(name: string) {
			await link(PUP);
			await click(page.getByRole('navigation', { name: `Sections of ${PUP}` }).getByRole('link', { name }));
		},
		/** Waits for the message that reports the success. */
		toast: (text: string) => expect(page.getByText(text).filter({ visible: true }).first()).toBeVisible(),
		clicks: () => clicks
	};
}
type Way = ReturnType<typeof walk>;

const TASKS: [task: string, go: (way: Way, page: Page) => Promise<void>][] = [
	[
		'rename the box',
		async (way, page) => {
			await way.link('Settings');
			await page.getByLabel('Name', { exact: true }).first().fill('attic');
			await way.button('Save');
			await way.toast('The box was changed.');
			expect(await box.get('/box')).toMatchObject({ name: 'attic' });
		}
	],
	[
		'read yesterday’s log',
		async (way, page) => {
			await way.section('Logs');
			await way.button('Time');
			const local = (at: number) => new Date(at).toISOString().slice(0, 16);
			await page.getByLabel('From').fill(local(Date.now() - 2 * 864e5));
			await page.getByLabel('To', { exact: true }).fill(local(Date.now() + 864e5));
			await way.button('Show');
			await expect(page.getByText(/\d+ lines? found/)).toBeVisible();
		}
	],
	[
		'download a log',
		async (way, page) => {
			await way.section('Logs');
			await way.click(page.locator('summary').filter({ hasText: 'Download' }));
			const saved = page.waitForEvent('download');
			await way.link('As text');
			expect(readFileSync(await (await saved).path(), 'utf8')).not.toBe('');
		}
	],
	[
		'give a pup more memory',
		async (way, page) => {
			await way.section('Configuration');
			await page.getByRole('region', { name: 'Limits' }).getByLabel('Memory', { exact: true }).fill('400');
			await way.button('Save limits');
			await way.toast('The limits were saved.');
			expect((await box.pup(id)).limits.memoryBytes).toBe(400e6);
		}
	],
	[
		'see what takes the disk, and what can be freed',
		async (way, page) => {
			await way.link('Resources');
			await expect(page.getByRole('region', { name: 'Space' })).toContainText('Programs of pups');
		}
	],
	[
		'be notified',
		async (way, page) => {
			const server = createServer((_, response) => response.writeHead(204).end());
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			try {
				await way.link('Settings');
				await way.link('Manage notifications');
				await way.click(page.getByText('Webhook', { exact: true }));
				await page.getByLabel('Name').filter({ visible: true }).fill('Home server');
				await page.getByLabel('Address').fill(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
				await way.click(page.getByRole('button', { name: 'Add', exact: true }));
				await way.button('Send a test to Home server');
				await way.toast('The test message was delivered.');
			} finally {
				server.closeAllConnections();
				server.close();
			}
		}
	],
	[
		'keep quiet at night',
		async (way, page) => {
			await way.link('Settings');
			await way.link('Manage notifications');
			await way.click(page.getByLabel('Keep quiet hours'));
			await way.button('Save quiet hours');
			await way.toast('Quiet hours were saved.');
		}
	],
	[
		'see which pup takes the memory',
		async (way, page) => {
			await way.link('Resources');
			await way.button(/^Memory/);
			await expect(page.getByRole('row').filter({ hasText: PUP })).toContainText(/\d+ MB/);
		}
	],
	[
		'restart a pup',
		async (way, page) => {
			const before = (await box.pup(id)).services[0]?.pid;
			await way.link(PUP);
			await way.button(/^Restart/);
			await expect.poll(async () => (await box.pup(id)).services[0]?.pid ?? before).not.toBe(before);
			await expect(stateOf(page)).toHaveText(/Running/);
		}
	],
	[
		'put a file into a pup and get it back',
		async (way, page) => {
			await way.section('Files');
			const buffer = Buffer.from('much wow');
			await page.getByLabel('Files to upload').setInputFiles({ name: 'note.txt', mimeType: 'text/plain', buffer });
			const saved = page.waitForEvent('download');
			await way.link('note.txt');
			expect(readFileSync(await (await saved).path(), 'utf8')).toBe('much wow');
		}
	],
	[
		'open a shell in a pup',
		async (way, page) => {
			await way.section('Terminal');
			await way.button('Open a terminal');
			await expect(page.locator('.xterm')).toBeVisible();
		}
	],
	[
		'keep more of a log',
		async (way, page) => {
			await way.section('Logs');
			await page.getByLabel(/files/i).filter({ visible: true }).first().fill('7');
			await way.button('Save');
			await way.toast('The log limits were saved.');
		}
	],
	[
		'see what happened',
		async (way, page) => {
			await way.link('Activity');
			await way.link(/Install Python page/);
			await expect(page.getByRole('heading', { name: /Install/ })).toBeVisible();
		}
	],
	[
		'stop a pup and start it again',
		async (way, page) => {
			await way.link(PUP);
			await way.button(/^Stop/);
			await expect(stateOf(page)).toHaveText(/Stopped/);
			await way.button(/^Start/);
			await expect(stateOf(page)).toHaveText(/Running/);
		}
	],
	[
		'remove a pup and keep its data',
		async (way, page) => {
			await way.section('About');
			await way.link('Remove…');
			await page
				.getByRole('button', { name: /^(Uninstall|Remove)/ })
				.filter({ visible: true })
				.first()
				.click();
			await expect.poll(async () => (await box.list()).find((one) => one.id === id)?.state).toBe('uninstalled');
		}
	]
];

for (const [task, go] of TASKS) {
	test(task, async ({ page }) => {
		const wrong = complaints(page);
		await page.goto(box.url);
		await page.waitForLoadState('networkidle');
		const way = walk(page);
		await go(way, page);
		test.info().annotations.push({ type: 'clicks', description: String(way.clicks()) });
		console.log(`${task}: ${way.clicks()} clicks`);
		expect(way.clicks()).toBeLessThanOrEqual(MOST_CLICKS);
		expect(wrong).toEqual([]);
	});
}
