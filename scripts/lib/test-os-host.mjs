// The host of `npm run test:os`: a Debian tree with systemd, its boot, and the box inside of it.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	realpathSync,
	readFileSync,
	rmdirSync,
	rmSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from './prepare.mjs';
import { PUP, writeNixSource, writeSource } from './test-os-pup.mjs';

const CACHE = '/var/cache/dogebox-test-os';
const BASE = join(CACHE, 'base-small.tar');
const INCLUDE = 'systemd,systemd-sysv,dbus,init-system-helpers,procps,ca-certificates';
const CONTROLLERS = ['cpuset', 'cpu', 'cpuacct', 'memory', 'devices', 'freezer', 'blkio', 'pids'];
/** As in nix/test.nix. */
export const PASSWORD = 'correct horse battery staple';
/** Pups that Nix builds; its folder `nixpkgs` is what they are built from. */
export const NIX_SOURCE = '/srv/nix-pups';
/** What stands for a NixOS, of Debian's own. */
export const NIX_PACKAGES = ['systemd-container', 'nix-bin', 'nix-setup-systemd', 'busybox-static'];
/** What the script of NixOS's test needs here. */
export const SCRIPT_PACKAGES = ['nix-bin', 'curl', 'python3'];

/** Where the packages of npm lie, which may be a link. */
const modules = realpathSync(join(root, 'node_modules'));
const work = mkdtempSync(join(tmpdir(), 'dogebox-test-os-'));
export const tree = join(work, 'tree');
/** Control groups of the host that this run made. */
const groups = [];
let host = null;

