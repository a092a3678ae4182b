/** Rules of `container.services` and `container.exposes`. */
import { HEALTH_SECONDS } from './health.ts';
import type { Findings } from './manifest-errors.ts';
import { ENV_NAME, protocolOf, SERVICE_NAME, TAKEN_SERVICE_NAME } from './manifest-names.ts';
import type { ManifestHealth } from './manifest-schema-service.ts';
import type { Manifest } from './manifest-schema.ts';

/** Ports of the box itself: ssh, web, and the original's panels and key manager. */
const RESERVED_HOST_PORTS = new Set([22, 80, 443, 3000, 8080, 8089]);

/** Checks the services: what is run, and under which name. */
export function checkServices({ container }: Manifest, { wrong, warn }: Findings): void {
	const at = (...rest: (string | number)[]) => ['container', 'services', ...rest];
	// Only our own build kinds run a service under its own name; Nix uses the name as an attribute.
	const ours = container.build.debian !== null || container.build.image !== null;
	const nix = container.build.nixFile !== null;
	if (container.services.length === 0) {
		if (ours) wrong(at(), 'at least one service');
		else warn('It has no service, so nothing would run.');
	}
	const names = new Set<string>();
	container.services.forEach(({ name, command, health }, i) => {
		if (health) checkHealth(health, at(i, 'health'), { wrong, warn }, name);
		if (command.exec.trim() === '') {
			wrong(at(i, 'command', 'exec'), 'a program', `service ${name} must have a non-empty exec command`);
		} else if (nix && !command.exec.trim().startsWith('/')) {
			warn(
				`With Nix, the service “${name}” cannot start: a Dogebox appends its exec directly to the path of the package, ` +
					`so it must begin with “/”. Found “${command.exec.slice(0, 60)}”.`
			);
		}
		if (names.has(name)) wrong(at(i, 'name'), 'a name of its own', `duplicate service name: ${name}`);
		names.add(name);
		if (!SERVICE_NAME.test(name)) {
			if (ours) wrong(at(i, 'name'), 'letters, digits, “_”, “.” and “-” only, 63 at most');
			else warn(`The service name “${name}” cannot be used as the name of a unit or an attribute.`);
		} else if (ours && TAKEN_SERVICE_NAME.test(name)) {
			wrong(at(i, 'name'), 'another name: the box itself uses this one');
		}
		for (const variable of Object.keys(command.env)) {
			if (!ENV_NAME.test(variable)) {
				warn(`The service “${name}” sets “${variable}”, which is not the name of a variable; it is ignored.`);
			}
		}
		if (command.cwd.split(/[/\\]/).includes('..')) wrong(at(i, 'command', 'cwd'), 'a folder without “..”');
	});
}

/** Checks that a health check has exactly one kind, and that it can be performed. */
function checkHealth(
	{ http, tcp, exec, interval, timeout }: ManifestHealth,
	at: (string | number)[],
	{ wrong, warn }: Findings,
	name: string
): void {
	const kinds = [http, tcp, exec].filter((kind) => kind !== null);
	if (kinds.length !== 1) wrong(at, 'exactly one of http, tcp and exec');
	for (const [kind, check] of [['http', http] as const, ['tcp', tcp] as const]) {
		if (check && check.port === null) wrong([...at, kind, 'port'], 'a whole number from 1 to 65535');
	}
	if (exec && (exec.argv[0] ?? '').trim() === '') wrong([...at, 'exec', 'argv'], 'a program');
	const { interval: every, timeout: answer } = HEALTH_SECONDS;
	if ((timeout ?? answer.else) > (interval ?? every.else)) {
		warn(`A health check of “${name}” may take longer than the interval between checks: the next check waits for it.`);
	}
}

/** Mount points of the box itself, over which nothing may be mounted. */
const OWN_MOUNTS = ['/proc', '/sys', '/dev', '/pup', '/storage'];

/** Checks the paths of folders in memory. */
export function checkMemoryFolders({ container }: Manifest, { wrong }: Findings): void {
	const paths = new Set<string>();
	container.tmpfs.forEach(({ path }, i) => {
		const at = ['container', 'tmpfs', i, 'path'];
		const plain = /^(?:\/[^/:,"\\]+)+$/.test(path) && path.split('/').every((part) => part !== '.' && part !== '..');
		const own = OWN_MOUNTS.find((mount) => path === mount || path.startsWith(`${mount}/`));
		if (!plain || (own !== undefined && path !== '/dev/shm')) {
			const where = OWN_MOUNTS.join(', ');
			wrong(at, `an absolute folder without “.”, “..” and “//”, /dev/shm or none below ${where}`);
		}
		if (paths.has(path)) wrong(at, 'a folder that is not named twice');
		paths.add(path);
	});
}

/** Checks ports: their names, and which ports of the box they request. */
export function checkExposes({ container: { exposes } }: Manifest, { warn }: Findings): void {
	const names = new Set<string>();
	const onHost = new Map<string, string>();
	for (const { name, port, type, listenOnHost, webUI } of exposes) {
		if (names.has(name)) warn(`Two ports are called “${name}”.`);
		names.add(name);
		if (webUI && type !== 'http') {
			warn(`“${name}” is marked as a web page but speaks plain ${type === 'udp' ? 'UDP' : 'TCP'}.`);
		}
		if (!listenOnHost) continue;
		if (RESERVED_HOST_PORTS.has(port))
			warn(`“${name}” requests port ${port} of the box, which the box may use itself.`);
		const key = `${protocolOf(type)} ${port}`;
		const other = onHost.get(key);
		if (other !== undefined) warn(`“${other}” and “${name}” both request port ${port} of the box.`);
		onHost.set(key, name);
	}
}
