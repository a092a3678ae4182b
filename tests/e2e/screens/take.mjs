/**
 * Takes every page at three widths, light and dark, into a folder, and runs axe on each: for
 * looking at the pages.
 *
 *   node tests/e2e/screens/take.mjs [--base URL] [--out DIR] [--only name,name] [--sizes 1440,390]
 *   [--themes light]
 *
 * The base is a server over the fixture box
 * (`cd tests/e2e/screens/fixture && npx vite build && npx vite preview --port 5199`); its scenes
 * are chosen by cookie, so that every state can be seen.
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from '@playwright/test';

const { values } = parseArgs({
	options: {
		base: { type: 'string', default: 'http://127.0.0.1:5199' },
		out: { type: 'string', default: '/tmp/screens' },
		only: { type: 'string', default: '' },
		sizes: { type: 'string', default: '1440,768,390' },
		themes: { type: 'string', default: 'light,dark' }
	}
});
const id = (digit) => digit.repeat(32);
const PAGES = [
	{ name: 'home', path: '/' },
	{ name: 'home-empty', path: '/', scene: 'empty' },
	{ name: 'home-missing', path: '/', scene: 'missing' },
	{ name: 'home-ended', path: '/', scene: 'ended' },
	{ name: 'home-low', path: '/', scene: 'disk-low' },
	{ name: 'home-full', path: '/', scene: 'disk-full' },
	{ name: 'home-bad-day', path: '/', scene: 'bad-day' },
	{ name: 'pup-halted', path: `/pups/${id('d')}`, scene: 'disk-full' },
	{ name: 'store', path: '/store' },
	{ name: 'store-found', path: '/store?q=gate&category=network' },
	{ name: 'store-none', path: '/store?q=zzz' },
	{ name: 'store-bare', path: '/store', scene: 'bare' },
	{ name: 'sources', path: '/store/sources?added=club' },
	{ name: 'sources-bare', path: '/store/sources', scene: 'bare' },
	{ name: 'sources-remove', path: '/store/sources', click: 'button:has-text("Remove…")' },
	{ name: 'sources-sheet', path: '/store/sources', click: 'a[href="#add"]:visible', narrow: true },
	{ name: 'sources-open', path: '/store/sources', open: true },
	{
		name: 'sources-refused',
		path: '/store/sources',
		fill: ['#add-location', 'https://example.org/none'],
		submit: 'Add source'
	},
	{ name: 'store-pup', path: '/store/builtin/Regtest%20node' },
	{ name: 'store-pup-install', path: '/store/builtin/Regtest%20node?install=1', scene: 'empty' },
	{ name: 'store-pup-dialog', path: '/store/builtin/Regtest%20node', scene: 'empty', click: 'a:has-text("Install…")' },
	{ name: 'store-pup-free', path: '/store/builtin/Python%20page', scene: 'empty' },
	{ name: 'store-pup-rich', path: '/store/builtin/Regtest%20node', scene: 'empty' },
	{ name: 'store-pup-old', path: '/store/builtin/Regtest%20node?version=0.0.1', scene: 'empty' },
	{ name: 'store-pup-bad', path: '/store/builtin/Regtest%20node?version=0.0.4', scene: 'empty' },
	{ name: 'store-pup-needs', path: '/store/wg/Gigawallet', scene: 'empty' },
	{ name: 'store-pup-not', path: '/store/wg/Dogecoin%20Core' },
	{ name: 'pup', path: `/pups/${id('a')}` },
	{ name: 'pup-menu', path: `/pups/${id('a')}`, click: 'role=button[name=/^More actions/]' },
	{ name: 'pup-hooks', path: `/pups/${id('a')}#hooks`, open: true },
	{ name: 'pup-config', path: `/pups/${id('a')}/configuration` },
	{ name: 'pup-history', path: `/pups/${id('a')}/configuration?compare=6#history` },
	{ name: 'pup-logs', path: `/pups/${id('a')}/logs` },
	{ name: 'pup-logs-line', path: `/pups/${id('a')}/logs`, click: 'text=no peer answers' },
	{ name: 'box-log', path: '/activity/box-log' },
	{ name: 'pup-metrics', path: `/pups/${id('a')}/metrics` },
	{ name: 'pup-terminal', path: `/pups/${id('a')}/terminal` },
	{ name: 'pup-files', path: `/pups/${id('a')}/files` },
	{ name: 'pup-metrics-month', path: `/pups/${id('a')}/metrics?range=30d` },
	{ name: 'pup-metrics-stopped', path: `/pups/${id('f')}/metrics` },
	{ name: 'connections', path: '/connections' },
	{ name: 'connections-line', path: `/connections?from=${id('a')}&to=${id('b')}&interface=core-rpc` },
	{ name: 'connections-internet', path: `/connections?from=${id('b')}&to=internet&interface=` },
	{ name: 'connections-crowd', path: '/connections', scene: 'crowd' },
	{ name: 'connections-pup', path: `/connections?pup=${id('5')}`, scene: 'crowd' },
	{ name: 'connections-empty', path: '/connections', scene: 'empty' },
	{ name: 'resources', path: '/resources' },
	{ name: 'resources-compare', path: '/resources?range=24h&measure=cpu#compare' },
	{ name: 'resources-empty', path: '/resources', scene: 'empty' },
	{ name: 'boxes', path: '/boxes', scene: 'boxes' },
	{ name: 'boxes-empty', path: '/boxes', scene: 'empty' },
	{ name: 'boxes-new', path: '/boxes/new', open: true },
	{ name: 'boxes-refused', path: '/boxes/new', fill: ['#box-name', 'my web'], submit: 'Create box' },
	{ name: 'box', path: `/boxes/${id('1')}` },
	{ name: 'box-remove', path: `/boxes/${id('1')}`, click: 'button:has-text("Remove…")' },
	{ name: 'box-stopped', path: `/boxes/${id('3')}` },
	{ name: 'box-failed', path: `/boxes/${id('4')}` },
	{ name: 'box-creating', path: `/boxes/${id('5')}`, scene: 'boxes' },
	{ name: 'box-logs', path: `/boxes/${id('1')}/logs` },
	{ name: 'box-terminal', path: `/boxes/${id('1')}/terminal` },
	{ name: 'box-commands', path: `/boxes/${id('1')}/commands?show=${id('d')}` },
	{ name: 'box-commands-stopped', path: `/boxes/${id('3')}/commands` },
	{ name: 'box-settings', path: `/boxes/${id('1')}/settings` },
	{ name: 'box-copies', path: `/boxes/${id('1')}/copies` },
	{ name: 'pup-about', path: `/pups/${id('a')}/about` },
	{ name: 'pup-ports', path: `/pups/${id('a')}/ports` },
	{ name: 'pup-limits', path: `/pups/${id('a')}/configuration`, fill: ['#limit-pids', '64'], submit: 'Save limits' },
	{ name: 'pup-dev', path: `/pups/${id('b')}/configuration` },
	{ name: 'pup-crashed', path: `/pups/${id('c')}` },
	{ name: 'pup-broken', path: `/pups/${id('d')}` },
	{ name: 'pup-installing', path: `/pups/${id('e')}` },
	{ name: 'pup-stopped', path: `/pups/${id('f')}` },
	{ name: 'pup-update', path: `/pups/${id('a')}/update` },
	{ name: 'pup-update-back', path: `/pups/${id('a')}/update?version=0.0.0` },
	{ name: 'pup-remove', path: `/pups/${id('a')}/remove` },
	{ name: 'pup-remove-dialog', path: `/pups/${id('a')}/about`, click: 'text=Remove…' },
	{ name: 'activity', path: '/activity' },
	{ name: 'activity-failed', path: '/activity?state=failed&group=pup' },
	{ name: 'activity-empty', path: '/activity', scene: 'empty' },
	{ name: 'job', path: '/activity/job-1' },
	{ name: 'job-failed', path: '/activity/job-2' },
	{ name: 'jobs-popover', path: '/store', click: '[popovertarget]' },
	{ name: 'settings', path: '/settings' },
	{ name: 'settings-token', path: '/settings', click: 'text=Create another token' },
	{ name: 'settings-revoke', path: '/settings', click: 'button:has-text("Revoke…")' },
	{ name: 'settings-api', path: '/settings/api' },
	{ name: 'login', path: '/login', out: true },
	{ name: 'login-throttled', path: '/login', out: true, fill: ['#password', 'wrong'], submit: 'Sign in' },
	{ name: 'reset', path: '/reset', out: true },
	{ name: 'lost', path: '/nowhere' },
	{ name: 'notifications', path: '/settings/notifications', open: true },
	{ name: 'webhooks', path: '/settings/webhooks', open: true },
	{ name: 'webhooks-empty', path: '/settings/webhooks', scene: 'empty' },
	{ name: 'notifications-empty', path: '/settings/notifications', scene: 'empty' },
	{ name: 'setup', path: '/setup', scene: 'new' },
	{ name: 'setup-device', path: '/setup/device', scene: 'new' },
	{ name: 'setup-storage', path: '/setup/storage', scene: 'new' },
	{ name: 'setup-password', path: '/setup/password', scene: 'new' },
	{ name: 'setup-restore', path: '/setup/restore', scene: 'new' },
	{ name: 'setup-words', path: '/setup/words', scene: 'words' },
	{ name: 'setup-check', path: '/setup/check', scene: 'words' },
	{ name: 'setup-network', path: '/setup/network' },
	{ name: 'setup-summary', path: '/setup/summary' },
	{ name: 'setup-done', path: '/setup/done' }
];
const only = values.only.split(',').filter(Boolean);
const pages = only.length ? PAGES.filter((page) => only.includes(page.name)) : PAGES;

mkdirSync(values.out, { recursive: true });
const browser = await chromium.launch({
	executablePath: '/usr/bin/chromium',
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
async function look() {
	{
		for (let next = work.shift(); next; next = work.shift()) {
			const { width, theme, page } = next;
			// Only there where its card is not at hand.
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
			const cookie = (name, value) => context.addCookies([{ name, value, url: values.base }]);
			await cookie('scene', page.scene ?? 'full');
			if (page.scene === 'new') await cookie('dogebox_wizard', 'granted');
			if (page.out) await cookie('signed-out', '1');
			const tab = await context.newPage();
			const problems = [];
			tab.on('console', (message) => {
				const text = message.text();
				if (message.type() === 'error' && !text.includes('status of 4')) problems.push(text.slice(0, 300));
			});
			tab.on('pageerror', (error) => problems.push(String(error).slice(0, 300)));
			await tab.goto(values.base + page.path, { waitUntil: 'load' });
			await tab
				.locator('text=/^Live$/')
				.first()
				.waitFor({
					timeout: page.out || page.path.startsWith('/setup') || page.name === 'lost' ? 800 : 8000,
					state: 'attached'
				})
				.catch(() => {});
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
			// Not `innerWidth`: on a phone that grows with what sticks out.
			const wide = (await tab.evaluate(() => document.documentElement.scrollWidth)) - width;
			if (wide > 0) problems.push(`scrolls sideways by ${wide} px`);
			if (phone) {
				const small = await tab.evaluate(() =>
					[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
						.filter((element) => {
							const box = element.getBoundingClientRect();
							const stretched = element.className.includes?.('after:absolute');
							const inText = stretched || element.matches('p a, li p a, dd a') || element.closest('label');
							return box.width > 1 && box.height > 0 && box.height < 43.5 && !inText && element.checkVisibility();
						})
						.map(
							(element) =>
								`${element.tagName} ${(element.textContent ?? '').trim().slice(0, 24)} ${Math.round(element.getBoundingClientRect().height)}`
						)
				);
				if (small.length) problems.push(`under 44 px: ${[...new Set(small)].join('; ')}`);
			}
			if (problems.length) {
				bad += problems.length;
				console.log(`${page.name} ${width} ${theme}\n  ${problems.join('\n  ')}`);
			}
			await context.close();
		}
	}
}
await Promise.all([look(), look()]);
await browser.close();
console.log(bad ? `${bad} problems` : 'no problems');
