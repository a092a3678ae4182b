/** What every spec needs: a signed-in browser, devices, and checks of pages with axe. */
import { setTimeout as delay } from 'node:timers/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type { AliveBox } from '../../support/alive.ts';

/** A laptop. */
export const DESKTOP = { viewport: { width: 1440, height: 900 }, actionTimeout: 60_000 };
/** A phone that is held upright and used by touch. */
export const PHONE = {
	viewport: { width: 390, height: 844 },
	isMobile: true,
	hasTouch: true,
	deviceScaleFactor: 2,
	actionTimeout: 60_000
};

/** Sets the API client's session in the browser. */
export async function signIn(context: BrowserContext, box: AliveBox): Promise<void> {
	await context.addCookies([
		{ name: 'dogebox_session', value: box.api.token() ?? '', url: box.url, httpOnly: true, sameSite: 'Lax' }
	]);
}

/**
 * Collects the complaints of a page: thrown errors, errors in the console, and failed requests to
 * its own origin.
 */
export function complaints(page: Page): string[] {
	const found: string[] = [];
	page.on('pageerror', (error) => found.push(`thrown: ${error.message}`));
	page.on('console', (message) => {
		if (message.type() === 'error') found.push(`console: ${message.text()} (${message.location().url})`);
	});
	page.on('response', (response) => {
		if (response.status() >= 500) found.push(`${response.status()} ${response.url()}`);
	});
	return found;
}

/**
 * Replaces the text of a field. When the page becomes interactive in the middle, Svelte sets the
 * field again and the selection is lost, so the text would be appended to the old one. Then it
 * tries again.
 */
export async function fillOver(field: Locator, text: string): Promise<void> {
	await expect(async () => {
		await field.fill(text);
		await expect(field).toHaveValue(text, { timeout: 500 });
	}).toPass();
}

/**
 * Waits until all animations that have an end are over, because axe would judge intermediate
 * colours and positions. Gives up after 200 checks, which take at least 10 s. The timer runs here,
 * since a page without JavaScript has no timers.
 */
async function settled(page: Page): Promise<void> {
	for (let checks = 0; checks < 200; checks++) {
		await delay(50);
		const moving = await page.evaluate(() =>
			document
				.getAnimations()
				.some(
					({ effect, playState }) => playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime)
				)
		);
		if (!moving) return;
	}
}

/** Fails when axe finds anything by WCAG 2.2 A and AA and its own best practices. */
export async function accessible(page: Page, where: string): Promise<void> {
	await settled(page);
	const { violations } = await new AxeBuilder({ page }).analyze();
	const findings = violations.map(
		(v) =>
			`${v.id}: ${v.help}\n${v.nodes.map((n) => `    ${n.target.join(' ')}: ${n.failureSummary ?? ''}`).join('\n')}`
	);
	expect(findings, `${where}\n${findings.join('\n')}`).toEqual([]);
}

/** Fails when the page is wider than its window. */
export async function fits(page: Page, where: string): Promise<void> {
	const { content, window: visible } = await page.evaluate(() => ({
		content: document.documentElement.scrollWidth,
		window: document.documentElement.clientWidth
	}));
	expect(content, `${where} is wider than its window`).toBeLessThanOrEqual(visible);
}

/** Takes a screenshot for a human viewer, when `DOGEBOX_PICTURES` is set. */
export async function picture(page: Page, name: string): Promise<void> {
	const folder = process.env.DOGEBOX_PICTURES;
	if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/**
 * Records from now on whether an element becomes visible, however briefly. With every layer in the
 * cache, a job can end between two polls of an expectation.
 * @param selector CSS selector
 * @returns a function that says whether the element was visible since then, in the same document
 */
export async function watchFor(page: Page, selector: string): Promise<() => Promise<boolean>> {
	const watch = await page.evaluateHandle((wanted) => {
		const visible = () =>
			[...document.querySelectorAll(wanted)].some((element) => element.checkVisibility({ visibilityProperty: true }));
		const state = { seen: visible() };
		new MutationObserver(() => {
			state.seen ||= visible();
		}).observe(document, { subtree: true, childList: true, attributes: true });
		return state;
	}, selector);
	return () => watch.evaluate(({ seen }) => seen);
}

/** The state that a pup's page or card shows. */
export const stateOf = (page: Page) => page.getByTestId('pup-state').first();
