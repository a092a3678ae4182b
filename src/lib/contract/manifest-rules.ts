/**
 * Rules of a manifest that look at more than one member. Errors are those of the original (reference: pups.md §1) and what
 * makes a build of ours impossible; warnings are what the original should have checked.
 */
import type { Manifest } from './manifest.ts';

/** Names that can be an environment variable (POSIX.1-2017 §8.1). */
export const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Names the engine takes for a process. */
export const SERVICE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/;
/** Debian policy §5.6.1, with an optional architecture or version as apt takes them. */
const DEBIAN_PACKAGE = /^[a-z0-9][a-z0-9+.-]+(:[a-z0-9]+)?(=[A-Za-z0-9.+:~-]+)?$/;
const DEBIAN_SUITE = /^[a-z][a-z0-9-]{1,31}$/;
/** Digest-pinned name in a registry, or the path of an OCI archive in the pup's own folder. */
const IMAGE = /@sha256:[0-9a-f]{64}$|^[^/@:][^@:]*\.(tar|oci)$/;
const SEMVER = /^v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/;
/** Ports of the box itself: ssh, web, the original's panels and key manager. */
const RESERVED_HOST_PORTS = new Set([22, 80, 443, 3000, 8080, 8089]);
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/** True where a path from a manifest stays inside the pup's folder. */
export function staysInside(path: string): boolean {
	return !path.startsWith('/') && !path.includes('\0') && !path.split(/[/\\]/).includes('..');
}

/**
 * Checks what the shape alone cannot say.
 * @returns errors by JSON path (empty when usable) and warnings as sentences
 */
export function checkManifest(manifest: Manifest): { errors: Record<string, string>; warnings: string[] } {
	const errors: Record<string, string> = {};
	const warnings: string[] = [];
	const error = (path: string, message: string) => void (errors[path] ??= message);
	checkBuild(manifest, error, warnings);
	checkServices(manifest, error, warnings);
	checkConfig(manifest, error, warnings);
	checkInterfaces(manifest, warnings);
	if (!SEMVER.test(manifest.meta.version)) {
		warnings.push(`The version “${manifest.meta.version}” is not a semantic version; updates cannot be ordered.`);
	}
	if (CONTROL.test(manifest.meta.name)) error('meta.name', 'must not hold control characters');
	if (manifest.meta.name.length > 100) error('meta.name', 'must have at most 100 characters');
	if (manifest.meta.logoPath !== null && !staysInside(manifest.meta.logoPath)) {
		error('meta.logoPath', 'must stay inside the pup’s folder');
	}
	return { errors, warnings };
}

type Report = (path: string, message: string) => void;

function checkBuild({ container: { build } }: Manifest, error: Report, warnings: string[]): void {
	const { nixFile, nixFileSha256, debian, image } = build;
	if (nixFile === null && debian === null && image === null) {
		error('container.build.nixFile', 'manifest container.build.nixFile is required');
	}
	if (nixFile !== null) {
		if (nixFileSha256 === null) {
			error('container.build.nixFileSha256', 'manifest container.build.nixFileSha256 is required');
		} else if (!/^[0-9a-f]{64}$/.test(nixFileSha256)) {
			warnings.push('container.build.nixFileSha256 is not a SHA-256 in lower-case hex.');
		}
		if (!staysInside(nixFile)) error('container.build.nixFile', 'must stay inside the pup’s folder');
	}
	debian?.packages.forEach((name, i) => {
		if (!DEBIAN_PACKAGE.test(name)) {
			error(`container.build.debian.packages.${i}`, 'is not the name of a Debian package');
		}
	});
	if (debian && debian.suite !== null && !DEBIAN_SUITE.test(debian.suite)) {
		error('container.build.debian.suite', 'is not the name of a Debian release');
	}
	if (image !== null && !IMAGE.test(image)) {
		error('container.build.image', 'must be pinned by @sha256:… or be an archive in the pup’s folder');
	}
}

