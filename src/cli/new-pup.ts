/** Creates the folder of a new pup out of the template. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { BoxError } from '../lib/contract/errors.ts';

/** Names that are good as folder, as address and to read. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A pup that was made. */
export interface MadePup {
	name: string;
	/** Its name in the store. */
	title: string;
	/** Absolute. */
	folder: string;
}

/**
 * Creates a pup that runs as it is.
 * @param name of its folder: `my-pup`
 * @param folder where to make it; default: a folder of its name in `around.folder`
 * @param around.root checkout with the template and the schema
 * @throws BoxError 400 `bad-name`; 409 `already-there`: nothing is ever overwritten
 */
export async function newPup(
	name: string,
	folder: string | undefined,
	around: { root: string; folder: string }
): Promise<MadePup> {
	if (!NAME.test(name) || name.length > 50) {
		throw new BoxError({
			code: 'bad-name',
			status: 400,
			message: `“${name}” cannot be the name of a pup’s folder.`,
			hint: 'Take small letters, digits and “-”, 50 at most, with a letter first: my-pup.'
		});
	}
	const target = resolve(around.folder, folder ?? name);
	const title = name.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());
	const schema = relative(target, join(around.root, 'static/schema/manifest.v1.json'));
	const words: Record<string, string> = { name, title, schema };
	await mkdir(dirname(target), { recursive: true });
	try {
		await mkdir(target);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		throw new BoxError({
			code: 'already-there',
			status: 409,
			message: `There is something at ${target} already.`,
			hint: 'Take another name, or another folder with --folder.'
		});
	}
	const template = join(around.root, 'src/cli/template');
	for (const file of await readdir(template)) {
		const text = await readFile(join(template, file), 'utf8');
		// Each word is free of quotes and backslashes but the path of the schema, which JSON has to
		// quote.
		const filled = text.replace(/\{\{(\w+)\}\}/g, (_, word: string) => JSON.stringify(words[word] ?? '').slice(1, -1));
		await writeFile(join(target, file), filled);
	}
	return { name, title, folder: target };
}

/** What to do next, for the person who made it. */
export function nextSteps({ title, folder }: MadePup): string {
	return `“${title}” is made in ${folder}. What comes next:

  1. Start the box and open the address it prints:
       sudo npm start
  2. Store → Sources: add the folder
       ${folder}
     then install “${title}” from the store.
  3. Switch on dev mode on the pup’s page. From then on a change to a file restarts the pup.

To check it: npm run pup:check -- ${folder}
More: docs/pup-development.md`;
}
