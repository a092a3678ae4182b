// What the Debian package consists of: its text files, and its tree over a staged release.
import { execFileSync } from 'node:child_process';
import {
	chmodSync,
	lstatSync,
	lutimesSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Debian's names of the processors that a release is made for. */
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };

/** Path of the program in the package. */
export const PROGRAM_FOLDER = '/usr/lib/dogebox';

const MAINTAINER = 'The Dogebox project <dogebox@localhost>';

/** Findings of lintian that are intended. */
const OVERRIDES = `# The package is built by whoever runs npm run package:deb.
dogebox: bogus-mail-host
# The binaries stay as npm's lock file has their hashes.
dogebox: unstripped-binary-or-object
# These programs are not in the PATH of every maintainer script.
dogebox: command-with-path-in-maintainer-script
# Our own marker is stored there. dpkg's files are read with dpkg-query only.
dogebox: uses-dpkg-database-directly
# dogebox --help documents everything.
dogebox: no-manual-page
`;

/** Files whose changes by the administrator dpkg keeps. */
const CONFFILES = ['/etc/default/dogebox'];

/**
 * The control file (deb-control(5)).
 * @param {{ version: string, arch: string, modules: string | null, depends: string[],
 *   description: string, sizeKib: number }} about `arch` as Node names it; `modules`: the version
 *   of Node's binary interface that the release was compiled for, null for none
 */
export function controlText({ version, arch, modules, depends, description, sizeKib }) {
	const debian = ARCHITECTURES[arch];
	if (!debian) throw new Error(`There is no Debian package for the processor ${arch}.`);
	// As in requireNode of prepare.mjs: code compiled for Node 20 runs there and from 22.14 on.
	const node = modules === '115' ? 'nodejs (>= 20.19)' : 'nodejs (>= 22.14)';
	return `Package: dogebox
Version: ${version}
Architecture: ${debian}
Maintainer: ${MAINTAINER}
Installed-Size: ${sizeKib}
Depends: ${[node, 'libc6', 'passwd', ...depends].join(', ')}
Section: admin
Priority: optional
Description: manager of a box at home
${wrapped(description)}
`;
}

/** Lines of an extended description, each with a blank before it. */
function wrapped(text) {
	return text.replace(/(.{1,76})(?: +|$)/g, ' $1\n').trimEnd();
}

/** The files below a folder, by name, with their size in bytes. */
function* filesBelow(folder) {
	for (const name of readdirSync(folder).sort()) {
		const path = join(folder, name);
		const stat = lstatSync(path);
		if (stat.isDirectory()) yield* filesBelow(path);
		yield { path, stat };
	}
}

/**
 * Turns a staged release into the tree of a package, with one timestamp and plain modes.
 * @param {{ root: string, tree: string, time: number }} input `tree` has the release in
 *   `PROGRAM_FOLDER`; `time`: seconds since 1970
 */
export function completeTree({ root, tree, time }) {
	const program = join(tree, PROGRAM_FOLDER);
	const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
	const { version, description } = read(join(program, 'package.json'));
	const { arch, modules } = read(join(program, 'release.json'));
	const place = (path, text, mode = 0o644) => {
		mkdirSync(dirname(join(tree, path)), { recursive: true });
		writeFileSync(join(tree, path), text);
		chmodSync(join(tree, path), mode);
	};
	const link = (path, target) => {
		mkdirSync(dirname(join(tree, path)), { recursive: true });
		symlinkSync(target, join(tree, path));
	};
	// A release has them next to the program, for its own script.
	rmSync(join(program, 'install.sh'), { force: true });
	rmSync(join(program, 'systemd'), { recursive: true, force: true });
	for (const name of readdirSync(join(root, 'deploy/systemd'))) {
		const text = readFileSync(join(root, 'deploy/systemd', name));
		const isUnit = /\.(service|target)$/.test(name);
		if (isUnit) place(`/lib/systemd/system/${name}`, text);
		else place(`${PROGRAM_FOLDER}/systemd/${name}`, text, 0o755);
	}
	link('/usr/bin/dogebox', `${PROGRAM_FOLDER.replace('/usr', '..')}/dogebox.mjs`);
	place('/etc/default/dogebox', readFileSync(join(root, 'deploy/debian/dogebox.default')));
	place('/usr/share/doc/dogebox/copyright', readFileSync(join(root, 'LICENSE')));
	const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
	const entry = `dogebox (${version}) stable; urgency=medium\n\n  * What changed: CHANGELOG.md of this version.\n\n -- ${MAINTAINER}  ${date}\n`;
	place('/usr/share/doc/dogebox/changelog.gz', gzipSync(entry, { level: 9 }));
	place('/usr/share/lintian/overrides/dogebox', OVERRIDES);
	for (const script of ['preinst', 'postinst', 'prerm', 'postrm']) {
		place(`/DEBIAN/${script}`, readFileSync(join(root, 'deploy/debian', script)), 0o755);
	}
	place('/DEBIAN/conffiles', CONFFILES.map((path) => `${path}\n`).join(''));
	let bytes = 0;
	for (const { stat } of filesBelow(tree)) if (stat.isFile()) bytes += stat.size;
	const depends = Object.keys(read(join(root, 'scripts/system-packages.json')).run);
	const about = { version, arch, modules, depends, description, sizeKib: Math.ceil(bytes / 1024) };
	place('/DEBIAN/control', controlText(about));
	for (const { path, stat } of filesBelow(tree)) {
		const runs = stat.isDirectory() || (stat.mode & 0o100 && !path.endsWith('.node'));
		if (!stat.isSymbolicLink()) chmodSync(path, runs ? 0o755 : 0o644);
		lutimesSync(path, time, time);
	}
	chmodSync(tree, 0o755);
	lutimesSync(tree, time, time);
}

/**
 * Builds the package of a tree; the same tree gives the same bytes.
 * @param {{ tree: string, out: string, time: number }} input `out`: a folder
 * @returns {string} path of the package, which has Debian's name
 */
export function buildPackage({ tree, out, time }) {
	mkdirSync(out, { recursive: true });
	const line = execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', tree, out], {
		encoding: 'utf8',
		env: { ...process.env, SOURCE_DATE_EPOCH: String(time), LC_ALL: 'C' }
	});
	const path = /in '([^']+)'/.exec(line)?.[1];
	if (!path) throw new Error(`dpkg-deb did not say which package it made: ${line.trim()}`);
	return path;
}
