// `npm run test:os`: the Debian package in a Debian tree with systemd, booted by systemd-nspawn;
// the runtime `nixos` in it, with the stand-ins of tests/fixtures/nixos/stand-in; and this clone as
// `npm run service:install` makes a service of it. A pup runs under the units of both.
// As root, on Debian; the tree and its packages are kept in /var/cache/dogebox-test-os.
import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/prepare.mjs';
import { ensurePackages } from './lib/system-packages.mjs';
import { NIX_PUPS, NIX_THAT_FAILS, writeNixPup } from './lib/test-os-pup.mjs';
import {
	ask,
	askForPup,
	boot,
	endOf,
	expect,
	fetchInside,
	inside,
	installPup,
	logIn,
	buildTree,
	must,
	NIX_PACKAGES,
	NIX_SOURCE,
	offerNixPups,
	pupNow,
	runScriptOfNixos,
	SCRIPT_PACKAGES,
	setUp,
	shutDown,
	tidyUp,
	tree,
	until
} from './lib/test-os-host.mjs';

const INSTALL = ['apt-get', '-y', '-q', '--no-install-recommends', 'install'];
const UNITS = ['dogebox-prepare', 'dogebox-agent', 'dogebox-dkm', 'dogeboxd'];
/** Units that the agent starts with systemd once a pup exists. */
const NGINX = ['dogebox-nginx@pages', 'dogebox-nginx@gateway'];

let passed = 0;
let failed = 0;

async function check(what, fn) {
	try {
		await fn();
		passed++;
		console.log(`✓ ${what}`);
	} catch (error) {
		failed++;
		console.log(`✗ ${what}\n  ${error.message}`);
	}
}

const active = (unit) => inside('systemctl', 'is-active', unit).out;
const mainPid = (unit) => must('systemctl', 'show', '-p', 'MainPID', '--value', unit);
/** User of a unit's process, whether it may gain privileges, and its possible capabilities. */
const rightsOf = (unit) => {
	const status = must('cat', `/proc/${mainPid(unit)}/status`);
	const uid = /^Uid:\s+(\d+)/m.exec(status)[1];
	return [must('id', '-un', uid), /^NoNewPrivs:\s+(\d)/m.exec(status)[1], /^CapBnd:\s+(\w+)/m.exec(status)[1]];
};
const allActive = () => UNITS.every((unit) => active(unit) === 'active') && ask('GET', '/box').status === 200;

async function checkInstalled() {
	await check('apt installs it with its dependencies, and its units start', async () => {
		must('apt-get', '-q', 'update');
		must(...INSTALL, `dogebox=${versions.first}`);
		await until('the box', allActive);
	});
	await check('Debian’s nginx, which came with it, is masked and opens no port', () => {
		expect(inside('systemctl', 'is-enabled', 'nginx').out, 'masked', 'nginx');
		expect(active('nginx'), 'inactive', 'nginx');
	});
	await check('each program runs as its user; dogeboxd and the key manager can gain nothing', () => {
		expect(rightsOf('dogeboxd'), ['dogebox', '1', '0000000000000400'], 'dogeboxd');
		expect(rightsOf('dogebox-dkm'), ['dogebox-dkm', '1', '0000000000000000'], 'dkm');
		expect(rightsOf('dogebox-agent')[0], 'root', 'agent');
	});
	await check('nobody but dogeboxd opens the agent: not another user, not another process of its user', () => {
		const code = `const s = require('net').connect('/run/dogebox/dbx/agent/agent.sock');
s.on('error', (e) => { console.log(e.code); process.exit(); }); s.on('data', () => console.log('answered'));
s.on('connect', () => s.write('x')); setTimeout(() => { console.log('nothing'); process.exit(); }, 2000);`;
		const as = (user, group) =>
			inside('setpriv', '--reuid', user, '--regid', group, '--clear-groups', 'node', '-e', code);
		expect(as('nobody', 'nogroup').out, 'EACCES', 'nobody');
		// The agent serves dogeboxd's connection only: another one waits and gets no answer.
		expect(as('dogebox', 'dogebox').out, 'nothing', 'dogebox');
	});
}

