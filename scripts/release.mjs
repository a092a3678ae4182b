// `npm run release -- patch|minor|major|1.2.3`: version, changelog, one archive that runs without
// npm, its hash and signature.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';
import { ARCHITECTURES, nextVersion, pack, releasedChangelog, releaseTime, sign, stage } from './lib/release.mjs';

const HELP = `npm run release -- VERSION [options]

VERSION              major, minor, patch, or a number like 1.2.3. Changes package.json, package-lock.json,
                     the Python client and CHANGELOG.md, makes the archive, and commits and tags when all went well.
--pack-only          makes the archive of the version as it is; changes nothing else. Whoever has the tag
                     of a release, the Node and the packages it was made with, gets the same bytes.
--key FILE           minisign's secret key. Default: DOGEBOX_RELEASE_KEY
--unsigned           without a signature
--arch x64|arm64     the processor. Default: this one's
--out FOLDER         default: release`;

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		'pack-only': { type: 'boolean', default: false },
		key: { type: 'string', default: process.env.DOGEBOX_RELEASE_KEY },
		unsigned: { type: 'boolean', default: false },
		arch: { type: 'string', default: process.arch },
		out: { type: 'string', default: join(root, 'release') },
		help: { type: 'boolean', short: 'h', default: false }
	}
});

/** @param {string} sentence @returns {never} */
function refuse(sentence) {
	console.error(sentence);
	process.exit(1);
}

const packOnly = values['pack-only'];
if (values.help || (positionals.length === 0 && !packOnly)) {
	console.log(HELP);
	process.exit(values.help ? 0 : 1);
}
if (!values.key && !values.unsigned) refuse('Give the key that signs it: --key FILE, or --unsigned for none.');
if (!ARCHITECTURES.includes(values.arch)) refuse(`--arch is one of ${ARCHITECTURES.join(', ')}.`);
requireNode();
if (!packOnly) await ensureNodeModules();

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const PYTHON = 'packages/python/pyproject.toml';
const FILES = ['package.json', 'package-lock.json', 'CHANGELOG.md', PYTHON];
const read = (name) => readFileSync(join(root, name), 'utf8');

let { version } = JSON.parse(read('package.json'));
if (!packOnly) {
	if (git('status', '--porcelain') !== '') refuse('There are changes that are not committed.');
	try {
		const next = nextVersion(version, positionals[0]);
		const changelog = releasedChangelog(read('CHANGELOG.md'), next, new Date().toISOString().slice(0, 10));
		writeFileSync(join(root, 'CHANGELOG.md'), changelog);
		for (const name of ['package.json', 'package-lock.json']) {
			// The first two are the package's own; the lock file names it twice.
			let left = name === 'package.json' ? 1 : 2;
			const text = read(name).replaceAll(`"version": "${version}"`, (own) =>
				left-- > 0 ? `"version": "${next}"` : own
			);
			writeFileSync(join(root, name), text);
		}
		const python = read(PYTHON).replace(`\nversion = "${version}"\n`, `\nversion = "${next}"\n`);
		writeFileSync(join(root, PYTHON), python);
		version = next;
	} catch (error) {
		git('checkout', '--', ...FILES);
		refuse(error.message);
	}
}

const work = mkdtempSync(join(tmpdir(), 'dogebox-release-'));
try {
	const time = releaseTime(read('CHANGELOG.md'), version) ?? Number(git('log', '-1', '--format=%ct'));
	// SvelteKit names the build by this; otherwise each build would have a different name.
	process.env.SOURCE_DATE_EPOCH = String(time);
	await ensureBuild();
	const folder = join(work, `dogebox-${version}-linux-${values.arch}`);
	mkdirSync(folder);
	stage({ root, into: folder, arch: values.arch, version });
	const { archive, sha256 } = pack({ folder, out: resolve(values.out), time });
	if (!values.unsigned) sign({ archive, key: resolve(values.key), comment: `dogebox ${version} linux-${values.arch}` });
	if (!packOnly) {
		git('commit', '--quiet', '-m', `Release ${version}`, '--', ...FILES);
		git('tag', '-a', `v${version}`, '-m', `Dogebox ${version}`);
		console.log(`Committed and tagged v${version}; push with:  git push --follow-tags`);
	}
	console.log(`${archive}\nSHA-256 ${sha256}${values.unsigned ? '' : `\n${archive}.minisig`}`);
} catch (error) {
	if (!packOnly) git('checkout', '--', ...FILES);
	console.error(`No release was made: ${error.message}`);
	process.exitCode = 1;
} finally {
	rmSync(work, { recursive: true, force: true });
}