const run = (program, ...args) => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Runs a command in the test host. @returns {{ status: number | null, out: string }} */
export function inside(...command) {
	const env = ['env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'DEBIAN_FRONTEND=noninteractive'];
	const args = ['-t', String(host.leader), '-a', ...env, ...command];
	const { status, stdout, stderr } = spawnSync('nsenter', args, {
		encoding: 'utf8',
		timeout: 900_000,
		maxBuffer: 64 * 1024 * 1024
	});
	return { status, out: `${stdout}${stderr}`.trim() };
}

/** @returns {string} what it printed @throws {Error} with that where it failed */
export function must(...command) {
	const { status, out } = inside(...command);
	if (status !== 0) throw new Error(`${command.join(' ')}: ${out.slice(-800)}`);
	return out;
}

export function expect(found, wanted, what) {
	if (JSON.stringify(found) === JSON.stringify(wanted)) return;
	throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}

export async function until(what, fn, ms = 30_000) {
	const deadline = performance.now() + ms;
	let last;
	for (;;) {
		try {
			last = await fn();
			if (last) return last;
		} catch (error) {
			last = error.message;
		}
		if (performance.now() > deadline) throw new Error(`${what} did not come to be: ${String(last)}`);
		await delay(300);
	}
}

/** Asks a server inside of the host. @returns {{ status: number, text: string }} */
export function fetchInside(method, url, body, headers = {}) {
	const code = `const [method, url, body, headers] = JSON.parse(process.argv[1]);
const answer = await fetch(url, { method, redirect: 'manual', headers:
	{ 'content-type': 'application/json', ...headers }, body: body && JSON.stringify(body) });
console.log(JSON.stringify({ status: answer.status, text: await answer.text() }));`;
	const given = JSON.stringify([method, url, body ?? null, headers]);
	return JSON.parse(must('node', '--input-type=module', '-e', code, given).split('\n').at(-1));
}

/** Asks the box. @returns {{ status: number, body: any }} */
export function ask(method, path, body, headers = {}) {
	const { status, text } = fetchInside(method, `http://127.0.0.1:8080/api/v1${path}`, body, headers);
	return { status, body: text ? JSON.parse(text) : null };
}

/**
 * Logs in, as soon as the key manager is there.
 * @returns {Promise<Record<string, string>>} headers
 */
export async function logIn() {
	const answer = await until('login', () => {
		const tried = ask('POST', '/sessions', { password: PASSWORD });
		return tried.status === 201 && tried;
	});
	return { authorization: `Bearer ${answer.body.token}` };
}

/** Sets a new box up, by the claim code that its unit has written into the journal. */
export async function setUp(unit) {
	const code = await until('the claim code', () =>
		/^ {2}([A-Z0-9]{4}-[A-Z0-9]{4})$/m.exec(must('journalctl', '-u', unit, '-o', 'cat', '--no-pager'))
	);
	const headers = { 'x-claim-code': code[1] };
	const made = ask('POST', '/setup', { deviceName: 'oshost', timeZone: 'UTC', password: PASSWORD }, headers);
	expect(made.status, 200, `setup (${JSON.stringify(made.body).slice(0, 300)})`);
	const words = Object.fromEntries([2, 9, 24].map((at) => [at, made.body.words[at - 1]]));
	expect(ask('POST', '/setup/confirm', { words }, headers).status, 200, 'confirm');
	await logIn();
}

/**
 * Adds the source in a folder, and waits until the store offers a pup of it.
 * @returns {Promise<string>} its id
 */
async function addSource(folder, pup, headers) {
	const source = ask('POST', '/sources', { location: folder }, headers);
	expect(source.status, 201, `the source (${JSON.stringify(source.body)})`);
	const offered = () => ask('GET', '/store', null, headers).body.pups.some(({ name }) => name === pup);
	await until('the pup in the store', offered);
	return source.body.id;
}

/** Asks for an installation. @returns {{ jobId: string, pupId: string }} */
export function askForPup(sourceId, name, headers) {
	const asked = ask('POST', '/pups', { sourceId, name }, headers);
	expect(asked.status, 202, `the installation (${JSON.stringify(asked.body)})`);
	return asked.body;
}

/** Waits for the end of a job. @returns {Promise<{ status: string, error: any }>} */
export async function endOf(jobId, headers) {
	const over = () => {
		const { body } = ask('GET', `/jobs/${jobId}`, null, headers);
		return ['queued', 'running'].includes(body.status) ? null : body;
	};
	return until('the end of the job', over, 120_000);
}

/** The source of the pup that needs no network. */
const PUPS = '/srv/pups';

/**
 * Runs the script of nix/test.nix, which sets the box up and installs a pup. A stand-in for NixOS's
 * driver carries it out.
 * @returns {Promise<string>} id of the pup
 */
export async function runScriptOfNixos() {
	writeSource(join(tree, PUPS));
	const standIn = join(root, 'tests/fixtures/nixos/stand-in');
	const [test, evaluate] = [join(root, 'nix/test.nix'), join(standIn, 'test.nix')];
	const given = ['--argstr', 'test', test, '--argstr', 'pups', PUPS, evaluate];
	const line = 'nix-instantiate --eval --strict --json "$@" | python3 "$0"';
	must('bash', '-o', 'pipefail', '-c', line, join(standIn, 'driver.py'), ...given);
	const { pups } = ask('GET', '/pups', null, await logIn()).body;
	return pups.find(({ name }) => name === PUP).id;
}

/** Installs the pup, and waits until it runs. @returns {Promise<string>} its id */
export async function installPup() {
	const headers = await logIn();
	const { jobId, pupId } = askForPup(await addSource(PUPS, PUP, headers), PUP, headers);
	const job = await endOf(jobId, headers);
	expect(job.status, 'succeeded', `the installation (${JSON.stringify(job.error)})`);
	return pupId;
}

/** Offers pups that Nix builds. @returns {Promise<string>} the source */
export async function offerNixPups(pup, headers) {
	writeNixSource(join(tree, NIX_SOURCE));
	return addSource(NIX_SOURCE, pup, headers);
}

/**
 * Waits until the pup runs and its page opens.
 * @returns {Promise<{ pids: number[], page: string }>}
 */
export async function pupNow(id) {
	const headers = await logIn();
	return until('the page of the pup', () => {
		const { body: pup } = ask('GET', `/pups/${id}`, null, headers);
		if (pup.state !== 'running') return null;
		const answer = fetchInside('GET', pup.webPages[0].url, undefined, headers);
		return answer.status === 200 && { pids: pup.services.map(({ pid }) => pid), page: answer.text };
	});
}

/** The package, a newer one of the same files, and a Node of the version that it wants. */
function buildPackages(into) {
	run(process.execPath, join(root, 'scripts/package-deb.mjs'), '--out', into);
	const made = readdirSync(into).find((name) => name.startsWith('dogebox_'));
	const newer = join(work, 'newer');
	run('dpkg-deb', '--raw-extract', join(into, made), newer);
	const control = join(newer, 'DEBIAN/control');
	writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: (.*)$/m, 'Version: $1+test'));
	run('dpkg-deb', '--root-owner-group', '-Zgzip', '--build', newer, into);
	// A stand-in for a package of Node: Debian 12 has none that is new enough.
	const node = join(work, 'nodejs');
	mkdirSync(join(node, 'usr/bin'), { recursive: true });
	mkdirSync(join(node, 'DEBIAN'));
	copyFileSync(process.execPath, join(node, 'usr/bin/node'));
	const about = `Package: nodejs\nVersion: ${process.versions.node}-standin\nArchitecture: amd64\n`;
	writeFileSync(
		join(node, 'DEBIAN/control'),
		`${about}Maintainer: tests\nDepends: libstdc++6\nDescription: the Node of the machine that tests\n`
	);
	run('dpkg-deb', '--root-owner-group', '-Zgzip', '--build', node, into);
	return { first: made.split('_')[1] };
}

