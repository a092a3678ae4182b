// `npm run service:install` and `service:remove`: Dogebox as a service of systemd.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { OPTIONS } from '../src/lib/server/options.js';
import { ensureBuild, ensureNodeModules, requireNode, root } from './lib/prepare.mjs';
import { instanceOf, removeNetwork } from './lib/network-removal.mjs';
import { UNIT, unitText } from './lib/service-unit.mjs';
import { ensureAccounts, ensurePackages, isRoot } from './lib/system-packages.mjs';

const FOLDER = '/etc/systemd/system';
/** Seconds to wait for a service to report that it cannot start. */
const START_WITHIN = 15;

const HELP = `Dogebox as a service of systemd: it starts with the machine, and again when it ends.

  sudo npm run service:install                       install and start it
  sudo npm run service:install -- --port 80          with flags as npm start takes them
  npm run service:install -- --print                 print the unit, change nothing
  sudo npm run service:remove                        stop and remove it; data and running pups stay

Settings may also stand in /etc/default/dogebox, a variable a line: DOGEBOX_PORT=80
Its log: journalctl -u ${UNIT}
`;

/** Prints a sentence and exits with an error. */
function fail(message) {
	console.error(message);
	process.exit(1);
}

function systemctl(...args) {
	return spawnSync('systemctl', args, { encoding: 'utf8' });
}

function needSystemd() {
	// The same check as sd_booted(3).
	if (!existsSync('/run/systemd/system')) {
		fail('This machine is not run by systemd, so there is no service to install. Start Dogebox with: sudo npm start');
	}
	if (systemctl('--version').error) fail('The program systemctl is not installed.');
	if (!isRoot()) fail(`This needs root. Run: sudo npm run service:${action}`);
}

/** Returns the given flags. Only their names are checked here; dogeboxd checks the values. */
function readArgs(argv) {
	const flags = Object.values(OPTIONS).map(({ flag }) => [flag, { type: 'string' }]);
	const own = { help: { type: 'boolean', short: 'h' }, print: { type: 'boolean' } };
	try {
		const { values } = parseArgs({ args: argv, options: { ...Object.fromEntries(flags), ...own } });
		const { help = false, print = false, ...given } = values;
		return { help, print, args: Object.entries(given).map(([flag, value]) => `--${flag}=${value}`) };
	} catch (error) {
		return fail(`${error.message.split('. ')[0]}. See --help.`);
	}
}

/** Makes paths in flags absolute, because the service starts in another folder. */
function withAbsolutePaths(args) {
	return args.map((arg) => {
		const [flag, value] = [arg.slice(2, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)];
		const isPath = ['FOLDER', 'FILE'].includes(Object.values(OPTIONS).find((option) => option.flag === flag)?.value);
		// npm has changed the working folder.
		return isPath && !value.startsWith('/') ? `--${flag}=${join(process.env.INIT_CWD ?? process.cwd(), value)}` : arg;
	});
}

async function install(args, print) {
	let text;
	try {
		text = unitText({
			node: process.execPath,
			program: join(root, 'build/supervisor.cjs'),
			args: withAbsolutePaths(args)
		});
	} catch (error) {
		fail(error.message);
	}
	if (print) return void process.stdout.write(text);
	needSystemd();
	requireNode();
	ensurePackages(['run']);
	ensureAccounts();
	await ensureNodeModules();
	await ensureBuild();
	const { uid } = statSync(root);
	if (uid !== 0) {
		console.log(
			`Note: ${root} belongs to another account than root. Whoever uses that account can change what runs as root.`
		);
	}
	mkdirSync(FOLDER, { recursive: true });
	const draft = join(FOLDER, `.${UNIT}.new`);
	writeFileSync(draft, text, { mode: 0o644 });
	renameSync(draft, join(FOLDER, UNIT));
	for (const step of [['daemon-reload'], ['enable', UNIT], ['restart', UNIT]]) {
		const { status, stderr } = systemctl(...step);
		if (status !== 0) fail(`systemctl ${step.join(' ')} failed: ${stderr.trim()}\nIts log: journalctl -u ${UNIT}`);
	}
	watchStart();
}

/** Reports a service that ends at once, with its last lines of output. */
function watchStart() {
	const property = (name) => systemctl('show', '--value', '-p', name, UNIT).stdout.trim();
	/** Output of the service since this start. */
	const printed = (...how) =>
		spawnSync('journalctl', [...how, '-o', 'cat', '--no-pager'], { encoding: 'utf8' }).stdout ?? '';
	let ready = false;
	for (let second = 0; second < START_WITHIN && !ready; second++) {
		if (property('ActiveState') === 'failed' || Number(property('NRestarts')) > 0) {
			const words = printed('-u', UNIT, '-n', '10');
			systemctl('stop', UNIT);
			fail(`Dogebox did not start. It says:\n\n${words}\nMend it and run this again.`);
		}
		ready = printed(`_SYSTEMD_INVOCATION_ID=${property('InvocationID')}`).includes(' is ready.');
		if (!ready) spawnSync('sleep', ['1']);
	}
	console.log(`Dogebox runs as a service and starts with the machine.
  Its address, and the claim code of a new box:  journalctl -u ${UNIT}
  Stop, start:                                    systemctl stop ${UNIT}, systemctl start ${UNIT}
  Remove the service:                             sudo npm run service:remove`);
}

/** Finds the instance of the service, from the flags of its unit or its settings file. */
function instanceOfService() {
	const settings = '/etc/default/dogebox';
	const [unit, beside] = [join(FOLDER, UNIT), settings].map((file) =>
		existsSync(file) ? readFileSync(file, 'utf8') : ''
	);
	const given = ({ flag, env }) =>
		new RegExp(`"--${flag}=([^"]*)"`).exec(unit)?.[1] ?? new RegExp(`^${env}="?([^"\n]+?)"?$`, 'm').exec(beside)?.[1];
	return instanceOf({ instance: given(OPTIONS.instance), data: given(OPTIONS.data) });
}

function remove() {
	needSystemd();
	if (!existsSync(join(FOLDER, UNIT))) fail(`There is no ${join(FOLDER, UNIT)}: the service is not installed.`);
	const { status, stderr } = systemctl('disable', '--now', UNIT);
	if (status !== 0) fail(`systemctl disable --now ${UNIT} failed: ${stderr.trim()}`);
	const instance = instanceOfService();
	rmSync(join(FOLDER, UNIT));
	systemctl('daemon-reload');
	systemctl('reset-failed', UNIT);
	const left = {
		removed: '',
		connected: ' Pups that run go on behind their firewall until the machine is restarted.',
		failed: ' The bridge and the firewall of pups could not be removed; a restart of the machine does that.'
	};
	console.log(`The service is removed. Data stays.${left[removeNetwork(instance)]}`);
}

const [action, ...argv] = process.argv.slice(2);
const { help, print, args } = readArgs(argv);
if (help || (action !== 'install' && action !== 'remove')) process.stdout.write(HELP);
else if (action === 'install') await install(args, print);
else if (args.length > 0 || print) fail('service:remove takes no flags. See --help.');
else remove();
