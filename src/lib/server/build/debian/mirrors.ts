/**
 * Chooses the sources of Debian packages: the host's own mirrors when it is Debian, else
 * deb.debian.org. Formats: sources.list(5).
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The keys of Debian's archive. Packages with other signatures are rejected. */
export const ARCHIVE_KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** Suite of pups where the host is not Debian. */
export const DEFAULT_SUITE = 'bookworm';

/** Debian's archive as of one moment. */
export interface Snapshot {
	/** `https://snapshot.debian.org/archive` or a mirror of it, without a slash at its end. */
	base: string;
	/** `20260901T000000Z` */
	timestamp: string;
}

/** Snapshots of Debian's archive, several a day since 2005. */
export const DEBIAN_SNAPSHOTS = 'https://snapshot.debian.org/archive';

/** One repository of a sources list. */
export interface AptSource {
	uri: string;
	suite: string;
	components: string[];
	/** Its keyring; null where any key that the host trusts will do. */
	signedBy: string | null;
}

/** Contents of /etc/os-release (os-release(5)). */
export interface HostSystem {
	id: string;
	codename: string | null;
}

/** Reads os-release text. */
export function parseOsRelease(text: string): HostSystem {
	const values = new Map<string, string>();
	for (const line of text.split('\n')) {
		const match = /^([A-Z_]+)=["']?(.*?)["']?$/.exec(line.trim());
		if (match) values.set(match[1]!, match[2]!);
	}
	return { id: values.get('ID') ?? 'linux', codename: values.get('VERSION_CODENAME') || null };
}

/** Parses `deb …` lines; skips source packages and comments. */
export function parseSourceLines(text: string): AptSource[] {
	return text.split('\n').flatMap((line) => {
		const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)((?:\s+[^\s#]+)*)/.exec(line);
		if (!match) return [];
		const [, options, uri, suite, components] = match;
		const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options ?? '')?.[1] ?? null;
		return [{ uri: uri!, suite: suite!, components: words(components!), signedBy }];
	});
}

/** Parses deb822 stanzas (`Types: deb` …); skips disabled ones and source packages. */
export function parseSourceStanzas(text: string): AptSource[] {
	return text.split(/\n\s*\n/).flatMap((stanza) => {
		const fields = new Map<string, string>();
		let last = '';
		for (const line of stanza.split('\n').filter((entry) => !entry.startsWith('#'))) {
			const match = /^([\w-]+):\s*(.*)$/.exec(line);
			if (match) fields.set((last = match[1]!.toLowerCase()), match[2]!);
			else if (/^\s/.test(line) && last) fields.set(last, `${fields.get(last)}\n${line.trim()}`);
		}
		if (!words(fields.get('types') ?? '').includes('deb') || /^(no|false|0)$/i.test(fields.get('enabled') ?? ''))
			return [];
		const components = words(fields.get('components') ?? '');
		const signedBy = fields.get('signed-by') ?? null;
		return words(fields.get('uris') ?? '').flatMap((uri) =>
			words(fields.get('suites') ?? '').map((suite) => ({ uri, suite, components, signedBy }))
		);
	});
}

/**
 * The `deb` lines from which a suite is built.
 * @param system the host's
 * @param found all sources of the host
 * @param suite wanted
 * @param snapshot null for the current packages of the host's own mirrors
 */
export function mirrorLines(
	system: HostSystem,
	found: readonly AptSource[],
	suite: string,
	snapshot: Snapshot | null = null
): string[] {
	if (snapshot) {
		// Package lists of a snapshot have expired by themselves (Valid-Until). Their signatures
		// are still checked.
		return officialSources(suite).map(
			({ uri, suite: name }) =>
				`deb [check-valid-until=no signed-by=${ARCHIVE_KEYRING}] ${snapshot.base}/${uri.split('/').at(-1)}/${snapshot.timestamp}/ ${name} main`
		);
	}
	const own =
		system.id === 'debian' && system.codename ? found.filter((source) => isDebian(source, system.codename!)) : [];
	const wanted = own.map((source) => ({ ...source, suite: source.suite.replace(system.codename!, suite) }));
	if (!wanted.some((source) => source.suite === suite)) wanted.push(...officialSources(suite));
	const lines = wanted.map((source) => `deb [signed-by=${ARCHIVE_KEYRING}] ${source.uri} ${source.suite} main`);
	return [...new Set(lines)];
}

/** The suite of pups that name none. */
export function defaultSuite(system: HostSystem): string {
	return system.id === 'debian' && system.codename ? system.codename : DEFAULT_SUITE;
}

/** Reads the host's own lists. */
export function readHostSources(etc = '/etc/apt'): AptSource[] {
	const parts = join(etc, 'sources.list.d');
	const names = existsSync(parts) ? readdirSync(parts).sort() : [];
	const read = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
	return [
		...parseSourceLines(read(join(etc, 'sources.list'))),
		...names.filter((name) => name.endsWith('.list')).flatMap((name) => parseSourceLines(read(join(parts, name)))),
		...names.filter((name) => name.endsWith('.sources')).flatMap((name) => parseSourceStanzas(read(join(parts, name))))
	];
}

/**
 * Whether a source is Debian's own archive on any mirror, and not another one that merely uses
 * Debian's suite names.
 */
function isDebian(source: AptSource, codename: string): boolean {
	const suites = ['', '-updates', '-security'].map((ending) => codename + ending);
	return (
		suites.includes(source.suite) &&
		source.components.includes('main') &&
		/^[a-z+]+:\/\/[^\s"'[\]]+$/.test(source.uri) &&
		/debian/.test(source.uri) &&
		(source.signedBy === null || source.signedBy.includes('debian-archive'))
	);
}

function officialSources(suite: string): AptSource[] {
	const at = (uri: string, name: string) => ({ uri, suite: name, components: ['main'], signedBy: ARCHIVE_KEYRING });
	const main = at('http://deb.debian.org/debian', suite);
	if (suite === 'sid' || suite === 'unstable') return [main];
	return [
		main,
		at('http://deb.debian.org/debian', `${suite}-updates`),
		at('http://deb.debian.org/debian-security', `${suite}-security`)
	];
}

function words(text: string): string[] {
	return text.split(/\s+/).filter(Boolean);
}
