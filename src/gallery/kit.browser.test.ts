/**
 * The components of the kit as a person uses them: with mouse and keys in a real browser, over the
 * gallery's own states.
 */
import { page, userEvent } from 'vitest/browser';
import { beforeEach, describe, expect, it } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../app.css';
import Gallery from './Gallery.svelte';

/** Finds a button as a screen reader does. */
const button = (name: string) => page.getByRole('button', { name, exact: true });
const focused = () => document.activeElement;

beforeEach(async () => {
	await render(Gallery);
});

describe('dialog and sheet', () => {
	it.each([
		['Open dialog', 'A dialog'],
		['Open sheet', 'A sheet']
	])('%s: named, takes the focus, keeps it, closes on Escape and gives it back', async (opener, title) => {
		await button(opener).click();
		const dialog = page.getByRole('dialog', { name: title });
		await expect.element(dialog).toBeVisible();
		await expect.poll(() => dialog.element().contains(focused())).toBe(true);
		for (let press = 0; press < 4; press++) await userEvent.keyboard('{Tab}');
		expect(dialog.element().contains(focused())).toBe(true);
		await userEvent.keyboard('{Escape}');
		await expect.element(dialog).not.toBeInTheDocument();
		await expect.poll(focused).toBe(button(opener).element());
	});

	it('lies below on a phone and at the side of a wider screen', async () => {
		await button('Open sheet').click();
		const sheet = page.getByRole('dialog', { name: 'A sheet' });
		const edges = () => {
			const { left, top, right, bottom } = sheet.element().getBoundingClientRect();
			return { left, top, right, bottom };
		};
		// The sheet comes in by an animation.
		await expect.poll(edges).toMatchObject({ top: 0, right: 900, bottom: 700 });
		await page.viewport(390, 700);
		await expect.poll(edges).toMatchObject({ left: 0, right: 390, bottom: 700 });
		expect(edges().top).toBeGreaterThan(100);
		await page.viewport(900, 700);
	});
});

describe('confirm dialog', () => {
	it('begins on Cancel, is not closed by a click beside it, and does nothing when cancelled', async () => {
		await button('Open confirmation').click();
		const dialog = page.getByRole('alertdialog', { name: 'Delete everything?' });
		await expect.element(dialog).toHaveAccessibleDescription('This cannot be undone.');
		await expect.poll(focused).toBe(button('Cancel').element());
		await userEvent.click(document.body, { position: { x: 5, y: 5 }, force: true });
		await expect.element(dialog).toBeVisible();
		await button('Cancel').click();
		await expect.element(dialog).not.toBeInTheDocument();
	});

	it('is busy while it works, and then closes', async () => {
		await button('Open confirmation').click();
		const act = button('Delete everything');
		await act.click();
		await expect.element(act).toBeDisabled();
		await expect.element(act).toHaveAttribute('aria-busy', 'true');
		await expect.element(page.getByRole('alertdialog')).not.toBeInTheDocument();
	});

	it('stays and says why when it was refused', async () => {
		await button('Open one that is refused').click();
		await button('Sign out').click();
		await expect
			.element(page.getByRole('alertdialog').getByRole('alert'))
			.toHaveTextContent('The box cannot be reached.');
		await expect.element(button('Sign out')).toBeEnabled();
	});
});

describe('tabs', () => {
	it('show one part, move by arrow keys and leave out a disabled one', async () => {
		const tab = (name: string) => page.getByRole('tab', { name });
		await tab('Logs').click();
		await expect.element(page.getByRole('tabpanel')).toHaveTextContent('This is the part “logs”.');
		await userEvent.keyboard('{ArrowRight}');
		await expect.element(tab('About')).toHaveAttribute('aria-selected', 'true');
		await expect.element(page.getByRole('tabpanel')).toHaveTextContent('This is the part “about”.');
		await expect.element(tab('Files')).toBeDisabled();
		await userEvent.keyboard('{Home}');
		await expect.element(tab('Overview')).toHaveAttribute('aria-selected', 'true');
	});
});