/** Prints which features of containers work on this host. */
function announceRuntime() {
	const { runtime } = ask('GET', '/box').body;
	for (const { what } of runtime.missing) console.log(`  told of this host: ${what}`);
	console.log(`  containers: ${runtime.ready ? `${runtime.kind} ${runtime.version}` : 'cannot run here'}`);
}

async function checkLife() {
	let pup = '';
	let before;
	await check('the script of NixOS’s test passes: users of units, wizard by API, a pup and its page', async () => {
		must(...INSTALL, ...SCRIPT_PACKAGES);
		pup = await runScriptOfNixos();
		before = await pupNow(pup);
	});
	await check('nginx is a unit for its pages and one between pups, as its user, and begins nothing of itself', () => {
		for (const unit of NGINX) expect(rightsOf(unit), ['dogebox-web', '1', '0000000000000400'], unit);
		const groups = must('ps', '-u', 'dogebox-web', '-o', 'unit=').split('\n');
		expect(
			[...new Set(groups.map((one) => one.trim()))].sort(),
			[...NGINX].sort().map((one) => `${one}.service`),
			'all of it'
		);
		expect(inside('systemctl', 'is-enabled', NGINX[0]).out, 'static', 'whether it starts with the host');
	});
	await check('the pup runs on, as the same process, while each unit is restarted', async () => {
		for (const unit of UNITS.slice(1)) {
			must('systemctl', 'restart', unit);
			await until('the box', allActive);
			expect(await pupNow(pup), before, unit);
		}
	});
	await check('a key manager and an agent that are killed come back, and nginx was never away', async () => {
		const carries = NGINX.map(mainPid);
		for (const unit of ['dogebox-dkm', 'dogebox-agent']) {
			must('systemctl', 'kill', '-s', 'KILL', unit);
			await until(unit, () => must('systemctl', 'show', '-p', 'NRestarts', '--value', unit) === '1');
		}
		await until('the box', allActive);
		await logIn();
		expect(await pupNow(pup), before, 'the pup');
		const news = JSON.parse(must('cat', '/run/dogebox/dbx/parts/dkm.json'));
		expect([news.up, news.reason], [true, 'ended by SIGKILL'], 'what is told of it');
		expect(NGINX.map(mainPid), carries, 'nginx');
	});
	await check('an nginx that is killed is started again, by systemd', async () => {
		for (const unit of NGINX) {
			const killed = mainPid(unit);
			must('systemctl', 'kill', '-s', 'KILL', unit);
			await until(unit, () => !['0', killed].includes(mainPid(unit)));
		}
		expect(await pupNow(pup), before, 'the pup');
	});
	await check('the journal has what each says', () => {
		for (const [unit, words] of [
			['dogebox-agent', 'agent listening'],
			['dogebox-dkm', 'dkm listening'],
			['dogeboxd', 'give this claim code']
		]) {
			expect(must('journalctl', '-u', unit, '-o', 'cat', '--no-pager').includes(words), true, unit);
		}
	});
	await check('it survives a stop and a start of its host', async () => {
		await shutDown();
		await boot();
		await until('the box', allActive);
		expect(ask('GET', '/box').body.configured, true, 'configured');
		expect((await pupNow(pup)).page, before.page, 'the pup’s page');
	});
	await check('the pup is gone without a trace when it was removed', async () => {
		const headers = await logIn();
		ask('DELETE', `/pups/${pup}?keepData=false`, null, headers);
		await until('its end', () => ask('GET', `/pups/${pup}`, null, headers).status === 404);
		expect(inside('pgrep', '-f', `${pup}|httpd`).out, '', 'processes');
	});
}