/** A tree of Debian whose packages come from a folder of it: the test host has no network. */
export function buildTree() {
	mkdirSync(CACHE, { recursive: true });
	if (!existsSync(BASE)) run('mmdebstrap', '--variant=minbase', `--include=${INCLUDE}`, 'bookworm', BASE);
	mkdirSync(tree);
	run('tar', '-xf', BASE, '-C', tree, '--numeric-owner');
	const repository = join(tree, 'root/repository');
	mkdirSync(repository);
	const { first } = buildPackages(repository);
	const { run: needed } = JSON.parse(readFileSync(join(root, 'scripts/system-packages.json'), 'utf8'));
	const archives = join(CACHE, 'archives');
	mkdirSync(join(archives, 'partial'), { recursive: true });
	copyFileSync('/etc/resolv.conf', join(tree, 'etc/resolv.conf'));
	run('chroot', tree, 'apt-get', '-q', 'update');
	const fetch = [
		'--no-install-recommends',
		'--download-only',
		'install',
		...Object.keys(needed),
		'libstdc++6',
		...NIX_PACKAGES,
		...SCRIPT_PACKAGES
	];
	mkdirSync(join(tree, 'root/archives/partial'), { recursive: true });
	for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb')))
		copyFileSync(join(archives, name), join(tree, 'root/archives', name));
	run('chroot', tree, 'apt-get', '-y', '-q', '-o', 'Dir::Cache::archives=/root/archives', ...fetch);
	for (const name of readdirSync(join(tree, 'root/archives')).filter((file) => file.endsWith('.deb'))) {
		copyFileSync(join(tree, 'root/archives', name), join(archives, name));
		copyFileSync(join(tree, 'root/archives', name), join(repository, name));
	}
	const packages = execFileSync('dpkg-scanpackages', ['-m', '.'], {
		cwd: repository,
		stdio: ['ignore', 'pipe', 'ignore']
	});
	writeFileSync(join(repository, 'Packages'), packages);
	writeFileSync(join(tree, 'etc/apt/sources.list'), 'deb [trusted=yes] file:/root/repository ./\n');
	// nspawn shows control groups of version 1 read-only; these are the host's own. Its systemd
	// must find them so when it begins.
	const remount = CONTROLLERS.map((one) => `mount -o remount,rw,bind /sys/fs/cgroup/${one} 2>/dev/null\n`).join('');
	// Nix's sandbox mounts a /proc in a namespace of its own, for which the kernel wants to see one
	// here that nothing hides a part of.
	const proc = 'mkdir -p /run/proc && mount -t proc proc /run/proc\n';
	writeFileSync(join(tree, 'root/boot'), `#!/bin/sh\n${remount}${proc}exec /lib/systemd/systemd\n`, { mode: 0o755 });
	return { first };
}

/** Boots the tree, with a network and control groups of its own. */
export async function boot() {
	const name = `dogebox-test-os-${process.pid}`;
	const folders = CONTROLLERS.map((one) => `/sys/fs/cgroup/${one}`).filter((folder) => existsSync(folder));
	for (const folder of folders) {
		const group = join(folder, name);
		if (!groups.includes(group)) groups.push(group);
		mkdirSync(group, { recursive: true });
		if (!folder.endsWith('cpuset')) continue;
		for (const file of ['cpuset.cpus', 'cpuset.mems'])
			writeFileSync(join(group, file), readFileSync(join(folder, file)));
	}
	const enter = groups.map((group) => `echo $$ > ${group}/cgroup.procs`).join('; ');
	const args = ['-q', '-D', tree, '--register=no', '--keep-unit', '--private-network', '--console=pipe'];
	// runc makes a session key for each container.
	args.push('--system-call-filter=@keyring', `--bind=${root}`, `--bind=${modules}`, '/root/boot');
	const child = spawn('sh', ['-c', `${enter}; exec systemd-nspawn "$@"`, 'sh', ...args], {
		stdio: ['ignore', 'ignore', 'pipe']
	});
	let said = '';
	child.stderr.on('data', (bytes) => (said = `${said}${bytes}`.slice(-800)));
	child.on('error', () => {});
	const ended = new Promise((resolve) => child.once('exit', resolve));
	const leader = await Promise.race([
		until(
			'the test host',
			() => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0]
		),
		ended.then((code) => Promise.reject(new Error(`the test host ended at once (${code}): ${said.trim()}`)))
	]);
	host = { child, leader, ended };
	await until('its start', () => /running|degraded/.test(inside('systemctl', 'is-system-running').out));
}

export async function shutDown() {
	if (host === null) return;
	inside('systemctl', 'poweroff', '--no-block');
	if ((await Promise.race([host.ended.then(() => 'ended'), delay(30_000)])) !== 'ended') host.child.kill('SIGKILL');
	await host.ended;
	host = null;
}

/** Shuts the host down and takes away all that this run made. */
export async function tidyUp() {
	await shutDown();
	rmSync(work, { recursive: true, force: true });
	for (const group of groups) {
		const below = existsSync(group) ? run('find', group, '-depth', '-type', 'd').trim().split('\n') : [];
		for (const folder of below) {
			try {
				rmdirSync(folder);
			} catch (error) {
				console.log(`left behind: ${folder} (${error.code})`);
			}
		}
	}
}