describe('menu', () => {
	it('opens by key, moves by arrows, does what was chosen and gives the focus back', async () => {
		const opener = button('More actions');
		(opener.element() as HTMLElement).focus();
		await userEvent.keyboard('{Enter}');
		await expect.element(page.getByRole('menu')).toBeVisible();
		await expect.element(page.getByRole('menuitem', { name: 'Disabled' })).toHaveAttribute('aria-disabled', 'true');
		expect(page.getByRole('menuitem', { name: 'Go to fields' }).element().getAttribute('href')).toBe('#fields');
		await expect.element(page.getByRole('menuitem', { name: 'Copy' })).toHaveFocus();
		await userEvent.keyboard('{End}{Enter}');
		await expect.element(page.getByRole('status').filter({ hasText: 'Remove' })).toBeVisible();
		await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
		await expect.poll(focused).toBe(opener.element());
	});
});

describe('tooltip', () => {
	it('comes with the focus, describes its control, and goes on Escape', async () => {
		const control = button('Hover over me');
		await userEvent.keyboard('{Tab}');
		(control.element() as HTMLElement).focus();
		await expect.element(page.getByText('It says a little more.').first()).toBeVisible();
		await expect.element(control).toHaveAccessibleDescription('It says a little more.');
		await userEvent.keyboard('{Escape}');
		await expect.element(page.getByText('It says a little more.')).not.toBeInTheDocument();
	});
});

describe('hint', () => {
	it('describes a disabled button at once, and shows itself to a mouse beside it', async () => {
		const control = button('Not now');
		await expect.element(control).toBeDisabled();
		await expect.element(control).toHaveAccessibleDescription('It is being worked on.');
		// A disabled button gets no mouse events. The element around it does.
		await userEvent.hover(control.element().parentElement!);
		const shown = () =>
			[...document.querySelectorAll('[data-tooltip-content]')].map((element) => element.textContent?.trim());
		await expect.poll(shown).toEqual(['It is being worked on.']);
		await userEvent.unhover(control.element().parentElement!);
		await expect.poll(shown).toEqual([]);
	});
});

describe('combobox', () => {
	it('finds by typing, chooses by key, and sends the value with the form', async () => {
		const box = page.getByRole('combobox', { name: 'Time zone', exact: true });
		await expect.element(box).toHaveValue('Europe / Lisbon');
		await expect.element(box).toHaveAccessibleDescription('Type a part of it.');
		await box.fill('tok');
		await expect.element(page.getByRole('listbox').getByRole('option')).toHaveTextContent('Asia / Tokyo');
		await userEvent.keyboard('{ArrowDown}{Enter}');
		await expect.element(box).toHaveValue('Asia / Tokyo');
		await expect.poll(() => document.querySelector<HTMLInputElement>('input[name=zone]')?.value).toBe('Asia/Tokyo');
	});

	it('says when nothing matches, and keeps what was chosen', async () => {
		const box = page.getByRole('combobox', { name: 'Time zone', exact: true });
		await box.fill('nowhere');
		await expect.element(page.getByText('Nothing matches.')).toBeVisible();
		await userEvent.keyboard('{Escape}');
		await expect.element(box).toHaveValue('Europe / Lisbon');
	});
});

describe('rows', () => {
	it('get one more, with the focus in it, and lose one', async () => {
		const group = page.getByRole('group', { name: /^Doors/ });
		const names = () => [...group.element().querySelectorAll<HTMLInputElement>('li:not(.no-js) input')];
		expect(names().map(({ value }) => value)).toEqual(['Front']);
		await group.getByRole('button', { name: 'Add a door' }).click();
		await expect.poll(() => document.activeElement).toBe(names()[1]);
		await userEvent.keyboard('Back');
		await group.getByRole('button', { name: 'Remove door 1' }).click();
		expect(names().map(({ value }) => value)).toEqual(['Back']);
		expect(document.activeElement?.textContent).toContain('Add a door');
	});
});

