/** Where Nix finds settings of its own, and nobody else's. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { VerbContext } from '../verb.ts';

/** What dogeboxd keeps for Nix: its home, and links to what pups were built to. */
export const nixFolder = ({ paths }: Pick<VerbContext, 'paths'>) => join(paths.data, 'nix');

/** Environment of a program of Nix: settings of a person's own are not read, nor channels. */
export async function nixEnvironment(context: Pick<VerbContext, 'paths'>): Promise<Record<string, string>> {
	const home = join(nixFolder(context), 'home');
	await mkdir(home, { recursive: true, mode: 0o700 });
	return { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), NIX_PATH: '' };
}
