/**
 * Rules of `interfaces`, `dependencies` and `metrics`. They only warn, because existing manifests
 * break them.
 */
import semver from 'semver';
import type { Findings } from './manifest-errors.ts';
import { INTERFACE_NAME } from './manifest-names.ts';
import type { Manifest } from './manifest-schema.ts';

const METRIC_TYPES = ['string', 'int', 'float'];

/** Checks that offered interfaces are served, under valid names. */
export function checkInterfaces({ container, interfaces }: Manifest, { warn }: Findings): void {
	const defined = new Set<string>();
	for (const { name, version, permissionGroups } of interfaces) {
		if (defined.has(name)) warn(`The interface “${name}” is defined twice.`);
		defined.add(name);
		if (!INTERFACE_NAME.test(name)) warn(`“${name}” cannot be used as the name of an interface.`);
		const plain = semver.valid(version);
		if (plain === null) warn(`The version “${version}” of the interface “${name}” is not a semantic version.`);
		else if (/^[\sv=]/i.test(version)) {
			warn(`The version “${version}” of the interface “${name}” does not begin with a number. Write “${plain}”.`);
		}
		const serving = container.exposes.filter((expose) => expose.interfaces.includes(name));
		if (serving.length === 0) warn(`The interface “${name}” is served by no port.`);
		if (permissionGroups.length === 0) warn(`The interface “${name}” has no permission group; it cannot be used.`);
		const groups = new Set<string>();
		for (const group of permissionGroups) {
			if (group.name.trim() === '') warn(`A permission group of “${name}” has no name.`);
			if (groups.has(group.name)) warn(`“${name}” has two permission groups called “${group.name}”.`);
			groups.add(group.name);
			if (group.severity === null || group.severity < 1 || group.severity > 3) {
				warn(`The severity of “${group.name}” of “${name}” is not 1, 2 or 3.`);
			}
			if (group.port && serving.length > 0 && !serving.some((expose) => expose.port === group.port)) {
				warn(`“${group.name}” of “${name}” opens port ${group.port}, where the interface is not served.`);
			}
		}
	}
	for (const name of new Set(container.exposes.flatMap((expose) => expose.interfaces))) {
		if (!defined.has(name)) warn(`A port names the interface “${name}”, which the manifest does not define.`);
	}
}

/** Checks that dependencies have a name and a valid version range. */
export function checkDependencies({ dependencies, interfaces }: Manifest, { warn }: Findings): void {
	const seen = new Set<string>();
	for (const { interfaceName: name, interfaceVersion: range } of dependencies) {
		if (name.trim() === '') {
			warn('A dependency names no interface.');
			continue;
		}
		if (seen.has(name)) warn(`It depends on “${name}” twice.`);
		seen.add(name);
		if (interfaces.some((one) => one.name === name)) warn(`It depends on “${name}”, which it provides itself.`);
		if (range.trim() === '') warn(`It depends on “${name}” without a version; any version is accepted.`);
		else if (semver.validRange(range) === null) {
			warn(`“${range}” is not a version range; nothing can provide “${name}”.`);
		}
	}
}

/** Checks that metrics have a name and a type, and are kept. */
export function checkMetrics({ metrics }: Manifest, { warn }: Findings): void {
	const names = new Set<string>();
	for (const { name, type, history } of metrics) {
		if (name.trim() === '' || history === null || history <= 0) {
			warn(`The metric “${name}” keeps no values; it is ignored.`);
			continue;
		}
		if (names.has(name)) warn(`Two metrics are called “${name}”.`);
		names.add(name);
		if (!METRIC_TYPES.includes(type)) warn(`The metric “${name}” has the unknown type “${type}”.`);
	}
}
