// What a release consists of: its number, its section of the changelog, its files and its archive.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Processors that there are native packages for; `x64` is what the tests start. */
export const ARCHITECTURES = ['x64', 'arm64'];

/**
 * The number of the next release.
 * @param {string} current `1.2.3`
 * @param {string} wanted `major`, `minor`, `patch`, or a number that is higher than the current one
 */
export function nextVersion(current, wanted) {
	const numbers = current.split('.').map(Number);
	const [major, minor, patch] = numbers;
	if (wanted === 'major') return `${major + 1}.0.0`;
	if (wanted === 'minor') return `${major}.${minor + 1}.0`;
	if (wanted === 'patch') return `${major}.${minor}.${patch + 1}`;
	if (!/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.test(wanted)) {
		throw new Error(`“${wanted}” is neither major, minor, patch nor a number like 1.2.3.`);
	}
	const higher = wanted.split('.').map(Number);
	const first = higher.findIndex((number, index) => number !== numbers[index]);
	if (first === -1 || higher[first] < numbers[first]) throw new Error(`${wanted} is not higher than ${current}.`);
	return wanted;
}

/**
 * The changelog with what is unreleased as the section of a version, below a new empty one.
 * @param {string} changelog
 * @param {string} version
 * @param {string} date `2026-11-26`
 * @throws Error when nothing stands under Unreleased
 */
export function releasedChangelog(changelog, version, date) {
	const found = /^## Unreleased\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog);
	if (!found || found[1].trim() === '') throw new Error('Nothing stands under “Unreleased” in CHANGELOG.md.');
	return changelog.replace('## Unreleased\n', `## Unreleased\n\n## ${version} (${date})\n`);
}

/**
 * Midnight of the day a version was released: the time of every file of its archive, so that
 * whoever builds it again gets the same.
 * @param {string} changelog
 * @param {string} version
 * @returns {number | null} seconds since 1970; null for a version that is not in the changelog
 */
export function releaseTime(changelog, version) {
	const date = new RegExp(`^## ${version.replaceAll('.', '\\.')} \\((\\d{4}-\\d{2}-\\d{2})\\)$`, 'm').exec(
		changelog
	)?.[1];
	return date === undefined ? null : Date.parse(`${date}T00:00:00Z`) / 1000;
}

/**
 * Files that a program of plain Node needs, by the relative imports it names.
 * @param {string} entry
 * @param {Set<string>} [seen]
 */
export function importsOf(entry, seen = new Set()) {
	if (seen.has(entry)) return seen;
	seen.add(entry);
	for (const [, name] of readFileSync(entry, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)) {
		const file = join(dirname(entry), name);
		if (existsSync(file)) importsOf(file, seen);
	}
	return seen;
}

/**
 * Whether a file of a native package, by its path inside, is of use at run time: code, its licence,
 * and the binary that was compiled.
 */
