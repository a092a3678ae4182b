/**
 * What every page must fulfil in every state. Runs over the made-up box of `screens`, which shows
 * states that a healthy box never has.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { answering, inScene, isShown, otherUnits, smallTargets, widerBy } from './screens/appearances.mjs';
import { PAGES } from './screens/pages.mjs';

type Shown = (typeof PAGES)[number];

/**
 * Each page takes some seconds. `npm test` runs a few as a sample, and `npm run test:pages` runs
 * all.
 */
const ALL = process.env['DOGEBOX_PAGES'] === 'all';
const SAMPLE: Record<'typed' | 390 | 768, string[]> = {
	390: ['connections'],
	768: [],
	typed: ['pup']
};
const pagesOf = (sample: keyof typeof SAMPLE): Shown[] =>
	PAGES.filter(({ click, fill, name }) => !click && !fill && (ALL || SAMPLE[sample].includes(name)));

let site: ChildProcess;
let base: string;
test.beforeAll(async () => {
	site = spawn(process.execPath, [join(import.meta.dirname, 'screens/site.mjs')], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const [line] = (await once(site.stdout!, 'data')) as [Buffer];
	base = String(line).trim();
});
test.afterAll(async () => {
	site.kill();
	await once(site, 'exit');
});

/** Opens the page in the state in which its picture is taken. */
async function show(page: Page, shown: Shown): Promise<void> {
	await inScene(page.context(), base, shown);
	await answering(page, shown);
	await page.goto(base + shown.path);
	await isShown(page, shown);
	if (shown.open) await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
}

for (const width of [390, 768] as const) {
	test.describe(`${width} px wide`, () => {
		const phone = width < 600;
		test.use({ viewport: { width, height: 844 }, isMobile: phone, hasTouch: phone });

		for (const shown of pagesOf(width)) {
			test(shown.name, async ({ page }) => {
				await show(page, shown);
				expect(await widerBy(page, width), 'px that it can be scrolled sideways').toBe(0);
				expect(await otherUnits(page), 'sizes that count otherwise').toEqual([]);
				if (phone) expect(await smallTargets(page), 'less than 44 px for a thumb').toEqual([]);
			});
		}
	});
}

/** Without colour pickers, because a picker follows the text field beside it. */
const FIELDS = 'input:not([type=hidden], [type=file], [type=color]), textarea, select';

/** Changes every visible field, as far as a person can. Returns how many it changed. */
async function fillAll(page: Page): Promise<number> {
	const fields = page.locator(FIELDS);
	let filled = 0;
	for (const field of await fields.all()) {
		if (!(await field.isVisible()) || !(await field.isEditable())) continue;
		const type = await field.evaluate((one: HTMLInputElement) => one.type);
		if (type === 'checkbox') await field.click({ force: true });
		else if (type === 'radio') await field.check({ force: true });
		else if (type === 'select-one') await field.selectOption({ index: (await field.locator('option').count()) - 1 });
		else await field.fill(SAMPLES[type] ?? 'typed');
		filled++;
	}
	return filled;
}
const SAMPLES: Record<string, string> = {
	number: '7',
	email: 'who@example.org',
	url: 'https://example.org/',
	date: '2026-11-28',
	time: '12:34',
	range: '3',
	'datetime-local': '2026-11-28T12:34'
};
/** Marks the fields that exist now. Others appear later, with the scripts or after a choice. */
const markAll = (page: Page) =>
	page.locator(FIELDS).evaluateAll((all) => all.forEach((one) => one.setAttribute('data-early', '')));
const stateOfMarked = (page: Page) =>
	page.locator('[data-early]').evaluateAll((all) =>
		all.map((one) => {
			const { id, name, type, value, checked } = one as HTMLInputElement;
			return { id, name, type, value, checked };
		})
	);

test.describe('what is typed before the scripts have come', () => {
	test.use({ viewport: { width: 1440, height: 900 } });

	for (const shown of pagesOf('typed').filter(({ answers }) => !answers)) {
		test(`stays: ${shown.name}`, async ({ page }) => {
			let release!: () => void;
			const held = new Promise<void>((resolve) => (release = resolve));
			await page.route('**/_app/**/*.js', async (route) => {
				await held;
				await route.continue();
			});
			await inScene(page.context(), base, shown);
			await page.goto(base + shown.path, { waitUntil: 'domcontentloaded' });
			const filled = await fillAll(page);
			await markAll(page);
			const before = await stateOfMarked(page);
			release();
			await isShown(page, shown);
			await page.waitForLoadState('networkidle');
			if (filled > 0) expect(await stateOfMarked(page)).toEqual(before);
		});
	}
});