describe('table', () => {
	const names = () =>
		[...page.getByRole('table', { name: 'Resources of pups' }).element().querySelectorAll('tbody tr')].map(
			(row) => row.querySelector('td')?.textContent?.trim().split(' ')[0]
		);

	it('is sorted by a heading, the other way at the second click, numbers as numbers and the largest first', async () => {
		expect(names()).toEqual(['Regtest', 'Gigawallet', 'A']);
		const table = page.getByRole('table', { name: 'Resources of pups' });
		await table.getByRole('button', { name: 'CPU' }).click();
		expect(names()).toEqual(['A', 'Regtest', 'Gigawallet']);
		await expect.element(table.getByRole('columnheader', { name: 'CPU' })).toHaveAttribute('aria-sort', 'descending');
		await table.getByRole('button', { name: 'CPU' }).click();
		expect(names()).toEqual(['Gigawallet', 'Regtest', 'A']);
		await table.getByRole('button', { name: 'Pup' }).click();
		expect(names()).toEqual(['A', 'Gigawallet', 'Regtest']);
		expect(table.getByRole('columnheader', { name: 'CPU' }).element().hasAttribute('aria-sort')).toBe(false);
	});

	it('scrolls within its frame on a phone, and says when it is empty', async () => {
		await page.viewport(390, 700);
		const frame = page.getByRole('region', { name: 'Resources of pups' }).element();
		expect(frame.scrollWidth).toBeGreaterThan(frame.clientWidth);
		expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
		await page.viewport(900, 700);
		await expect.element(page.getByRole('table', { name: 'No resources' })).toHaveTextContent('No pups.');
	});
});

describe('button', () => {
	it('keeps its name and its width while it is busy, and refuses clicks', async () => {
		const row = page.getByRole('region', { name: 'Buttons' });
		const busy = row.getByRole('button', { name: 'Busy' }).first();
		await expect.element(busy).toBeDisabled();
		await expect.element(busy).toHaveAttribute('aria-busy', 'true');
		const disabled = row.getByRole('button', { name: 'Disabled' }).first();
		await expect.element(disabled).toBeDisabled();
		const link = row.getByRole('link', { name: 'Link' }).first();
		expect(link.element().getAttribute('href')).toBe('#buttons');
	});
});

describe('switch', () => {
	const named = (name: string) => page.getByRole('switch', { name, exact: true });

	it('is turned by its label and by the space bar, and not at all when disabled', async () => {
		await expect.element(named('Switch, on')).toBeChecked();
		await expect.element(named('Switch, off')).not.toBeChecked();
		await page.getByText('Switch, off', { exact: true }).click();
		await expect.element(named('Switch, off')).toBeChecked();
		await userEvent.keyboard(' ');
		await expect.element(named('Switch, off')).not.toBeChecked();
		await expect.element(named('Switch, disabled')).toBeDisabled();
	});
});

describe('copy button', () => {
	it('says in words what came of it', async () => {
		// The clipboard of a browser under test may accept or refuse. The button reports either,
		// and nothing else.
		await button('Copy with words').click();
		await expect
			.element(page.getByRole('status').filter({ hasText: /^(Copied|Select it and copy by hand)$/ }))
			.toBeInTheDocument();
	});
});

describe('moments and the head of a page', () => {
	it('tell the time for people and for machines, and name the page once', async () => {
		const times = [...document.querySelectorAll('time')];
		expect(times.length).toBeGreaterThanOrEqual(4);
		for (const time of times) expect(Date.parse(time.dateTime)).not.toBeNaN();
		expect(new Set(times.map((time) => time.textContent)).size).toBe(times.length);
		expect(document.querySelectorAll('h1')).toHaveLength(1);
		expect(document.title).toBe('Gallery of the kit · Dogebox');
		await expect.element(page.getByRole('img', { name: 'Dogebox' })).toBeVisible();
	});
});
