/**
 * Measures the store with 500 pups: the time from a keypress until its matches are on a phone's
 * screen, and the page as the box renders it.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Playwright from '@playwright/test';
import type { AliveBox } from '../support/alive.ts';
import { freePort, root } from '../support/program.ts';
import { tenth, timesFigure, type Figure } from './stats.ts';

const PUPS = 500;
/** Searches that are typed letter by letter. The field is emptied after each. */
const SEARCHES = ['wallet', 'little n', 'rpc', 'garden radio', 'ledger', 'q'];
const PAGE_RUNS = 60;
/** Factor by which Lighthouse slows a laptop's processor down to a phone of the middle class. */
const SLOWER = 4;

const ADJECTIVES = ['Quiet', 'Little', 'Plain', 'Swift', 'Honest', 'Lunar', 'Garden', 'Paper', 'Copper', 'Kitchen'];
const NOUNS = ['node', 'wallet', 'gateway', 'pages', 'ledger', 'radio', 'guard', 'bench', 'almanac', 'rates'];
const LONG =
	'It keeps what it is given, shows it when asked, and stays out of the way otherwise. Runs for years on little. '.repeat(
		5
	);

/** Writes a folder source with 500 pups that differ in name, words and interfaces. */
function writeSource(folder: string): void {
	const locations = [];
	for (let n = 0; n < PUPS; n++) {
		const noun = NOUNS[n % 10] ?? '';
		const name = `${ADJECTIVES[Math.floor(n / 10) % 10]} ${noun} ${Math.floor(n / 100) + 1}`;
		const location = `p${n}`;
		locations.push({ location });
		mkdirSync(join(folder, location));
		const manifest = {
			manifestVersion: 1,
			meta: { name, version: `1.0.${n % 9}`, shortDescription: `A ${noun} for the home.`, longDescription: LONG },
			container: {
				build: { debian: { packages: ['python3'] } },
				services: [{ name: 'web', command: { exec: '/usr/bin/python3 -m http.server' } }],
				exposes: [{ name: 'rpc', type: 'http', port: 8080, interfaces: [`${noun}-rpc`] }]
			},
			interfaces: [
				{
					name: `${noun}-rpc`,
					version: '0.0.1',
					permissionGroups: [{ name: 'All', description: 'All of it.', severity: 2, routes: ['/*'] }]
				}
			]
		};
		writeFileSync(join(folder, location, 'manifest.json'), JSON.stringify(manifest));
	}
	writeFileSync(join(folder, 'dogebox.json'), JSON.stringify({ id: 'bench', name: 'Bench', pups: locations }));
}

/**
 * What the page records of keypresses: the time stamp of the last key, and for each key the
 * milliseconds from its time stamp to the next frame.
 */
interface Watched {
	pressed: number;
	times: number[];
}

/**
 * Records the time of each key and, after the input event that it causes, the time at which the
 * frame with its outcome was handed over.
 */
function watchKeys(): void {
	const watched: Watched = { pressed: 0, times: [] };
	Object.assign(window, { watched });
	addEventListener('keydown', (event) => (watched.pressed = event.timeStamp), true);
	addEventListener(
		'input',
		() => {
			const from = watched.pressed;
			requestAnimationFrame(() => {
				const after = new MessageChannel();
				after.port1.onmessage = () => watched.times.push(performance.now() - from);
				after.port2.postMessage(null);
			});
		},
		true
	);
}

/** The plain way with the same looks: each key rewrites all matching cards at once. */
function drawAll(): void {
	const card = document.querySelector('[data-testid=store-pups] > li')?.outerHTML ?? '';
	const list = document.querySelector('[data-testid=store-pups]')?.className ?? '';
	document.body.innerHTML = `<main class="p-4"><input type="search" class="box"><ul class="${list}"></ul></main>`;
	const input = document.querySelector('input')!;
	const cards = document.querySelector('ul')!;
	void fetch('/api/v1/store')
		.then((answer) => answer.json())
		.then(({ pups }: { pups: { name: string; shortDescription: string; longDescription: string }[] }) => {
			const draw = () => {
				const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
				cards.innerHTML = pups
					.filter((pup) => {
						const text = JSON.stringify(pup).toLowerCase();
						return words.every((word) => text.includes(word));
					})
					.map(() => card)
					.join('');
			};
			input.addEventListener('input', draw);
			draw();
			document.title = 'ready';
		});
}

/** Types a search into the field of the page, letter by letter, and empties the field. */
async function type(page: Playwright.Page, text: string): Promise<void> {
	await page.bringToFront();
	const input = page.getByRole('searchbox');
	await input.focus();
	for (const key of text) {
		await page.keyboard.press(key === ' ' ? 'Space' : key);
		await page.waitForTimeout(120);
	}
	await input.selectText();
	await page.keyboard.press('Delete');
	await page.waitForTimeout(300);
}

const timesOf = (page: Playwright.Page) =>
	page.evaluate(() => (window as unknown as { watched: Watched }).watched.times);

