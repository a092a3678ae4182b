/**
 * Checks and states that every page has.
 *
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('@playwright/test').BrowserContext} Context
 * @typedef {object} Shown a page in one of its states
 * @property {string} name
 * @property {string} path
 * @property {string} [scene] state of the made-up box
 * @property {string} [answers] the API's answers to the page's own requests: `never` or `refused`
 * @property {boolean} [out] the owner is signed out
 * @property {boolean} [open] everything that can be expanded is open
 * @property {boolean} [narrow] only in windows narrower than 1280 px
 * @property {string} [click] element that is pressed
 * @property {string[]} [fill] a field, and the text that is typed there
 * @property {string} [submit] button that sends the form
 */

/**
 * Selects the state of the made-up box.
 * @type {(context: Context, base: string, shown: Shown) => Promise<void>}
 */
export async function inScene(context, base, { scene = 'full', out = false }) {
	const cookies = [{ name: 'scene', value: scene, url: base }];
	if (scene === 'new') cookies.push({ name: 'dogebox_wizard', value: 'granted', url: base });
	if (out) cookies.push({ name: 'signed-out', value: '1', url: base });
	await context.addCookies(cookies);
}

/**
 * Sets how the API answers to requests that the page itself sends.
 * @type {(tab: Page, shown: Shown) => Promise<void>}
 */
export async function answering(tab, { answers }) {
	if (answers === undefined) return;
	const problem = {
		code: 'host-agent-away',
		status: 503,
		title: 'The host agent was restarted.'
	};
	await tab.route('**/api/v1/**', (route) =>
		answers === 'never'
			? undefined
			: route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) })
	);
}

/**
 * Waits until the page is connected, which means that its scripts run.
 * @type {(tab: Page, shown: Shown) => Promise<void>}
 */
export async function isShown(tab, { path, name, out = false }) {
	const plain = out || path.startsWith('/setup') || name === 'lost';
	await tab
		.locator('text=/^Live$/')
		.first()
		.waitFor({ timeout: plain ? 800 : 8000, state: 'attached' })
		.catch(() => {});
}

/**
 * How many pixels the page is wider than its window. Not by `innerWidth`, which grows with the page
 * on a phone.
 * @type {(tab: Page, width: number) => Promise<number>}
 */
export const widerBy = async (tab, width) => (await tab.evaluate(() => document.documentElement.scrollWidth)) - width;

/**
 * Targets that are less than 44 px high, too small for a thumb.
 * @type {(tab: Page) => Promise<string[]>}
 */
export async function smallTargets(tab) {
	const found = await tab.evaluate(() =>
		[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
			.filter((element) => {
				const box = element.getBoundingClientRect();
				if (box.width <= 1 || box.height === 0 || !element.checkVisibility()) return false;
				// On a card the whole area can be pressed, and a link in a sentence need not be
				// large.
				const stretched = element.className.includes?.('after:absolute');
				const beside = element.parentElement?.textContent?.trim() !== element.textContent?.trim();
				const inText = element.matches('a') && beside && getComputedStyle(element).display === 'inline';
				if (stretched || inText || element.matches('p a, dd a')) return false;
				const label = element.closest('label') ?? element.labels?.[0];
				const around = getComputedStyle(element, '::after');
				const own = around.position === 'absolute' && around.content !== 'none' ? parseFloat(around.height) : 0;
				return Math.max(box.height, own, label?.contains(element) ? label.getBoundingClientRect().height : 0) < 43.5;
			})
			.map(
				(element) =>
					`${element.tagName} ${(element.textContent || element.getAttribute('name') || '').trim().slice(0, 24)} ${Math.round(element.getBoundingClientRect().height)}`
			)
	);
	return [...new Set(found)];
}

/**
 * Sizes that are given in powers of 1024. The box counts as disks are sold, in powers of 1000
 * (`contract/bytes.ts`).
 * @type {(tab: Page) => Promise<string[]>}
 */
export const otherUnits = (tab) =>
	tab.evaluate(() => {
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		const found = [];
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			if (node.parentElement?.closest('script, style, pre, code')) continue;
			if (/\b[KMGT]iB\b|\d\s?KB\b/.test(node.textContent)) found.push(node.textContent.trim());
		}
		return found;
	});