/** Stand-ins for parts of NixOS. Nix itself, its daemon and its sandbox are real. */
function standForNixos() {
	const standIn = join(root, 'tests/fixtures/nixos/stand-in');
	must(...INSTALL, ...NIX_PACKAGES);
	must('mkdir', '-p', '/usr/local/lib/nixos-stand-in', '/etc/nixos-containers');
	// As in nix/host.nix. On NixOS, the shell in the sandbox comes from nixpkgs.
	const settings = [
		'sandbox = true',
		'sandbox-fallback = false',
		'substituters =',
		'sandbox-paths = /bin/sh=/bin/busybox'
	];
	appendFileSync(join(tree, 'etc/nix/nix.conf'), ['', ...settings, ''].join('\n'));
	must('systemctl', 'restart', 'nix-daemon');
	// Debian's daemon serves only a group, that of NixOS everybody.
	must('usermod', '-aG', 'nix-users', 'dogebox');
	// Each called program records the call there, because some may not write elsewhere.
	writeFileSync(join(tree, 'nix/calls'), '');
	must('chmod', '0666', '/nix/calls');
	for (const name of ['nixos-container', 'nix-build'])
		must('ln', '-sfn', join(standIn, 'bin', name), `/usr/local/bin/${name}`);
	must('ln', '-sfn', join(standIn, 'start'), '/usr/local/lib/nixos-stand-in/start');
	// Comes with nix/package.nix; Debian's package does not need it.
	cpSync(join(root, 'nix'), join(tree, 'usr/lib/dogebox/nix'), { recursive: true });
	cpSync(join(standIn, 'container@.service'), join(tree, 'etc/systemd/system/container@.service'));
	must('systemctl', 'daemon-reload');
}

/** Runs tests of this clone in the host. @returns {string} what they printed */
function testsInside(file, ...more) {
	const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'integration', file, ...more];
	const command = `cd ${root} && DOGEBOX_TEST_RUNTIME=nixos exec node "$@"`;
	return must(
		'env',
		'-u',
		'DEBIAN_FRONTEND',
		'PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
		'sh',
		'-c',
		command,
		'sh',
		...vitest
	);
}

async function checkNixos() {
	await check('the suite of the runtime interface passes over `nixos`, on real container@ units', () => {
		standForNixos();
		const said = testsInside('tests/integration/runtime.test.ts', '-t', "the runtime 'nixos'");
		console.log(`  ${/Tests .*/.exec(said)?.[0] ?? ''}`);
	});
	await check('a pup that is built starts by one call of systemctl within 3 s, and nothing is built', () => {
		const said = testsInside('tests/integration/nixos-start.test.ts', '--disable-console-intercept');
		const [, nixos, oci] = /start of what is built: nixos (\d+) ms, oci (\d+) ms/.exec(said) ?? [];
		console.log(`  nixos ${nixos} ms, oci ${oci} ms, medians of five`);
		expect(Number(nixos) <= 3000, true, 'within 3 s');
	});
}