function checkServices({ container }: Manifest, error: Report, warnings: string[]): void {
	// Only a build of ours runs a service under its own name; Nix makes an attribute of it.
	const ours = container.build.debian !== null || container.build.image !== null;
	if (container.services.length === 0) {
		if (ours) error('container.services', 'at least one service is required');
		else warnings.push('It has no service, so nothing would run.');
	}
	const names = new Set<string>();
	container.services.forEach(({ name, command }, i) => {
		if (command.exec.trim() === '') {
			error(`container.services.${i}.command.exec`, `service ${name} must have a non-empty exec command`);
		}
		if (names.has(name)) error(`container.services.${i}.name`, `duplicate service name: ${name}`);
		names.add(name);
		if (!SERVICE_NAME.test(name)) {
			if (ours) error(`container.services.${i}.name`, 'may hold letters, digits, “_”, “.” and “-” only');
			else warnings.push(`The service name “${name}” holds characters that cannot be used everywhere.`);
		}
		for (const variable of Object.keys(command.env)) {
			if (!ENV_NAME.test(variable)) {
				warnings.push(`The service “${name}” sets “${variable}”, which is no name of a variable; it is left out.`);
			}
		}
		if (command.cwd !== '' && command.cwd.split('/').includes('..')) {
			error(`container.services.${i}.command.cwd`, 'must not hold “..”');
		}
	});
	for (const { name, port, type, listenOnHost, webUI } of container.exposes) {
		if (listenOnHost && RESERVED_HOST_PORTS.has(port)) {
			warnings.push(`“${name}” wants port ${port} of the box, which the box may use itself.`);
		}
		if (webUI && type !== 'http') warnings.push(`“${name}” is marked as a web page but speaks plain TCP.`);
	}
}

function checkConfig({ config }: Manifest, error: Report, warnings: string[]): void {
	const names = new Set<string>();
	config.sections.forEach((section, s) => {
		const sectionPath = `config.sections.${s}`;
		if (section.name.trim() === '') error(`${sectionPath}.name`, 'config section name is required');
		section.fields.forEach((field, f) => {
			const path = `${sectionPath}.fields.${f}`;
			const { name, type, min, max, step } = field;
			if (name.trim() === '') error(`${path}.name`, `config field name is required in section ${section.name}`);
			if (field.label.trim() === '') {
				error(`${path}.label`, `config field ${name} in section ${section.name} must have a label`);
			}
			if (names.has(name)) error(`${path}.name`, `duplicate config field name: ${name}`);
			names.add(name);
			if (type === 'number' || type === 'range') {
				if (step !== null && step <= 0) error(`${path}.step`, `config field ${name} step must be greater than zero`);
				if (min !== null && max !== null && min > max) {
					error(`${path}.min`, `config field ${name} min cannot be greater than max`);
				}
				if (field.default !== null && field.default !== '' && !Number.isFinite(Number(field.default))) {
					warnings.push(`The default of “${name}” is not a number.`);
				}
			}
			if (!ENV_NAME.test(name) || name.startsWith('DBX_')) {
				warnings.push(`The config field “${name}” cannot be a variable; services do not see it.`);
			}
			if ((type === 'select' || type === 'radio') && field.options.length === 0) {
				warnings.push(`“${name}” lets you choose, but lists nothing to choose from.`);
			}
		});
	});
}

function checkInterfaces({ container, interfaces, dependencies, metrics }: Manifest, warnings: string[]): void {
	const defined = new Set(interfaces.map((i) => i.name));
	const served = new Set(container.exposes.flatMap((e) => e.interfaces));
	for (const name of served) {
		if (!defined.has(name)) warnings.push(`A port names the interface “${name}”, which the manifest does not define.`);
	}
	for (const { name, version } of interfaces) {
		if (!served.has(name)) warnings.push(`The interface “${name}” is served by no port.`);
		if (!SEMVER.test(version)) warnings.push(`The version of the interface “${name}” is not a semantic version.`);
	}
	for (const { interfaceName } of dependencies) {
		if (interfaceName === '') warnings.push('A dependency names no interface.');
	}
	for (const { name, type, history } of metrics) {
		if (name === '' || history === null || history <= 0)
			warnings.push(`The metric “${name}” keeps nothing; it is left out.`);
		else if (!['string', 'int', 'float'].includes(type))
			warnings.push(`The metric “${name}” has the unknown type “${type}”.`);
	}
}