function atRunTime(path) {
	if (/(^|\/)(node_modules|deps|src|docs?|tests?|benchmark)(\/|$)/.test(path)) return false;
	if (/^(build|build\/Release)$/.test(path)) return true;
	if (/^build\//.test(path)) return /^build\/Release\/(?!test_)\w+\.node$/.test(path);
	return !/(^|\/)\.|\.(d\.ts|map|md|gyp)$/.test(path);
}

/** Programs in `scripts/` that a release brings along. */
const PROGRAMS = ['start.mjs', 'service.mjs', 'pup.mjs'];

/** Packages that only compile or download others. */
const INSTALLERS = new Set(['prebuild-install', 'node-addon-api']);

/**
 * Copies a package and what it needs at run time. Packages for another processor, and those that
 * this Node left out, come from npm, by the version and the hash in package-lock.json.
 * @param {{ root: string, into: string, arch: string }} where
 * @param {string} name folder below node_modules
 * @param {boolean} optional whether the release does without it where there is none for this
 *   processor
 */
function copyPackage(where, name, optional = false) {
	const { root, into, arch } = where;
	if (INSTALLERS.has(name) || existsSync(join(into, 'node_modules', name))) return;
	const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[`node_modules/${name}`];
	if (!lock) throw new Error(`${name} is not in package-lock.json.`);
	if (lock.cpu && !lock.cpu.includes(arch)) return;
	if (lock.os && !lock.os.includes('linux')) return;
	if (lock.libc && !lock.libc.includes('glibc')) return;
	let folder = join(root, 'node_modules', name);
	let fetched;
	if (!existsSync(folder)) {
		if (optional && !lock.cpu && name !== 'better-sqlite3-napi') return;
		fetched = mkdtempSync(join(tmpdir(), 'dogebox-release-'));
		folder = fetchPackage(lock.name ?? name, lock.version, lock.integrity, fetched);
	}
	const target = join(into, 'node_modules', name);
	cpSync(folder, target, {
		recursive: true,
		dereference: true,
		filter: (path) => {
			const inside = relative(folder, path);
			return inside === '' || atRunTime(inside);
		}
	});
	if (fetched) rmSync(fetched, { recursive: true, force: true });
	const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
		readFileSync(join(target, 'package.json'), 'utf8')
	);
	for (const needed of Object.keys(dependencies)) copyPackage(where, needed);
	for (const needed of Object.keys(optionalDependencies)) copyPackage(where, needed, true);
}

/** Fetches a package with npm and checks its hash. @returns {string} its folder */
function fetchPackage(name, version, integrity, into) {
	execFileSync('npm', ['pack', '--silent', '--pack-destination', into, `${name}@${version}`], {
		cwd: into,
		stdio: ['ignore', 'ignore', 'inherit']
	});
	const archive = readdirSync(into).find((file) => file.endsWith('.tgz'));
	if (!archive) throw new Error(`npm gave no archive of ${name}@${version}.`);
	const hash = `sha512-${createHash('sha512')
		.update(readFileSync(join(into, archive)))
		.digest('base64')}`;
	if (hash !== integrity) throw new Error(`${name}@${version} is not what package-lock.json says: ${hash}`);
	execFileSync('tar', ['-xzf', archive], { cwd: into });
	return join(into, 'package');
}

/**
 * The folder of a release: the build, what starts it and the other programs of its user, the
 * built-in pups, and the native packages.
 * @param {{ root: string, into: string, arch: string, version: string }} input `into` is a folder
 *   that exists and is empty
 */
export function stage({ root, into, arch, version }) {
	const copy = (name) => {
		// What V8 compiled of the programs is no two times the same, and of use to one Node alone.
		const filter = (path) => !/\.(?:map|cjs\.(?:run\.)?cache)$/.test(path);
		cpSync(join(root, name), join(into, name), { recursive: true, filter });
	};
	for (const name of ['build', 'pups', 'LICENSE', 'README.md', 'CHANGELOG.md', 'SECURITY.md']) copy(name);
	rmSync(join(into, 'build/.dogebox-built'), { force: true });
	cpSync(join(root, 'deploy/systemd'), join(into, 'systemd'), { recursive: true });
	cpSync(join(root, 'deploy/install.sh'), join(into, 'install.sh'));
	for (const program of PROGRAMS) {
		for (const file of importsOf(join(root, 'scripts', program))) copy(relative(root, file));
	}
	copy('scripts/system-packages.json');
	const { name, description, license, engines, scripts, dependencies, optionalDependencies } = JSON.parse(
		readFileSync(join(root, 'package.json'), 'utf8')
	);
	// Commands of the docs go on working where npm is there.
	const own = Object.entries(scripts).filter(([, command]) =>
		PROGRAMS.some((program) => command.split(' ').includes(`scripts/${program}`))
	);
	const about = {
		...{ name, version, description, license, private: true, type: 'module', engines },
		scripts: Object.fromEntries(own)
	};
	writeFileSync(join(into, 'package.json'), `${JSON.stringify(about, null, '\t')}\n`);
	const where = { root, into, arch };
	// Version 12 of the database driver is compiled for the Node and the processor that make the
	// release (docs/releases.md).
	const compiled = arch === process.arch;
	for (const needed of Object.keys(dependencies))
		if (compiled || needed !== 'better-sqlite3') copyPackage(where, needed);
	for (const needed of Object.keys(optionalDependencies)) copyPackage(where, needed, true);
	prunePrebuilds(join(into, 'node_modules/better-sqlite3-napi'), arch);
	if (!compiled) standIn(join(into, 'node_modules'));
	// What tells scripts/lib/prepare.mjs that there is nothing to install and nothing to build.
	const release = { version, arch, modules: compiled ? process.versions.modules : null };
	writeFileSync(join(into, 'release.json'), `${JSON.stringify(release, null, '\t')}\n`);
	writeFileSync(join(into, 'dogebox.mjs'), `#!/usr/bin/env node\nimport './scripts/start.mjs';\n`);
	chmodSync(join(into, 'dogebox.mjs'), 0o755);
}

