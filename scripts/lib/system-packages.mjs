// Which Debian packages are missing, and installing them as root. Plain Node, no dependencies: runs
// before npm ci.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const LIST = JSON.parse(readFileSync(new URL('../system-packages.json', import.meta.url), 'utf8'));

/** Whether this is a Debian or Ubuntu (or one of their children): they have dpkg and apt-get. */
export const isDebian = () => existsSync('/usr/bin/dpkg-query') && existsSync('/usr/bin/apt-get');

/** Whether we may install packages. */
export const isRoot = () => process.getuid?.() === 0;

/**
 * Packages of the given groups that are not installed.
 * @param {string[]} groups keys of system-packages.json
 * @returns {{ name: string, reason: string }[]} of alternatives (`a | b`, as Debian writes them)
 *   the first that apt knows
 */
export function missingPackages(groups) {
	const wanted = groups.flatMap((group) =>
		Object.entries(LIST[group] ?? {}).map(([names, reason]) => ({ names: names.split(' | '), reason }))
	);
	if (!isDebian()) return [];
	const { stdout } = spawnSync(
		'dpkg-query',
		['-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted.flatMap(({ names }) => names)],
		{
			encoding: 'utf8'
		}
	);
	const installed = new Set(
		stdout
			.split('\n')
			.filter((line) => line.endsWith(' installed'))
			.map((line) => line.split(' ')[0].split(':')[0])
	);
	return wanted.flatMap(({ names, reason }) => {
		const name = names.find((one, index) => installed.has(one) || index === names.length - 1 || isKnown(one));
		return installed.has(name) ? [] : [{ name, reason }];
	});
}

/** Whether apt knows a package, by the lists it has. */
const isKnown = (name) => spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0;

/**
 * Installs what is missing of the groups where we may; otherwise says exactly what to install.
 * Never throws: the box starts all the same and its dashboard tells what cannot work.
 * @returns {boolean} true when nothing is missing afterwards
 */
export function ensurePackages(groups) {
	const missing = missingPackages(groups);
	if (missing.length === 0) return true;
	if (!isRoot()) {
		const names = missing.map((p) => p.name);
		console.log('\nThese system packages are missing:');
		for (const { name, reason } of missing) console.log(`  ${name.padEnd(24)} ${reason}`);
		console.log(
			`Install them with:  sudo apt-get install -y --no-install-recommends ${names.join(' ')}\nGoing on without them.\n`
		);
		return false;
	}
	console.log(`Installing system packages: ${missing.map((p) => p.name).join(', ')}`);
	for (const { name, reason } of missing) console.log(`  ${name.padEnd(24)} ${reason}`);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	// A failing third-party list must not stop us; the install below tells whether our packages are
	// there.
	spawnSync('apt-get', ['update', '-q'], { stdio: ['ignore', 'ignore', 'ignore'], env, timeout: 300_000 });
	// By the new lists another alternative may be the first that is known.
	const names = missingPackages(groups).map((p) => p.name);
	const letServicesStart = keepServicesFromStarting();
	try {
		execFileSync(
			'apt-get',
			// No service of a package is started by us; dpkg keeps the owner's own configuration
			// files.
			['install', '-y', '-q', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', ...names],
			{ stdio: ['ignore', 'ignore', 'inherit'], env, timeout: 900_000 }
		);
		return true;
	} catch {
		console.log(
			`Some of them could not be installed. Try:  sudo apt-get install -y --no-install-recommends ${names.join(' ')}`
		);
		console.log('Going on without them; the dashboard says what cannot work.');
		return false;
	} finally {
		letServicesStart();
		// The package has its own service take port 80 at the next boot; the box starts its own.
		if (names.includes('nginx') && existsSync('/run/systemd/system')) {
			spawnSync('systemctl', ['disable', '-q', 'nginx.service'], { stdio: 'ignore' });
		}
	}
}

/**
 * Packages start their services when they are installed; Debian asks this file first
 * (invoke-rc.d(8)).
 * @returns what takes it away again
 */
function keepServicesFromStarting() {
	const policy = '/usr/sbin/policy-rc.d';
	try {
		writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' });
	} catch {
		// There is one already: the owner's own decision.
		return () => {};
	}
	return () => rmSync(policy, { force: true });
}

/**
 * Accounts of dogeboxd, of its key manager and of nginx: a hole in one reads no file of another,
 * and none is root. Root only.
 */
export const ACCOUNTS = ['dogebox', 'dogebox-dkm', 'dogebox-web'];

/**
 * Creates the accounts where we are root and they are missing. Without them the programs run as
 * root, and say so.
 */
export function ensureAccounts() {
	if (!isRoot() || !existsSync('/usr/sbin/useradd')) return;
	for (const name of ACCOUNTS) {
		if (spawnSync('getent', ['passwd', name], { stdio: 'ignore' }).status === 0) continue;
		const options = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
		const { status } = spawnSync('useradd', [...options, '--shell', '/usr/sbin/nologin', name], {
			stdio: ['ignore', 'ignore', 'inherit']
		});
		if (status !== 0) console.log(`The account ${name} could not be made; its program runs as root.`);
	}
}
