/**
 * Rules of a manifest that involve several members, or that only warn. Errors are those of the
 * original (reference: pups.md §1) and anything that makes a build of our own kinds impossible.
 * Warnings are what the original should have checked.
 */
import semver from 'semver';
import type { Findings, Wrong } from './manifest-errors.ts';
import { wanted } from './manifest-errors.ts';
import { staysInside } from './manifest-names.ts';
import { checkBuild } from './manifest-rules-build.ts';
import { checkConfig } from './manifest-rules-config.ts';
import { checkExposes, checkMemoryFolders, checkServices } from './manifest-rules-container.ts';
import { checkDependencies, checkInterfaces, checkMetrics } from './manifest-rules-interfaces.ts';
import type { Manifest } from './manifest-schema.ts';
import { CATEGORIES } from './store-words.ts';

export { ENV_NAME } from './manifest-names.ts';

/**
 * Checks what the schema alone cannot express.
 * @returns errors (none when the manifest is usable) and warnings as sentences
 */
export function checkManifest(manifest: Manifest): { wrongs: Wrong[]; warnings: string[] } {
	const wrongs: Wrong[] = [];
	const warnings: string[] = [];
	const findings: Findings = {
		wrong: (path, what, sentence) => void wrongs.push({ path, message: wanted(what, sentence) }),
		warn: (sentence) => void warnings.push(sentence)
	};
	checkMeta(manifest, findings);
	checkBuild(manifest, findings);
	checkServices(manifest, findings);
	checkExposes(manifest, findings);
	checkMemoryFolders(manifest, findings);
	checkConfig(manifest, findings);
	checkInterfaces(manifest, findings);
	checkDependencies(manifest, findings);
	checkMetrics(manifest, findings);
	return { wrongs, warnings };
}

function checkMeta({ meta }: Manifest, { wrong, warn }: Findings): void {
	const { name, version, logoPath, shortDescription, category } = meta;
	if (/^\.+$/.test(name)) wrong(['meta', 'name'], 'a name, not part of a path');
	else if (/[/\\]/.test(name)) warn(`The name “${name}” contains a slash and is easily mistaken for a path.`);
	if (name !== name.trim()) warn(`The name “${name}” begins or ends with a blank.`);
	const plain = semver.valid(version);
	if (plain !== null && /^[\sv=]/i.test(version)) {
		warn(`The version “${version}” does not begin with a number. Write “${plain}”; only the git tag begins with “v”.`);
	} else if (plain === null) {
		warn(`The version “${version}” is not a semantic version; updates cannot be ordered.`);
	}
	if (logoPath !== null && !staysInside(logoPath)) {
		wrong(['meta', 'logoPath'], 'a path that must stay inside the pup’s folder');
	}
	if (shortDescription.length > 200) {
		warn(`meta.shortDescription has ${shortDescription.length} characters; lists show about 200.`);
	}
	if (category !== null && !Object.hasOwn(CATEGORIES, category.toLowerCase())) {
		warn(`“${category}” is not a category; the categories are ${Object.keys(CATEGORIES).join(', ')}.`);
	}
}
