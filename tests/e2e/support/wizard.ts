/** Goes through the first-boot wizard as an owner does. Works with and without JavaScript. */
import { expect, type Page } from '@playwright/test';
import { fillOver } from './box.ts';

export interface WizardChoices {
	deviceName: string;
	password: string;
	/** Called on each page of the wizard, before its button is pressed. */
	eachStep?: (step: string) => Promise<void>;
}

const heading = (page: Page, name: string) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
const onwards = (page: Page, name = 'Continue') => page.getByRole('button', { name }).click();

/** From “Your device” to the page that asks for the password. */
export async function chooseDevice(
	page: Page,
	deviceName: string,
	eachStep?: WizardChoices['eachStep']
): Promise<void> {
	await heading(page, 'Your device');
	await fillOver(page.getByLabel('Device name'), deviceName);
	await page.getByLabel('Time zone').selectOption('Europe/Lisbon');
	await eachStep?.('device');
	await onwards(page);
	await heading(page, 'Where data is stored');
	// The disk of the data folder is preselected, and the page says how large it is.
	await expect(page.getByRole('radio', { checked: true })).toHaveCount(1);
	await eachStep?.('storage');
	await onwards(page);
	await heading(page, 'Your password');
}

/** Types the password twice. */
export async function givePassword(page: Page, password: string): Promise<void> {
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByLabel('Password again').fill(password);
	await onwards(page);
}

/** The 24 words that the page shows. */
export async function readWords(page: Page): Promise<string[]> {
	await heading(page, 'Your 24 words');
	const words = await page.getByTestId('words').locator('li .font-mono').allTextContents();
	expect(words).toHaveLength(24);
	return words.map((word) => word.trim());
}

/** Types the words that the page asks for. */
export async function proveWords(page: Page, words: string[]): Promise<void> {
	await heading(page, 'Check the words');
	const labels = await page.getByText(/^Word \d+$/).allTextContents();
	expect(labels).toHaveLength(3);
	for (const label of labels) {
		const position = Number(label.replace('Word ', ''));
		await page.getByLabel(label, { exact: true }).fill(words[position - 1] ?? '');
	}
	await onwards(page, 'Finish setup');
}

/**
 * Goes through the whole wizard, from its first page to its last.
 * @returns the 24 words
 */
export async function goThroughWizard(page: Page, choices: WizardChoices): Promise<string[]> {
	const { eachStep } = choices;
	await heading(page, 'Welcome to your Dogebox');
	await eachStep?.('welcome');
	await page.getByRole('link', { name: 'Get started' }).click();
	await chooseDevice(page, choices.deviceName, eachStep);
	await eachStep?.('password');
	await givePassword(page, choices.password);
	const words = await readWords(page);
	await eachStep?.('words');
	await page.getByRole('link', { name: 'I wrote them down' }).click();
	await heading(page, 'Check the words');
	await eachStep?.('check');
	await proveWords(page, words);
	await heading(page, 'Network');
	await eachStep?.('network');
	await page.getByRole('link', { name: 'Continue' }).click();
	await heading(page, 'All set');
	await eachStep?.('summary');
	await page.getByRole('link', { name: 'Finish' }).click();
	await heading(page, `${choices.deviceName} is ready`);
	await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
	await eachStep?.('done');
	return words;
}