/** Pups that Nix builds, installed as an owner does it, with dogeboxd in its closed unit. */
async function checkNixosByApi() {
	let headers;
	let source;
	let pup = '';
	let before;
	const unit = () => `container@pup${pup.slice(0, 8)}`;
	const profile = () => must('readlink', `/nix/var/nix/profiles/per-container/pup${pup.slice(0, 8)}/system`);
	const stored = (name) => must('cat', `/var/lib/dogebox/storage/${pup}/${name}`);
	const remove = async (id) => {
		ask('DELETE', `/pups/${id}?keepData=false`, null, headers);
		await until('its end', () => ask('GET', `/pups/${id}`, null, headers).status === 404);
	};
	await check('dogeboxd takes Nix and NixOS’s containers where it finds a NixOS', async () => {
		must('touch', '/etc/NIXOS');
		appendFileSync(join(tree, 'etc/default/dogebox'), `DOGEBOX_NIXPKGS=${NIX_SOURCE}/nixpkgs\n`);
		must('systemctl', 'restart', 'dogebox.target');
		await until('the box', allActive);
		headers = await logIn();
		source = await offerNixPups(NIX_PUPS.page, headers);
		const { pups } = ask('GET', '/store', null, headers).body;
		const { runnable, reason } = pups.find(({ name }) => name === NIX_PUPS.page);
		expect([runnable, reason ?? null], [true, null], 'whether it can run');
	});
	await check('a pup is built while another one is, runs in a container of NixOS, and its page opens', async () => {
		const endless = askForPup(source, NIX_PUPS.endless, headers);
		const log = () => JSON.stringify(ask('GET', `/jobs/${endless.jobId}/log`, null, headers).body);
		await until('the other one’s build', () => log().includes('"builds"'));
		const asked = askForPup(source, NIX_PUPS.page, headers);
		pup = asked.pupId;
		const job = await endOf(asked.jobId, headers);
		expect(job.status, 'succeeded', `the installation (${JSON.stringify(job.error)})`);
		expect(ask('GET', `/jobs/${endless.jobId}`, null, headers).body.status, 'running', 'the other one');
		before = await pupNow(pup);
		expect(active(unit()), 'active', unit());
		ask('POST', `/jobs/${endless.jobId}/cancel`, null, headers);
		expect((await endOf(endless.jobId, headers)).status, 'cancelled', 'the other one');
		await remove(endless.pupId);
	});
	await check('what is wrong in a pup’s Nix file is told with its line, and others run on', async () => {
		const { jobId, pupId } = askForPup(source, NIX_PUPS.broken, headers);
		const { status, error } = await endOf(jobId, headers);
		expect(status, 'failed', 'the installation');
		expect(/pup\.nix, line 2, column \d+: attribute 'nothing' missing/.test(error.reason), true, error.reason);
		expect(await pupNow(pup), before, 'the other pup');
		await remove(pupId);
	});
	await check('an update whose build fails leaves the system before it, and the pup runs on', async () => {
		const generation = profile();
		writeNixPup(join(tree, NIX_SOURCE), 'page', { version: '2.0.0', nixFile: NIX_THAT_FAILS });
		expect(ask('POST', `/sources/${source}/refresh`, {}, headers).status, 200, 'the source');
		const asked = ask('POST', `/pups/${pup}/update`, {}, headers);
		const { status, error } = await endOf(asked.body.jobId, headers);
		expect([status, /failed with exit code 3/.test(error?.reason)], ['failed', true], JSON.stringify(error));
		expect([profile(), await pupNow(pup)], [generation, before], 'system and pup');
		expect(ask('GET', `/pups/${pup}`, null, headers).body.version, '1.0.0', 'its version');
	});
	await check('its key is a credential, and a device is there as long as its owner gives it', async () => {
		expect([stored('credential'), stored('device')], ['same', 'refused'], 'at first');
		for (const [devices, found] of [
			[['/dev/net/tun'], 'opens'],
			[[], 'refused']
		]) {
			const { body } = ask('PUT', `/pups/${pup}/devices`, { devices }, headers);
			expect((await endOf(body.jobId, headers)).status, 'succeeded', 'the restart');
			await pupNow(pup);
			expect(stored('device'), found, JSON.stringify(devices));
		}
		before = await pupNow(pup);
	});
	await check('a command runs in it, and its lines are in the log', async () => {
		const { text } = fetchInside(
			'POST',
			`http://127.0.0.1:8080/api/v1/pups/${pup}/exec`,
			{ argv: ['/bin/sh', '-c', 'id -u; id -g; cat /etc/hostname'] },
			headers
		);
		expect(
			['420', '69', 'page-by-nix'].every((word) => text.includes(word)),
			true,
			text
		);
		expect(JSON.stringify(ask('GET', `/pups/${pup}/logs`, null, headers).body).includes('"serves"'), true, 'the log');
	});
	await check('it runs on while dogeboxd and the agent are started anew', async () => {
		must('systemctl', 'restart', 'dogebox.target');
		await until('the box', allActive);
		expect(await pupNow(pup), before, 'the pup');
	});
	await check('it is there again after a stop and a start of the host, and nothing was built', async () => {
		const generation = profile();
		await shutDown();
		await boot();
		await until('the box', allActive);
		expect((await pupNow(pup)).page, before.page, 'the pup’s page');
		expect(profile(), generation, 'its system');
	});
	await check('it is gone without a trace when it was removed', async () => {
		headers = await logIn();
		await remove(pup);
		expect(must('/usr/local/bin/nixos-container', 'list'), '', 'containers');
		expect(must('find', '/etc/nixos-containers', '-mindepth', '1'), '', 'files of containers');
		expect(must('find', '/run/dogebox/dbx', '-name', 'nixos-*'), '', 'what it was handed');
		expect(inside('pgrep', '-f', `${pup}|httpd`).out, '', 'processes');
		must('rm', '-r', '/etc/NIXOS', '/usr/lib/dogebox/nix');
	});
}

