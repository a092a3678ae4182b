/** Programs of this host, with the libraries that they need, as files of an image. */
import { dirname } from 'node:path';
import { execFileSync, readFileSync, realpathSync } from '../../support/as-root.ts';
import type { Entry } from './registry-fixture.ts';

/** @param programs absolute paths, which are the same in the image */
export function programEntries(programs: readonly string[]): Entry[] {
	const files = new Set<string>(programs);
	for (const program of programs) {
		const said = execFileSync('ldd', [program], { encoding: 'utf8' });
		for (const [, library] of said.matchAll(/(\/\S+\.so\S*)/g)) files.add(library!);
	}
	const folders = new Set<string>();
	for (const file of files) for (let at = dirname(file); at !== '/'; at = dirname(at)) folders.add(at);
	// The C library also reads this file before it resolves a name.
	const order: Entry = { name: 'etc/nsswitch.conf', mode: 0o644, content: 'hosts: files dns\n' };
	return [
		...[...folders, '/etc'].sort().map((path): Entry => ({ name: path.slice(1), type: 'directory', mode: 0o755 })),
		...[...files].map((path): Entry => ({
			name: path.slice(1),
			mode: 0o755,
			content: readFileSync(realpathSync(path))
		})),
		order
	];
}