async function benchKeys(box: AliveBox): Promise<Figure> {
	// Not part of the bundle, because Playwright brings programs of its own.
	const { chromium } = createRequire(join(root, 'package.json'))('@playwright/test') as typeof Playwright;
	const browser = await chromium.launch({
		executablePath: process.env.DOGEBOX_CHROMIUM ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
	});
	try {
		const context = await browser.newContext({
			viewport: { width: 390, height: 844 },
			isMobile: true,
			hasTouch: true,
			deviceScaleFactor: 2
		});
		await context.addCookies([
			{ name: 'dogebox_session', value: box.api.token() ?? '', url: box.url, httpOnly: true, sameSite: 'Lax' }
		]);
		const pages: Playwright.Page[] = [];
		for (const kind of ['ours', 'peer']) {
			const page = await context.newPage();
			await page.addInitScript(watchKeys);
			await page.goto(`${box.url}/store`, { waitUntil: 'networkidle' });
			if (kind === 'peer') {
				await page.evaluate(drawAll);
				await page.waitForFunction(() => document.title === 'ready');
			}
			const devtools = await context.newCDPSession(page);
			await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
			pages.push(page);
		}
		const [ours, peer] = pages as [Playwright.Page, Playwright.Page];
		// The first searches warm the JavaScript engine up.
		for (const page of pages) await type(page, 'warm');
		for (const page of pages) {
			await page.evaluate(() => ((window as unknown as { watched: Watched }).watched.times.length = 0));
		}
		for (const text of SEARCHES) for (const page of pages) await type(page, text);
		const keys = SEARCHES.join('').length + SEARCHES.length;
		const [times, theirs] = [await timesOf(ours), await timesOf(peer)];
		if (times.length < keys || theirs.length < keys) throw new Error('some keys led to no picture');
		return timesFigure(
			{
				id: 'store-key',
				title: `Keypress in the store until its ${PUPS} pups are sifted and painted, phone`,
				target: 100,
				targetRatio: 0.25
			},
			times,
			'the same cards, all that fit drawn at once',
			theirs
		);
	} finally {
		await browser.close();
	}
}

/** Sends a GET over a keep-alive connection. @returns milliseconds and the body */
function get(url: string, cookie: string): Promise<{ ms: number; body: Buffer; status: number }> {
	return new Promise((resolve, reject) => {
		const from = performance.now();
		const asked = request(url, { headers: { cookie } }, (answer) => {
			const parts: Buffer[] = [];
			answer.on('data', (part: Buffer) => parts.push(part));
			answer.on('end', () => {
				resolve({ ms: performance.now() - from, body: Buffer.concat(parts), status: answer.statusCode ?? 0 });
			});
		});
		asked.on('error', reject);
		asked.end();
	});
}

async function benchPage(box: AliveBox, folder: string): Promise<Figure[]> {
	const cookie = `dogebox_session=${box.api.token()}`;
	const first = await get(`${box.url}/store`, cookie);
	if (first.status !== 200) throw new Error(`GET /store: ${first.status}`);
	const file = join(folder, 'page.html');
	writeFileSync(file, first.body);
	const port = await freePort();
	const code =
		`const body = require('fs').readFileSync(process.argv[1]); require('http').createServer((q, s) => ` +
		`s.writeHead(200, { 'content-type': 'text/html' }).end(body)).listen(${port}, '127.0.0.1', () => process.stdout.write('up'))`;
	const bare = spawn(process.execPath, ['-e', code, file], { stdio: ['ignore', 'pipe', 'inherit'] });
	try {
		await new Promise((resolve, reject) => {
			bare.stdout.once('data', resolve);
			bare.once('exit', () => reject(new Error('the bare server ended')));
		});
		const ours: number[] = [];
		const theirs: number[] = [];
		for (let round = -5; round < PAGE_RUNS; round++) {
			const a = await get(`${box.url}/store`, cookie);
			const b = await get(`http://127.0.0.1:${port}/`, '');
			if (round < 0) continue;
			ours.push(a.ms);
			theirs.push(b.ms);
		}
		return [
			timesFigure(
				{ id: 'store-page', title: `The store’s page with ${PUPS} pups, rendered` },
				ours,
				'bare node sending the same bytes',
				theirs
			),
			{
				id: 'store-size',
				title: `HTML of the store’s page with ${PUPS} pups`,
				unit: 'kB',
				value: tenth(first.body.length / 1000),
				target: 120
			}
		];
	} finally {
		bare.kill();
	}
}

/** @param box a configured, running box */
export async function benchStore(box: AliveBox): Promise<Figure[]> {
	const folder = mkdtempSync(join(tmpdir(), 'dogebox-bench-store-'));
	chmodSync(folder, 0o755);
	try {
		writeSource(folder);
		const { id, pups } = await box.addSource(folder);
		if (pups !== PUPS) throw new Error(`only ${pups} of ${PUPS} pups were read`);
		const figures = [await benchKeys(box), ...(await benchPage(box, folder))];
		await box.api.call('DELETE', `/sources/${id}`);
		return figures;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
