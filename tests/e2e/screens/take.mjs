/**
 * Takes a picture of every page at three widths, light and dark, into a folder, and runs axe on
 * each. The pictures are for human viewers.
 *   npm run build && node tests/e2e/screens/take.mjs [--base URL] [--out DIR] [--only name,name]
 *   [--sizes 1440,390] [--themes light]
 * Without a base it serves the built pages over the made-up box itself (`site.mjs`).
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from '@playwright/test';
import { chromium as browserPath } from '../../../scripts/lib/chromium.mjs';
import { answering, inScene, isShown, smallTargets, widerBy } from './appearances.mjs';
import { PAGES } from './pages.mjs';
import { startSite } from './site.mjs';

const { values } = parseArgs({
	options: {
		base: { type: 'string', default: '' },
		out: { type: 'string', default: '/tmp/screens' },
		only: { type: 'string', default: '' },
		sizes: { type: 'string', default: '1440,768,390' },
		themes: { type: 'string', default: 'light,dark' }
	}
});
const base = values.base || (await startSite(0));
const only = values.only.split(',').filter(Boolean);
const pages = only.length ? PAGES.filter((page) => only.includes(page.name)) : PAGES;

mkdirSync(values.out, { recursive: true });
const browser = await chromium.launch({
	executablePath: browserPath,
	args: [
		'--no-sandbox',
		'--disable-gpu',
		'--disable-quic',
		'--no-first-run',
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-sync'
	]
});
let bad = 0;
const work = values.sizes
	.split(',')
	.flatMap((size) =>
		values.themes.split(',').flatMap((theme) => pages.map((page) => ({ width: Number(size), theme, page })))
	);
async function inspect() {
	{
		for (let next = work.shift(); next; next = work.shift()) {
			const { width, theme, page } = next;
			// This page is only different where the window is narrow.
			if (page.narrow && width >= 1280) continue;
			const phone = width < 600;
			const context = await browser.newContext({
				viewport: { width, height: phone ? 844 : 900 },
				colorScheme: theme,
				deviceScaleFactor: 1,
				hasTouch: phone,
				isMobile: phone,
				reducedMotion: 'reduce'
			});
			await inScene(context, base, page);
			const tab = await context.newPage();
			const problems = [];
			tab.on('console', (message) => {
				const text = message.text();
				if (message.type() === 'error' && !text.includes('status of 4')) problems.push(text.slice(0, 300));
			});
			tab.on('pageerror', (error) => problems.push(String(error).slice(0, 300)));
			await answering(tab, page);
			await tab.goto(base + page.path, { waitUntil: 'load' });
			await isShown(tab, page);
			await tab.waitForTimeout(700);
			if (page.fill) {
				await tab.fill(page.fill[0], page.fill[1]);
				await tab.click(`button:has-text("${page.submit}")`);
				await tab.waitForTimeout(page.name === 'sources-refused' ? 2200 : 600);
			}
			if (page.open) await tab.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
			if (page.click) {
				await tab.locator(page.click).first().click();
				await tab.waitForTimeout(700);
			}
			await tab.screenshot({ path: `${values.out}/${page.name}-${width}-${theme}.png`, fullPage: !page.click });
			const axe = await new AxeBuilder({ page: tab }).analyze();
			for (const violation of axe.violations) {
				problems.push(
					`axe ${violation.id}: ${violation.nodes
						.slice(0, 3)
						.map((node) => `${node.target} ${node.failureSummary?.split('\n')[1] ?? ''}`)
						.join(' | ')}`
				);
			}
			const wide = await widerBy(tab, width);
			if (wide > 0) problems.push(`scrolls sideways by ${wide} px`);
			if (phone) {
				const small = await smallTargets(tab);
				if (small.length) problems.push(`under 44 px: ${small.join('; ')}`);
			}
			if (problems.length) {
				bad += problems.length;
				console.log(`${page.name} ${width} ${theme}\n  ${problems.join('\n  ')}`);
			}
			await context.close();
		}
	}
}
await Promise.all([inspect(), inspect()]);
await browser.close();
console.log(bad ? `${bad} problems` : 'no problems');
process.exit(0);
