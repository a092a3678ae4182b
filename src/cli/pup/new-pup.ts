/** Creates the folder of a new pup from a template. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isBoxError } from '../../lib/contract/errors.ts';
import { reasonOf } from '../../lib/server/sources/index.ts';
import { createFolder } from './create-folder.ts';
import { notNow, wrongUse } from './refusals.ts';
import { TEMPLATES } from './templates.ts';

/** Names that are suitable for folders and URLs, and readable. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A pup that was created. */
export interface MadePup {
	name: string;
	/** Its name in the store. */
	title: string;
	/** Absolute path. */
	folder: string;
	/** The file to edit first, inside the folder. */
	main: string;
}

/**
 * Creates a pup that runs without changes.
 * @param name of its folder: `my-pup`
 * @param options.template one of {@link TEMPLATES}; `python` by default
 * @param options.folder where to create it; by default a folder of its name
 * @param from folder that a relative path is resolved against
 * @throws BoxError 400 `bad-name`, `bad-template`; 409 `already-there`, because nothing is ever
 * overwritten
 */
export async function newPup(
	name: string,
	options: { template?: string | undefined; folder?: string | undefined },
	from: string
): Promise<MadePup> {
	if (!NAME.test(name) || name.length > 50) {
		throw wrongUse(
			'bad-name',
			`“${name}” cannot be the name of a pup’s folder.`,
			'Use at most 50 lowercase letters, digits and “-”, beginning with a letter: my-pup.'
		);
	}
	const wanted = options.template ?? 'python';
	const template = Object.hasOwn(TEMPLATES, wanted) ? TEMPLATES[wanted]! : null;
	if (template === null) throw wrongUse('bad-template', `There is no template “${wanted}”.`, templateList());
	const target = resolve(from, options.folder ?? name);
	const title = name.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase());
	try {
		await createFolder(dirname(target));
		await createEmpty(target);
	} catch (error) {
		if (isBoxError(error)) throw error;
		throw wrongUse(
			'bad-folder',
			`${target} cannot be created: ${reasonOf(error)}.`,
			'Choose another one with --folder.'
		);
	}
	// Neither contains a character that JSON or HTML would have to escape.
	const words: Record<string, string> = { name, title };
	for (const [path, text] of Object.entries(template.files)) {
		await createFolder(dirname(join(target, path)));
		const filled = text.replace(/\{\{(name|title)\}\}/g, (_, word: string) => words[word]!);
		await writeFile(join(target, path), filled, { flag: 'wx' });
	}
	return { name, title, folder: target, main: template.main };
}

/** Creates the folder; an existing empty one is accepted. @throws BoxError 409 `already-there` */
async function createEmpty(target: string): Promise<void> {
	try {
		await mkdir(target);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		const inside = await readdir(target).catch(() => null);
		if (inside?.length !== 0) throw alreadyThere(target);
	}
}

const alreadyThere = (target: string) =>
	notNow('already-there', `${target} already exists.`, 'Choose another name, or another folder with --folder.');

/** Returns one line for each template. */
function templateList(): string {
	return Object.entries(TEMPLATES)
		.map(([name, { about }]) => `${name.padEnd(8)}${about}`)
		.join('\n');
}

/** Describes the next steps to the maker of the pup. */
export function nextSteps({ title, folder, main }: MadePup): string {
	return `“${title}” is made in ${folder}. What comes next:

  1. Check it:                    dbx pup check ${folder}
  2. Add the folder to your box:  Store → Sources, or
                                  dbx sources add --location ${folder}
     Then install “${title}” from the store.
  3. Turn dev mode on, on the pup’s page (Configuration), and change ${main}:
     from then on a change to a file restarts the pup.

To hand it to others: dbx pup pack, or dbx pup publish.`;
}