/**
 * Puts version 13 of the database driver in the place of version 12, which Drizzle imports by name.
 * @param {string} modules folder with the packages
 */
function standIn(modules) {
	const folder = join(modules, 'better-sqlite3');
	const { version } = JSON.parse(readFileSync(join(modules, 'better-sqlite3-napi/package.json'), 'utf8'));
	mkdirSync(folder);
	writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name: 'better-sqlite3', version }, null, '\t')}\n`);
	writeFileSync(join(folder, 'index.js'), "module.exports = require('better-sqlite3-napi');\n");
}

/**
 * Drops the binaries of other systems that a package brings along.
 * @param {string} folder
 * @param {string} arch
 */
function prunePrebuilds(folder, arch) {
	for (const place of ['prebuilds', 'build/Release', 'bin']) {
		const prebuilds = join(folder, place);
		if (!existsSync(prebuilds)) continue;
		for (const entry of readdirSync(prebuilds)) {
			const system = /(linux|darwin|win32)/.exec(entry);
			if (system && !(entry.includes('linux') && entry.includes(arch) && !entry.includes('musl'))) {
				rmSync(join(prebuilds, entry), { recursive: true });
			}
		}
	}
}

/**
 * Packs a folder so that the same files give the same bytes: sorted, one time, no owner.
 * @param {{ folder: string, out: string, time: number }} input `time`: seconds since 1970; `folder`
 *   becomes the top of the archive
 * @returns {{ archive: string, sha256: string }}
 */
export function pack({ folder, out, time }) {
	mkdirSync(out, { recursive: true });
	const tar = execFileSync(
		'tar',
		[
			'--sort=name',
			`--mtime=@${time}`,
			'--owner=0',
			'--group=0',
			'--numeric-owner',
			'--mode=u+rwX,go+rX,go-w',
			'--format=gnu',
			'-cf',
			'-',
			basename(folder)
		],
		{ cwd: dirname(folder), maxBuffer: 1024 * 1024 * 1024 }
	);
	const bytes = gzipSync(tar, { level: 9 });
	const archive = join(out, `${basename(folder)}.tar.gz`);
	writeFileSync(archive, bytes);
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	writeFileSync(`${archive}.sha256`, `${sha256}  ${basename(archive)}\n`);
	return { archive, sha256 };
}

/**
 * Signs an archive with minisign, which asks for the key's password where it has one.
 * @param {{ archive: string, key: string, comment: string }} input `key`: minisign's secret key
 *   file
 */
export function sign({ archive, key, comment }) {
	execFileSync('minisign', ['-S', '-s', key, '-m', archive, '-t', comment], {
		stdio: ['inherit', 'ignore', 'inherit']
	});
}
