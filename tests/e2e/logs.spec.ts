/**
 * The log of a hostile pup: it floods, and writes terminal codes and HTML. The page keeps working
 * and finds what the owner searches for.
 */
import { gunzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import type { LogLine } from '../../src/lib/contract/log-lines.ts';
import { AliveBox, cannotRun, HOSTILE_SOURCE } from '../support/alive.ts';
import { accessible, complaints, DESKTOP, fits, PHONE, signIn, fillOver } from './support/box.ts';

const FLOOD = 100_000;
/** Maximum number of elements on the page, however long the log is. */
const MOST_ELEMENTS = 1500;

interface Page {
	lines: LogLine[];
	start: string;
	older: boolean;
	cursor: string;
	more: boolean;
}

test.describe('the log of a hostile pup', () => {
	test.describe.configure({ mode: 'serial' });
	test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');
	test.use(DESKTOP);

	let box: AliveBox;
	let id = '';
	test.beforeAll(async () => {
		test.setTimeout(300_000);
		box = await AliveBox.start('e2e-logs');
		await box.addSource(HOSTILE_SOURCE);
		id = await box.install('Probe');
		const { status } = await box.api.call('PUT', `/pups/${id}/logs/limits`, { fileBytes: 8 * 1024 * 1024, files: 6 });
		expect(status).toBe(200);
	});
	test.afterAll(() => box?.dispose());
	test.beforeEach(({ context }) => signIn(context, box));

	/** Writes to the standard output of the pup's service. */
	async function writes(python: string): Promise<void> {
		const code = `out = open('/proc/1/fd/1', 'wb', buffering=0)\n${python}`;
		const answer = await fetch(`${box.url}/api/v1/pups/${id}/exec`, {
			method: 'POST',
			headers: { authorization: `Bearer ${box.api.token()}`, 'content-type': 'application/json' },
			body: JSON.stringify({ argv: ['/usr/bin/python3', '-c', code] })
		});
		const said = await answer.text();
		expect(`${answer.status} ${said}`).toMatch(/^200 [^]*"exitCode":0/);
	}
	const logs = (query: string) => box.get<Page>(`/pups/${id}/logs?${query}`);
	const found = async (query: string) => (await logs(query)).lines.map(({ text }) => text);
	const arrives = (text: string) => expect.poll(() => found('tail=5')).toContain(text);

	test('is text and nothing else, whatever it says', async ({ page }) => {
		const problems = complaints(page);
		page.on('dialog', (dialog) => problems.push(`dialog: ${dialog.message()}`));
		await page.goto(`${box.url}/pups/${id}/logs`);
		const log = page.getByRole('log');
		await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
		const title = await page.title();
		await writes(String.raw`
out.write(b'wide ' + b'x' * 9000 + b' end of it\n')
out.write(b'<img src=x onerror=alert(1)><script>alert(2)</script>\n')
out.write(b'\x1b]0;other title\x07\x1b[2J\x1b[31mred\x1b[0m \x1b]8;;http://evil.example/\x1b\\a link\x1b]8;;\x1b\\\n')
out.write(b'{"level":50,"msg":"<b>json</b>","id":7}\n')
out.write(b'\xff\xfe half a letter \xc3\n')
out.write('right \u202eto left\n'.encode())
out.write(b'last of the odd ones\n')
`);
		await expect(log).toContainText('last of the odd ones');
		await expect(log).toContainText('<img src=x onerror=alert(1)><script>alert(2)</script>');
		await expect(log).toContainText('red a link');
		await expect(log).toContainText('<b>json</b> id=7');
		await expect(log).toContainText('right to left');
		await expect(log.locator('img, script, a, b')).toHaveCount(0);
		// The terminal code colours the word: it differs from the usual text of the log.
		const red = log.getByText('red', { exact: true });
		expect(await red.evaluate((element) => getComputedStyle(element).color)).not.toBe(
			await log.evaluate((element) => getComputedStyle(element).color)
		);
		expect(await page.title()).toBe(title);
		expect(page.url()).toBe(`${box.url}/pups/${id}/logs`);
		await accessible(page, 'the log');
		expect(problems).toEqual([]);
	});

	test('keeps up with a flood, with few elements, while the home page answers', async ({ page }) => {
		await page.goto(`${box.url}/pups/${id}/logs`);
		const log = page.getByRole('log');
		await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
		const answers: number[] = [];
		const flood = writes(`
import time
for part in range(100):
    out.write(b''.join(b'flood %d of the log\\n' % n for n in range(part * ${FLOOD / 100}, (part + 1) * ${FLOOD / 100})))
    time.sleep(0.03)
out.write(b'the flood is over\\n')
`);
		let over = false;
		void flood.finally(() => (over = true)).catch(() => {});
		while (!over) {
			answers.push((await page.request.get(`${box.url}/`)).status());
			// A page that hangs would not answer this.
			await page.evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));
			expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(MOST_ELEMENTS);
		}
		await flood;
		expect(new Set(answers)).toEqual(new Set([200]));
		await expect(log).toContainText('the flood is over', { timeout: 60_000 });
		// Scrolling back has no end: lines that the tab has long dropped are fetched again on the
		// way.
		const first = async () => Number(/flood (\d+) of/.exec((await log.textContent()) ?? '')?.[1] ?? FLOOD);
		await log.focus();
		await page.keyboard.press('Home');
		await expect(page.getByRole('button', { name: /^Follow/ })).toBeVisible();
		await expect
			.poll(async () => {
				await page.keyboard.press('Home');
				return first();
			})
			.toBeLessThan(FLOOD - 10_000);
		await page.keyboard.press('End');
		await expect(log).toContainText('the flood is over');
	});

	test('is searched whole, by text and expression, and one that never ends is ended', async ({ page }) => {
		await writes(`out.write(b'a' * 60 + b'!\\n')`);
		await page.goto(`${box.url}/pups/${id}/logs`);
		const log = page.getByRole('log');
		await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
		await page.keyboard.press('/');
		const field = page.getByRole('searchbox', { name: 'Search in this log' });
		await expect(field).toBeFocused();
		await field.fill('FLOOD 12345 ');
		await field.press('Enter');
		await expect(page.getByText('1 line found')).toBeVisible();
		await expect(log).toContainText('flood 12345 of the log');
		await page.getByRole('button', { name: 'Regular expression' }).click();
		await field.fill('^flood 7777\\d of');
		await field.press('Enter');
		await expect(page.getByText('10 lines found')).toBeVisible();
		// The keyboard alone leads from the result to the lines around it.
		await log.focus();
		await page.keyboard.press('ArrowUp');
		await expect(page.getByRole('region', { name: 'The chosen line' })).toContainText('flood 7777');
		await page.keyboard.press('Enter');
		await expect(log).toContainText(/flood 7776\d of/);
		await field.fill('(a+)+b|(a+)+c');
		await field.press('Enter');
		await expect(log.getByText('takes too long on a single line')).toBeVisible({ timeout: 30_000 });
		await field.press('Escape');
		await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
	});

	test('has an address for each line', async ({ page, context }) => {
		await context.grantPermissions(['clipboard-read', 'clipboard-write']);
		const { lines } = await logs('search=flood%2054321%20');
		expect(lines).toHaveLength(1);
		await page.goto(`${box.url}/pups/${id}/logs?at=${encodeURIComponent(lines[0]!.cursor)}`);
		const chosen = page.getByRole('region', { name: 'The chosen line' });
		await expect(chosen).toContainText('flood 54321 of the log');
		await expect(page.getByRole('log')).toContainText('flood 54320 of the log');
		await page.keyboard.press('Escape');
		await page.goto(`${box.url}/pups/${id}/logs?at=nonsense`);
		await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
	});

	test('is read by programs: by time, service, level, both ways, as a file', async () => {
		const first = (await logs('search=flood%200%20')).lines[0]!;
		const second = (await logs('search=flood%2050000%20')).lines[0]!;
		const ranged = await logs(`since=${first.at}&until=${second.at}&limit=3&search=flood`);
		expect(ranged.lines.length).toBeGreaterThan(0);
		expect(await found(`after=${first.cursor}&limit=2`)).toEqual(['flood 1 of the log', 'flood 2 of the log']);
		expect(await found(`before=${first.cursor}&limit=1`)).toEqual(['flood 0 of the log']);
		expect(await found('level=error&search=json')).toEqual(['{"level":50,"msg":"<b>json</b>","id":7}']);
		const refused = await box.api.call<{ code: string; detail: string }>('GET', `/pups/${id}/logs?service=none`);
		expect(refused).toMatchObject({ status: 404, body: { code: 'unknown-service' } });
		expect(refused.body.detail).toContain('probe');
		for (const wrong of ['since=yesterday', 'after=&before=', 'search=(&regex=true', 'level=loud', 'limit=0'])
			expect(`${wrong} ${(await box.api.call('GET', `/pups/${id}/logs?${wrong}`)).status}`).toBe(`${wrong} 422`);
		const headers = { authorization: `Bearer ${box.api.token()}` };
		const file = await fetch(`${box.url}/api/v1/pups/${id}/logs/file`, { headers });
		const named = /^attachment; filename="(probe-[\d-]+\.log)"; filename\*=UTF-8''\1$/;
		expect(file.headers.get('content-disposition')).toMatch(named);
		const text = await file.text();
		expect(text.match(/flood \d+ of the log\n/g)).toHaveLength(FLOOD);
		const zipped = await fetch(`${box.url}/api/v1/pups/${id}/logs/file?gzip=true&format=json`, { headers });
		const lines = gunzipSync(Buffer.from(await zipped.arrayBuffer()))
			.toString()
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line) as { text: string });
		expect(lines.filter((line) => line.text.startsWith('flood ')).length).toBe(FLOOD);
	});

	test('outlives a restart of the pup and of the box, with a mark between two runs', async ({ page }) => {
		await box.act(id, 'restart');
		await box.crash();
		await arrives('The service starts.').catch(() => {});
		const marks = (await logs('search=The%20service%20starts')).lines.filter((line) => line.box);
		expect(marks.length).toBeGreaterThanOrEqual(2);
		expect(await found('search=flood%2099999%20')).toEqual(['flood 99999 of the log']);
		await page.goto(`${box.url}/pups/${id}/logs`);
		await expect(page.getByRole('log').locator('[data-run]').last()).toContainText('probe starts');
		// The page can set how many files are kept.
		await fillOver(page.getByLabel('Files to keep'), '2');
		await page.getByRole('button', { name: 'Save' }).click();
		await expect.poll(async () => (await box.get<{ files: number }>(`/pups/${id}/logs/limits`)).files).toBe(2);
	});

	test('is readable on a phone, and the box has a log of its own', async ({ browser }) => {
		const context = await browser.newContext(PHONE);
		await signIn(context, box);
		const page = await context.newPage();
		for (const path of [`/pups/${id}/logs`, '/activity/box-log']) {
			await page.goto(`${box.url}${path}`);
			await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
			await fits(page, path);
			await accessible(page, path);
		}
		await expect(page.getByRole('log')).not.toContainText('Nothing is kept');
		const own = await box.get<Page>('/box/logs?limit=200');
		expect(new Set(own.lines.map(({ service }) => service))).toContain('supervisor');
		expect((await box.api.call('GET', '/box/logs?service=none')).status).toBe(404);
		await context.close();
	});
});