async function checkPackage() {
	await check('an upgrade restarts it once and keeps settings and data', async () => {
		must('sh', '-c', 'echo "# of its owner" >> /etc/default/dogebox');
		const before = must('systemctl', 'show', '-p', 'MainPID', '--value', 'dogeboxd');
		must(...INSTALL, 'dogebox');
		await until('the box', allActive);
		expect(must('systemctl', 'show', '-p', 'MainPID', '--value', 'dogeboxd') === before, false, 'same process');
		expect(must('tail', '-n1', '/etc/default/dogebox'), '# of its owner', 'settings');
		expect(ask('GET', '/box').body.configured, true, 'configured');
	});
	await check('a removal stops it and keeps data; installed again it goes on', async () => {
		must('apt-get', '-y', '-q', 'remove', 'dogebox');
		expect([...UNITS, ...NGINX].map(active).includes('active'), false, 'a unit is active');
		must('test', '-d', '/var/lib/dogebox/dkm');
		must(...INSTALL, 'dogebox');
		await until('the box', allActive);
		expect(ask('GET', '/box').body.configured, true, 'configured');
	});
	await check('a purge takes data, settings and links away, and keeps the keys', () => {
		must('apt-get', '-y', '-q', 'purge', 'dogebox');
		const left = inside('sh', '-c', 'ls -d /var/lib/dogebox /etc/default/dogebox /run/dogebox /var/lib/dpkg/dogebox');
		expect(/^\//m.test(left.out), false, left.out);
		expect(must('find', '/etc/systemd', '-name', '*dogebox*'), '', 'links');
		const kept = must('find', '/var/backups', '-name', 'dogebox-keys-*.tar', '-printf', '%m %u %s');
		expect(/^600 root [1-9]\d+$/.test(kept), true, kept);
	});
}

/** The clone as a service, with one unit: docs/decisions/0020-systemd-service.md. */
async function checkService() {
	const npm = (script) => must('sh', '-c', `cd ${root} && exec node scripts/service.mjs ${script}`);
	const serves = () => active('dogebox') === 'active' && ask('GET', '/box').status === 200;
	const main = () => must('systemctl', 'show', '-p', 'MainPID', '--value', 'dogebox');
	let pup = '';
	let before;
	await check('service:install makes a service that starts with the machine, with split users', async () => {
		console.log(`  ${npm('install').split('\n')[0]}`);
		await until('the box', serves);
		expect(must('systemctl', 'is-enabled', 'dogebox'), 'enabled', 'the unit');
		const running = must('ps', '-e', '-o', 'user:20,args', '--no-headers').split('\n');
		const users = ['supervisor', 'agent', 'main', 'dkm'].map((program) => {
			const line = running.find((one) => one.includes(`build/${program}.`));
			return line?.split(' ')[0] ?? `no ${program}`;
		});
		expect(users, ['root', 'root', 'dogebox', 'dogebox-dkm'], 'who runs what');
	});
	await check('the wizard by the claim code from the journal; a pup is installed, and its page opens', async () => {
		await setUp('dogebox');
		pup = await installPup();
		before = await pupNow(pup);
	});
	await check('the pup runs on, as the same process, while the unit is restarted', async () => {
		must('systemctl', 'restart', 'dogebox');
		await until('the box', serves);
		expect(await pupNow(pup), before, 'the pup');
	});
	await check('a service that is killed comes back, and the pup was never away', async () => {
		const killed = main();
		must('systemctl', 'kill', '--kill-who=main', '-s', 'KILL', 'dogebox');
		await until('another process', () => !['0', killed].includes(main()));
		await until('the box', serves);
		expect(await pupNow(pup), before, 'the pup');
	});
	await check('it and the pup survive a stop and a start of their host', async () => {
		await shutDown();
		await boot();
		await until('the box', serves);
		expect((await pupNow(pup)).page, before.page, 'the pup’s page');
	});
	await check('service:remove ends it, and leaves the pup running and its data', () => {
		npm('remove');
		expect(inside('systemctl', 'is-active', 'dogebox').out, 'inactive', 'the unit');
		must('test', '-d', `/var/lib/dogebox/storage/${pup}`);
		must('pgrep', '-f', 'busybox httpd');
	});
}

let versions;
try {
	if (process.getuid() !== 0) throw new Error('test:os needs root.');
	if (!ensurePackages(['os'])) throw new Error('test:os needs these packages.');
	versions = buildTree();
	await boot();
	await checkInstalled();
	announceRuntime();
	await checkLife();
	await checkNixos();
	await checkNixosByApi();
	await checkPackage();
	await checkService();
} catch (error) {
	failed++;
	console.log(`✗ ${error.message}`);
} finally {
	await tidyUp();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
