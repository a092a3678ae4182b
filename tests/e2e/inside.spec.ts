/** What an owner does inside of a pup: using a shell in the terminal and files in the storage. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { AliveBox, cannotRun } from '../support/alive.ts';
import { DESKTOP, PHONE, accessible, complaints, fits, signIn, picture } from './support/box.ts';

test.describe.configure({ mode: 'serial' });
test.use(DESKTOP);
test.skip(Boolean(cannotRun()), 'needs root and the tools of containers');

let box: AliveBox;
let pup: string;
test.beforeAll(async () => {
	test.setTimeout(300_000);
	box = await AliveBox.start('e2e-inside');
	pup = await box.install('Python page');
	await box.state(pup, 'running');
});
test.afterAll(() => box?.dispose());
test.beforeEach(({ context }) => signIn(context, box));

/**
 * Complaints of the page without the expected one: the console notes the refusal (409) of the one
 * name that is taken.
 */
const ours = (wrong: string[]) => wrong.filter((one) => !/status of 409 .*\/files\/move\)$/.test(one));
const shell = (page: Page) => page.locator('.xterm-rows');
/** Types a line into the shell, which has the focus. */
async function type(page: Page, line: string): Promise<void> {
	await page.keyboard.type(line);
	await page.keyboard.press('Enter');
}

test('a shell in the pup, the same one after a reload', async ({ page }) => {
	const wrong = complaints(page);
	await page.goto(`${box.url}/pups/${pup}/terminal`);
	await expect(page.getByText('No terminal is open')).toBeVisible();
	await accessible(page, 'no terminal');
	await page.getByRole('button', { name: 'Open a terminal' }).click();
	await expect(page.getByText('It stays open when you leave this page')).toBeVisible();
	await type(page, 'echo "id=$(id -u)"; MARK=$((6*7)); cd /storage');
	await expect(shell(page)).toContainText('id=420');
	await accessible(page, 'a terminal');
	await picture(page, 'terminal-1440-light');
	await page.reload();
	await expect(shell(page), 'what it had shown').toContainText('id=420');
	await expect(page.getByText('It stays open when you leave this page')).toBeVisible();
	await type(page, 'echo "mark=$MARK in $PWD"');
	await expect(shell(page)).toContainText('mark=42 in /storage');

	// A flood of output neither freezes the page nor keeps Ctrl+C from the shell.
	await type(page, 'yes much output');
	await expect(shell(page)).toContainText('much output');
	await page.keyboard.press('Control+c');
	await type(page, 'clear; echo still-$((1+1))-here');
	await expect(shell(page)).toContainText('still-2-here', { timeout: 30_000 });

	await page.keyboard.press('F6');
	await expect(page.getByRole('button', { pressed: true })).toBeFocused();
	await page.emulateMedia({ colorScheme: 'dark' });
	await picture(page, 'terminal-1440-dark');
	await page.setViewportSize(PHONE.viewport);
	await fits(page, 'the terminal on a phone');
	await picture(page, 'terminal-390-dark');
	await page.getByRole('button', { name: /^Close terminal/ }).click();
	await expect(page.getByText('No terminal is open')).toBeVisible();
	expect(ours(wrong)).toEqual([]);
});

test('files go in and out, are renamed and deleted, by mouse and keyboard', async ({ page }) => {
	const wrong = complaints(page);
	await page.goto(`${box.url}/pups/${pup}/files`);
	await page.waitForLoadState('networkidle');
	const files = page.getByRole('region', { name: 'Files of Python page' });
	await files.getByRole('button', { name: 'New folder' }).click();
	await page.getByRole('textbox', { name: 'Name' }).fill('photos');
	await page.getByRole('button', { name: 'Create folder' }).click();
	await files.getByRole('link', { name: 'photos' }).click();
	await expect(files.getByText('This folder is empty')).toBeVisible();
	await accessible(page, 'an empty folder');
	const bulk = Buffer.alloc(9 * 1024 * 1024, 'very large ');
	await files.getByLabel('Files to upload').setInputFiles([
		{ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('much <b>wow</b>\n') },
		{ name: 'large.bin', mimeType: 'application/octet-stream', buffer: bulk }
	]);
	await expect(files.getByText('Uploaded')).toHaveCount(2);
	await expect(files.getByRole('row').filter({ hasText: 'large.bin' })).toContainText('9.4 MB');
	await accessible(page, 'files');
	await picture(page, 'files-1440-light');

	const held = await page.evaluateHandle(() => {
		const transfer = new DataTransfer();
		for (const name of ['one.txt', 'two.txt']) transfer.items.add(new File([`dropped ${name}`], name));
		return transfer;
	});
	const invitation = files.getByText('Drop files to upload them here');
	await files.dispatchEvent('dragover', { dataTransfer: held });
	await expect(invitation).toBeVisible();
	await files.dispatchEvent('dragleave', {});
	await expect(invitation).toHaveCount(0);
	await files.dispatchEvent('dragover', { dataTransfer: held });
	await files.dispatchEvent('drop', { dataTransfer: held });
	await expect(invitation).toHaveCount(0);
	for (const name of ['one.txt', 'two.txt']) await expect(files.getByRole('link', { name })).toBeVisible();
	// Dragged text cannot be uploaded.
	const words = await page.evaluateHandle(() => {
		const transfer = new DataTransfer();
		transfer.setData('text/plain', 'words');
		return transfer;
	});
	await files.dispatchEvent('dragover', { dataTransfer: words });
	await expect(invitation).toHaveCount(0);

	const download = page.waitForEvent('download');
	await files.getByRole('link', { name: 'large.bin' }).click();
	const saved = await download;
	expect(saved.suggestedFilename()).toBe('large.bin');
	expect(readFileSync(await saved.path()).equals(bulk)).toBe(true);

	const actions = async (name: string, what: string) => {
		await files.getByRole('button', { name: `Actions for ${name}` }).focus();
		await page.keyboard.press('Enter');
		await page.getByRole('menuitem', { name: what }).click();
	};
	await actions('note.txt', 'Look inside');
	await expect(page.getByRole('region', { name: 'Content of note.txt' })).toHaveText('much <b>wow</b>\n');
	await accessible(page, 'a look into a file');
	await page.keyboard.press('Escape');
	await actions('note.txt', 'Rename…');
	await page.getByRole('textbox', { name: 'Name' }).fill('large.bin');
	await page.getByRole('button', { name: 'Rename' }).click();
	await expect(page.getByText('“photos/large.bin” already exists.')).toBeVisible();
	await page.getByRole('textbox', { name: 'Name' }).fill('words.txt');
	await page.getByRole('button', { name: 'Rename' }).click();
	await expect(files.getByRole('link', { name: 'words.txt' })).toBeVisible();
	await actions('words.txt', 'Delete…');
	await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
	await page.getByRole('button', { name: 'Delete the file' }).click();
	await expect(files.getByRole('link', { name: 'words.txt' })).toHaveCount(0);

	await files.getByRole('link', { name: '/storage' }).click();
	await expect(files.getByRole('link', { name: 'photos' })).toBeVisible();
	await page.emulateMedia({ colorScheme: 'dark' });
	await picture(page, 'files-1440-dark');
	await page.setViewportSize(PHONE.viewport);
	await fits(page, 'files on a phone');
	await picture(page, 'files-390-dark');
	expect(ours(wrong)).toEqual([]);
});
