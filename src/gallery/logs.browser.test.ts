/** The log viewer while the box is slow, silent or away. A fake `fetch` stands in for the box. */
import { page } from 'vitest/browser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../app.css';
import type { LogPage } from '../lib/contract/log-page.ts';
import LogSample from './LogSample.svelte';
import { LINES } from './parts.ts';

const FULL: LogPage = { lines: LINES, start: '', older: false, cursor: LINES.at(-1)!.cursor, more: false, gap: false };
const NONE: LogPage = { ...FULL, lines: [] };

/** Requests that wait for their answer, the oldest first. */
let asked: { answer: (page: LogPage) => void; fail: () => void }[] = [];
const log = page.getByRole('log');
const status = page.getByRole('status');
const top = () => log.element().getBoundingClientRect().top;

beforeEach(async () => {
	asked = [];
	vi.spyOn(window, 'fetch').mockImplementation(
		(_, options) =>
			new Promise((resolve, reject) => {
				options?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
				asked.push({
					answer: (given) => resolve(Response.json(given)),
					fail: () => reject(new TypeError('Failed to fetch'))
				});
			})
	);
});
afterEach(() => vi.restoreAllMocks());

const choose = (name: string) => page.getByRole('combobox', { name: 'Service' }).selectOptions(name);
const waits = () => expect.poll(() => asked.length).toBe(1);

const consoleLoads = () => expect.element(page.getByRole('button', { name: 'Pause' })).toBeVisible();

it.each([390, 900, 1440])('its console moves no line as it is loaded, %s px wide', async (width) => {
	await page.viewport(width, 700);
	await render(LogSample, { start: FULL });
	const before = top();
	await consoleLoads();
	expect(top()).toBe(before);
});

describe('a question', () => {
	beforeEach(async () => {
		await page.viewport(900, 700);
		await render(LogSample, { start: FULL });
		await consoleLoads();
		await expect.element(log).toHaveTextContent('not markup');
	});

	it('says that lines of another service are on the way, shows none of others, and moves nothing', async () => {
		const before = top();
		await choose('supervisor');
		await waits();
		await expect.element(log).toHaveTextContent('Loading lines …');
		await expect.element(log).not.toHaveTextContent('not markup');
		await expect.element(log).not.toHaveTextContent('written nothing');
		await expect.element(status).toHaveTextContent('Loading lines …');
		expect(top()).toBe(before);
		asked[0]!.answer(NONE);
		await expect.element(log).toHaveTextContent('This service has written nothing.');
		await expect.element(status).toHaveTextContent('');
		expect(top()).toBe(before);
	});

	it('says nothing before an answer that comes at once', async () => {
		const words: string[] = [];
		const observer = new MutationObserver(() => words.push(document.body.innerText));
		observer.observe(document.body, { subtree: true, childList: true, characterData: true });
		await choose('supervisor');
		await waits();
		asked[0]!.answer(NONE);
		await expect.element(log).toHaveTextContent('This service has written nothing.');
		observer.disconnect();
		expect(words.filter((text) => text.includes('Loading'))).toEqual([]);
	});

	it('says what failed, where the lines would be, and asks again', async () => {
		await choose('supervisor');
		await waits();
		asked[0]!.fail();
		await expect.element(log).toHaveTextContent('The box cannot be reached. Check the network.');
		await expect.element(log).not.toHaveTextContent('written nothing');
		await log.getByRole('button', { name: 'Try again' }).click();
		await expect.poll(() => asked.length).toBe(2);
		expect(document.activeElement).toBe(log.element());
		asked[1]!.answer(FULL);
		await expect.element(log).toHaveTextContent('not markup');
		await expect.element(page.getByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
	});

	it('a search that fails has found nothing out', async () => {
		await page.getByRole('combobox', { name: 'Level' }).selectOptions('Errors');
		await waits();
		await expect.element(log).toHaveTextContent('Searching …');
		asked[0]!.fail();
		await expect.element(log).toHaveTextContent('The box cannot be reached.');
		await expect.element(log).not.toHaveTextContent('No lines match.');
		await log.getByRole('button', { name: 'Try again' }).click();
		await expect.poll(() => asked.length).toBe(2);
		asked[1]!.answer(NONE);
		await expect.element(log).toHaveTextContent('No lines match.');
	});

	it('the answer to an older question is not shown', async () => {
		await choose('supervisor');
		await waits();
		await choose('All services');
		await expect.poll(() => asked.length).toBe(2);
		asked[0]!.answer(NONE);
		asked[1]!.answer(FULL);
		await expect.element(log).toHaveTextContent('not markup');
	});
});
