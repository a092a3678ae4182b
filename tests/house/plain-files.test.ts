/**
 * Strangers write the files in the folders of pups and sources. Only the files room reads them
 * (`readPlain`, `readInside`, `openPlain`, `openInside`): it follows no link and does not block on
 * a FIFO. A file below that opens files by itself has a row here that says whose files those are.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { codeIn } from './code-in.ts';

/** Rooms that touch the folders of pups and sources. */
const ROOMS = ['sources', 'pups', 'store', 'build', 'api', 'files', 'operations'].map(
	(room) => `src/lib/server/${room}`
);

const ALLOWED: Record<string, string> = {
	'src/cli/dbx/box-cp.ts': 'files that its user copies',
	'src/cli/dbx/boxes.ts': 'boxify.yaml in the folder of its user',
	'src/cli/dbx/contexts.ts': 'the list of boxes, which dbx writes itself',
	'src/cli/dbx/files.ts': 'files that its user names',
	'src/cli/dbx/pup-tools.ts': 'the file of a passphrase, which its user names',
	'src/cli/dbx/values.ts': 'files that its user names',
	'src/cli/pup/template/node/server.mjs': 'the program of a new pup',
	'src/lib/server/build/build.ts': '/etc/os-release',
	'src/lib/server/build/debian/mirrors.ts': 'lists of apt, in /etc',
	'src/lib/server/build/image-store.ts': 'descriptions of images, in the data folder',
	'src/lib/server/build/image/build.ts': 'descriptions of images, in the data folder',
	'src/lib/server/build/nix/build.ts': 'descriptions of images, in the data folder',
	'src/lib/server/files/atomic-write.ts': 'writes files of the box',
	'src/lib/server/files/copy-tree.ts': 'opens with the same flags, while it walks the folder',
	'src/lib/server/files/read-plain.ts': 'the one place',
	'src/lib/server/files/tree-hash.ts': 'opens with the same flags, while it walks the folder',
	'src/lib/server/files/unpack-format.ts': 'reads a descriptor that the agent has opened',
	'src/lib/server/files/unpack-tree.ts': 'writes what is unpacked',
	'src/lib/server/sources/listing-store.ts': 'listings, in the data folder',
	'src/lib/server/sources/web/kept-index.ts': 'indexes that were fetched, in the data folder',
	'src/lib/server/sources/web/reader.ts': 'readmes that were fetched, in the data folder'
};

const OPENS = /^(open|openSync|openAsBlob|readFile|readFileSync|createReadStream|cp|cpSync|copyFile|copyFileSync)$/;

/** Names that a file imports from `node:fs` and `node:fs/promises`. */
function taken(text: string): string[] {
	return [...text.matchAll(/import\s+(?:type\s+)?([^;]*?)\s+from\s+'node:fs(?:\/promises)?'/g)].flatMap(([, names]) =>
		/^\{/.test(names!)
			? names!
					.slice(1, -1)
					.split(',')
					.map((name) => name.trim().split(' as ')[0]!)
			: ['*']
	);
}

const files = codeIn(...ROOMS, 'src/cli');

it('files of strangers are opened in one place', () => {
	const opening = files.filter((file) =>
		taken(readFileSync(file, 'utf8')).some((name) => name === '*' || OPENS.test(name))
	);
	expect(opening.sort()).toEqual(Object.keys(ALLOWED).sort());
});

it('sees an import of any shape', () => {
	expect(taken("import { lstat, open as o } from 'node:fs/promises';")).toEqual(['lstat', 'open']);
	expect(taken("import {\n\treadFileSync\n} from 'node:fs';")).toEqual(['readFileSync']);
	expect(taken("import * as fs from 'node:fs';")).toEqual(['*']);
});
