/**
 * Mistakes of pup makers, and the messages about them. A row has the bytes of a `manifest.json` and
 * the messages: add yours below.
 */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { manifestFields } from '../../contract/manifest-errors.ts';
import { inspectManifest } from '../../contract/manifest.ts';
import { checkNixFile } from './integrity.ts';
import { readJson } from './json-file.ts';

const HASH = 'ab'.repeat(32);

/** A small manifest without warnings, as pretty JSON, with parts of it replaced. */
const manifest = (
	parts: Record<string, unknown> = {},
	build: object = {},
	service: object = {},
	container: object = {}
) =>
	JSON.stringify(
		{
			manifestVersion: 1,
			meta: { name: 'Test', version: '1.0.0' },
			container: {
				build: { nixFile: 'pup.nix', nixFileSha256: HASH, ...build },
				services: [{ name: 'web', command: { exec: '/bin/run.sh', ...service } }],
				...container
			},
			...parts
		},
		null,
		2
	);
const good = manifest();
const meta = (parts: object) => manifest({ meta: { name: 'Test', version: '1.0.0', ...parts } });

/** Returns all messages about a file, one line each: `error PLACE: …`, `warning …`. */
function said(bytes: Uint8Array | string): string[] {
	const json = readJson(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
	const lines = json.faults.map(({ place, message }) => `error ${place}: ${message}`);
	const warnings = [...json.warnings];
	if (json.value !== undefined) {
		const found = inspectManifest(json.value);
		for (const [path, message] of Object.entries(manifestFields(found.wrongs, found.json))) {
			lines.push(`error ${path}: ${message}`);
		}
		warnings.push(...found.warnings);
	}
	return [...lines, ...warnings.map((warning) => `warning ${warning}`)];
}

const TAKES_TEXT = 'This box reads it as text; a real Dogebox cannot read the manifest.';

const rows: [what: string, input: Uint8Array | string, ...messages: string[]][] = [
	['nothing wrong', good],

	// The syntax of the file.
	[
		'a trailing comma',
		good.replace('"1.0.0"\n', '"1.0.0",\n'),
		'error line 5, column 23: There is a comma before “}” with nothing after it. Remove it.'
	],
	[
		'a comment',
		good.replace('{\n', '{\n  // mine\n'),
		'error line 2, column 3: This is a comment, which JSON does not have. Remove it.'
	],
	[
		'a comment, a trailing comma, a tab and a wrong value: all at once',
		good
			.replace('{\n', '{ /* mine */\n')
			.replace('"1.0.0"\n', '"1.0.0",\n')
			.replace('"Test"', '"Te\tst"')
			.replace('"web"', '7'),
		'error line 1, column 3: This is a comment, which JSON does not have. Remove it.',
		'error line 4, column 16: There is a tab inside a text. Write \\t, or blanks.',
		'error line 5, column 23: There is a comma before “}” with nothing after it. Remove it.',
		'error meta.name: found "Te\\u0009st", wanted text of one line without control, direction or invisible characters',
		'error container.services.0.name: found 7, wanted text'
	],
	[
		'UTF-16',
		Buffer.from(`\uFEFF${good}`, 'utf16le'),
		'error line 1, column 1: The file is UTF-16. Save it as UTF-8 without BOM.'
	],
	[
		'UTF-16 without a mark',
		Buffer.from(good, 'utf16le').swap16(),
		'error line 1, column 1: The file is UTF-16. Save it as UTF-8 without BOM.'
	],
	[
		'a byte order mark',
		`\uFEFF${good}`,
		'warning It begins with a byte order mark (BOM). This box passes over it; a real Dogebox refuses the file. Save it as UTF-8 without BOM.'
	],
	[
		'Latin-1',
		Buffer.from(good.replace('Test', 'Caf\u00e9'), 'latin1'),
		'warning It is not UTF-8 in line 4, column 17 (Latin-1, perhaps); “�” stands for what cannot be read. Save it as UTF-8.'
	],
	[
		'single quotes',
		good.replace('"Test"', "'Test'"),
		'error line 4, column 13: Text stands in double quotes ("), not in single ones.'
	],
	[
		'typographic quotes',
		good.replace('"Test"', '“Test”'),
		'error line 4, column 13: ““” is a quote of prose; JSON wants the plain double quote (").'
	],
	[
		'a name without quotes',
		good.replace('"meta"', 'meta'),
		'error line 3, column 3: The name of a member stands in double quotes ("); found “meta”.'
	],
	['Python’s True', good.replace('"Test"', 'True'), 'error line 4, column 13: “True” is written true in JSON.'],
	[
		'a comma that is missing',
		good.replace('1,\n', '1\n'),
		'error line 3, column 3: A comma (,) is missing before “"”.'
	],
	[
		'a brace that is missing',
		good.slice(0, -2),
		'error line 20, column 4: The file ends here, before what was begun is closed.'
	],
	['a brace too many', `${good}}`, 'error line 21, column 2: The JSON ends before this; found “}” behind it.'],
	[
		'a text over two lines',
		good.replace('Test', 'Te\nst'),
		'error line 4, column 13: The text that begins here has no closing quote (") in its line. Write \\n for a new line.'
	],
	['nothing at all', '', 'error line 1, column 1: The file ends here, before what was begun is closed.'],
	[
		'a member twice',
		good.replace('"meta": {', '"meta": {\n    "name": "First",'),
		'warning meta.name is there twice, in line 4 and line 5; the last one counts.'
	],
	[
		'a member twice, in other letters',
		good.replace('"meta": {', '"META": {},\n  "Meta": {'),
		'warning META is read as “meta”.',
		'warning Meta is read as “meta”.',
		'warning meta occurs twice, in different letter case; the last one counts.'
	],

	// The content of the manifest.
	[
		'an empty hash',
		manifest({}, { nixFileSha256: '' }),
		'error container.build.nixFileSha256: manifest container.build.nixFileSha256 is required: found "", wanted 64 hex digits in lower case, as sha256sum prints them'
	],
	[
		'a hash in capitals',
		manifest({}, { nixFileSha256: HASH.toUpperCase() }),
		`warning container.build.nixFileSha256 has capital letters. This box accepts it; a real Dogebox compares letter by letter and refuses the pup. Write ${HASH}.`
	],
	[
		'a hash that is none',
		manifest({}, { nixFileSha256: 'sha256-AAAA' }),
		'warning container.build.nixFileSha256 is not a SHA-256 in hex; it can never match. Write the 64 digits that “sha256sum pup.nix” prints.'
	],
	[
		'a number and a boolean in env',
		manifest({}, {}, { env: { PORT: 8080, DEBUG: true } }),
		`warning container.services.0.command.env.PORT is a number. ${TAKES_TEXT} Write "8080".`,
		`warning container.services.0.command.env.DEBUG is a boolean. ${TAKES_TEXT} Write "true".`
	],
	[
		'a number as the version of what is inside',
		meta({ upstreamVersions: { core: 1.14 } }),
		`warning meta.upstreamVersions.core is a number. ${TAKES_TEXT} Write "1.14".`
	],
	[
		'v before the version',
		meta({ version: 'v1.0.0' }),
		'warning The version “v1.0.0” does not begin with a number. Write “1.0.0”; only the git tag begins with “v”.'
	],
	[
		'a nix exec without a leading slash',
		manifest({}, {}, { exec: 'bin/run.sh' }),
		'warning With Nix, the service “web” cannot start: a Dogebox appends its exec directly to the path of the package, so it must begin with “/”. Found “bin/run.sh”.'
	],
	['a build of a newer branch', manifest({}, { type: 'flake', flake: { path: '.', package: 'default' } })],
	[
		'a build of no branch',
		manifest({}, { type: 'docker' }),
		'warning container.build.type “docker” is neither “nixFile” nor “flake”; it has no effect.'
	],
	[
		'a flake whose package is more than a name',
		manifest({}, { flake: { package: 'a.b' } }),
		'error container.build.flake.package: found "a.b", wanted the name of one package: letters, digits, “_” and “-”, the first a letter or “_”'
	],
	[
		'a flake that leads out',
		manifest({}, { flake: { path: '../other' } }),
		'error container.build.flake.path: found "../other", wanted a path that must stay inside the pup’s folder'
	],
	[
		'devices',
		manifest(
			{},
			{},
			{},
			{
				devices: [
					{ node: '/dev/ttyUSB0', modifier: 'rw' },
					{ node: '/dev/sda' },
					{ node: '/dev/kvm', modifier: 'rwm' },
					{ node: 'kvm' },
					{ node: '/dev/fuse', modifier: 'all' }
				]
			}
		),
		'error container.devices.3.node: found "kvm", wanted the path of a device, /dev/…',
		'error container.devices.4.modifier: found "all", wanted “r”, “w” or “rw”',
		'warning It requests the device /dev/sda, which pups never get. It runs without the device.',
		'warning It requests to create the device /dev/kvm itself (“m”). The box creates it instead.'
	],
	[
		'wrong types, a broken rule and a doubt: all at once',
		manifest(
			{ meta: { name: 5, version: 'v1.0.0' }, config: 'x' },
			{ nixFile: '/etc/passwd' },
			{ exec: 'run.sh' },
			{ exposes: [{ name: 'web', type: 'admin', port: '8080' }], requiresInternet: 'yes' }
		),
		'error meta.name: found 5, wanted text',
		'error config: found "x", wanted an object',
		'error container.exposes.0.type: expose type must be one of: http, tcp, udp: found "admin", wanted "http", "tcp" or "udp"',
		'error container.exposes.0.port: expose port must be between 1 and 65535: found "8080", wanted a whole number from 1 to 65535',
		'error container.requiresInternet: found "yes", wanted true or false',
		'error container.build.nixFile: found "/etc/passwd", wanted a path that must stay inside the pup’s folder',
		'warning The version “v1.0.0” does not begin with a number. Write “1.0.0”; only the git tag begins with “v”.',
		'warning With Nix, the service “web” cannot start: a Dogebox appends its exec directly to the path of the package, so it must begin with “/”. Found “run.sh”.'
	]
];

it.each(rows)('%s', (_what, input, ...messages) => {
	expect(said(input)).toEqual(messages);
});

const sha256 = (text: string, encoding: 'hex' | 'base64' = 'hex') => createHash('sha256').update(text).digest(encoding);
const LF = '{ pkgs }:\n{ }\n';
const CRLF = LF.replaceAll('\n', '\r\n');
const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${HASH}\nsize 4096\n`;
const differs = (found: string, wanted: string) =>
	`The SHA-256 of its pup.nix differs: found ${found}, wanted ${wanted}. `;

it.each<[what: string, file: string | null, hash: string, message: string | null]>([
	['the right hash', LF, sha256(LF), null],
	['the right one in capitals', LF, sha256(LF).toUpperCase(), null],
	['no file', null, HASH, 'Its pup.nix is not there.'],
	[
		'another file',
		LF,
		HASH,
		`${differs(sha256(LF), HASH)}It is another file, or it was changed after the hash was written. If it is the right one, write the found hash into container.build.nixFileSha256.`
	],
	[
		'CRLF in the file, LF hashed',
		CRLF,
		sha256(LF),
		`${differs(sha256(CRLF), sha256(LF))}Only the line ends differ: the file has CRLF, the hash is that of the same text with LF. Save pup.nix with LF; with git, “pup.nix text eol=lf” in .gitattributes keeps it so.`
	],
	[
		'LF in the file, CRLF hashed',
		LF,
		sha256(CRLF),
		`${differs(sha256(LF), sha256(CRLF))}Only the line ends differ: the file has LF, the hash is that of the same text with CRLF. Write the found one into container.build.nixFileSha256.`
	],
	[
		'base64',
		LF,
		`sha256-${sha256(LF, 'base64')}`,
		`${differs(sha256(LF), `sha256-${sha256(LF, 'base64')}`)}It is the right hash in base64. Write the found one, in hex, into container.build.nixFileSha256.`
	],
	[
		'a pointer of Git LFS',
		POINTER,
		HASH,
		'Its pup.nix is kept in Git LFS. The repository has only a pointer to it, and the real file is not fetched. Its developer has to keep the file in git itself, or offer the pup as an archive on the web.'
	]
])('pup.nix: %s', (_what, file, nixFileSha256, message) => {
	const read = inspectManifest(JSON.parse(manifest({}, { nixFileSha256 }))).manifest!;
	expect(checkNixFile(read, file === null ? null : Buffer.from(file))).toBe(message);
});

it('does not hang on, or fall over, what is made to be slow', () => {
	const tabs = `[${'"\t",'.repeat(150_000)}1]`;
	const twice = `{${'"a":1,'.repeat(150_000)}"a":1}`;
	for (const text of [tabs, twice, '['.repeat(1_000_000), `${'['.repeat(20_000)}${']'.repeat(20_000)}`]) {
		const { faults, warnings } = readJson(text);
		expect(faults.length).toBeLessThanOrEqual(50);
		expect(warnings.length).toBeLessThanOrEqual(50);
	}
});
