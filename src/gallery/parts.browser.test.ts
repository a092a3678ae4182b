/** Parts of pages as a person uses them, over the gallery's made-up data. */
import { page } from 'vitest/browser';
import { beforeEach, describe, expect, it } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../app.css';
import Parts from './Parts.svelte';

beforeEach(async () => {
	await render(Parts);
});

const card = (name: string) => page.getByRole('region', { name, exact: true });

it('no part is wider than a phone', async () => {
	await page.viewport(390, 700);
	await expect.element(card('Space')).toBeVisible();
	// Charts adopt the width of their container a moment later.
	await expect.poll(() => document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
	await page.viewport(900, 700);
});

describe('a destination', () => {
	const field = (id: string) => document.querySelector<HTMLInputElement>(`#${id}`)!;

	it('that is changed shows what is no secret, asks for no secret again, and can give it up', async () => {
		const id = `destination-${'d'.repeat(32)}`;
		await expect.element(page.getByRole('button', { name: 'Save', exact: true })).toBeVisible();
		expect(['to', 'from', 'host', 'port', 'username', 'name'].map((name) => field(`${id}-${name}`).value)).toEqual([
			...['you@example.org', 'box@example.org', 'smtp.example.org', '587', 'box', 'Mail']
		]);
		expect(field(`${id}-secret`)).toMatchObject({ value: '', required: false });
		expect(field(`${id}-security`).value).toBe('starttls');
		await expect.element(page.getByRole('checkbox', { name: 'Remove the stored one' })).not.toBeChecked();
		const form = new FormData(field(`${id}-name`).form!);
		expect(form.getAll('severity')).toEqual(['critical']);
		expect(form.get('id')).toBe('d'.repeat(32));
	});

	it('that was refused keeps what was typed, and says what is wrong at its field', async () => {
		expect(field('webhook-url').value).toBe('ftp://nowhere');
		await expect.element(page.elementLocator(field('webhook-url'))).toHaveAccessibleDescription(/begins with https/);
		expect(new FormData(field('webhook-url').form!).getAll('severity')).toEqual([]);
	});
});

it('two configurations are chosen with the ones that are compared chosen already', async () => {
	const compare = card('Configurations compared');
	await expect.element(compare.getByLabelText('From', { exact: true })).toHaveValue('1');
	await expect.element(compare.getByLabelText('To', { exact: true })).toHaveValue('2');
	await expect.element(compare.getByRole('status')).toHaveTextContent('No differences.');
	expect(
		compare
			.getByRole('option')
			.elements()
			.map((one) => one.textContent?.trim())
	).toContain('In use: Chain');
});

it('what cannot be freed has no button, and says why', async () => {
	const space = card('Space');
	await expect.element(space.getByRole('button', { name: /^Free up/ })).toHaveTextContent('Free up 1.2 GB');
	await expect.element(space.getByText('Only the newest lines of each, which stay.')).toBeVisible();
	await expect.element(space.getByText('There are none.')).toBeVisible();
});

it('a line of a log is text, whatever it holds', async () => {
	const logs = card('Logs');
	await expect.element(logs.getByText('<b>not markup</b>')).toBeVisible();
	await expect.element(logs.getByText('Nothing was written yet.')).toBeVisible();
});

describe('connections', () => {
	const drawing = () => card('Connections').getByRole('region', { name: 'Drawing of the connections' });

	it('are links that say who reaches whom, how far, and what was refused', async () => {
		const links = drawing().getByRole('link');
		const names = links.elements().map((one) => one.getAttribute('aria-label') ?? one.textContent?.trim());
		expect(names).toContain('Block explorer to Dogecoin Core, core-rpc: Can only read');
		expect(names).toContain('Dogecoin Core to Internet: Allowed');
		expect(names.find((name) => name?.includes('core-rpc: Critical'))).toMatch(/, 12 refused$/);
		await expect.element(links.first()).toBeVisible();
	});

	it('stand in the table too, and what is granted can be taken back', async () => {
		const table = card('Connections').getByRole('table', { name: 'Connections' });
		await expect.element(table.getByRole('row', { name: /Counter.*Nothing granted/ })).toBeVisible();
		await expect.element(card('Connections').getByRole('button', { name: 'Take back Read' })).toBeEnabled();
		await expect.element(card('Connections').getByRole('button', { name: 'Grant Send' })).toBeEnabled();
	});
});
