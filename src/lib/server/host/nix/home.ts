/** Nix's home folder, with no settings but its own. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { VerbContext } from '../verb.ts';

/** dogeboxd's data for Nix: its home, and links to the results of pups' builds. */
export const nixFolder = ({ paths }: Pick<VerbContext, 'paths'>) => join(paths.data, 'nix');

/** Environment of Nix programs: neither personal settings nor channels are read. */
export async function nixEnvironment(context: Pick<VerbContext, 'paths'>): Promise<Record<string, string>> {
	const home = join(nixFolder(context), 'home');
	await mkdir(home, { recursive: true, mode: 0o700 });
	return { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), NIX_PATH: '' };
}
