/** Names and versions of Debian packages in apt's formats. */
import { BoxError } from '../../../contract/errors.ts';

/** One package to be installed. */
export interface ResolvedPackage {
	name: string;
	version: string;
	/** `amd64`, `all` … */
	arch: string;
}

/** deb-control(5), “Package”, with an optional architecture or version as for apt. */
const NAME = /^[a-z0-9][a-z0-9+.-]{1,127}(:[a-z0-9]+)?(=[A-Za-z0-9.+:~-]+)?$/;
/** More than any sane pup asks for. */
const MAX_PACKAGES = 200;

/**
 * Validates names of a manifest; sorted, unique.
 * @throws BoxError `invalid-input` with the first invalid name
 */
export function checkPackageNames(names: readonly string[]): string[] {
	const wrong = names.find((name) => !NAME.test(name));
	if (wrong !== undefined) {
		throw new BoxError({
			code: 'invalid-input',
			status: 422,
			message: `“${wrong.slice(0, 80)}” is not the name of a Debian package.`
		});
	}
	const unique = [...new Set(names)].sort();
	if (unique.length > MAX_PACKAGES) {
		throw new BoxError({
			code: 'invalid-input',
			status: 422,
			message: `A pup may name at most ${MAX_PACKAGES} Debian packages.`
		});
	}
	return unique;
}

/**
 * The packages that a simulated `apt-get install` would unpack, sorted by name. Lines:
 * `Inst libc6 [2.36-9] (2.36-9+deb12u10 Debian:12.11/stable [amd64])`
 */
export function parseSimulation(lines: readonly string[]): ResolvedPackage[] {
	const found = lines.flatMap((line) => {
		const match = /^Inst (\S+) (?:\[[^\]]*\] )?\((\S+) .*\[([a-z0-9-]+)\]\)/.exec(line);
		return match ? [{ name: match[1]!.replace(/:.*$/, ''), version: match[2]!, arch: match[3]! }] : [];
	});
	return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** File name that apt gives a package: the `:` of an epoch becomes `%3a` (apt-pkg, QuoteString). */
export function fileOf(entry: ResolvedPackage): string {
	return `${entry.name}_${entry.version.replaceAll('_', '%5f').replaceAll(':', '%3a')}_${entry.arch}.deb`;
}

/** Explains to a person why apt refuses to resolve. */
export function explainRefusal(suite: string, errors: readonly string[]): BoxError {
	const missing = errors
		.map((line) => /Unable to locate package (\S+)|Package '?(\S+?)'? has no installation candidate/.exec(line))
		.flatMap((match) => match?.[1] ?? match?.[2] ?? []);
	if (missing.length > 0) {
		const names = [...new Set(missing)].map((name) => `“${name}”`).join(', ');
		return new BoxError({
			code: 'unknown-package',
			status: 422,
			message: `Debian ${suite} has no package ${names}.`,
			hint: 'The pup’s manifest names it; its author has to correct it.'
		});
	}
	return new BoxError({
		code: 'packages-conflict',
		status: 422,
		message: `The Debian packages of this pup cannot be installed together: ${errors.join(' · ').slice(0, 500) || 'apt gave no reason'}`
	});
}
