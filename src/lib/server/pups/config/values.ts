/** Settings of a pup: defaults, missing values, and the form in which its services receive them. */
import { coerce, readValues, type StoredValues } from '../../../contract/config-values.ts';
import { BoxError, invalidInput } from '../../../contract/errors.ts';
import { configFields, type Manifest, type ManifestField } from '../../../contract/manifest.ts';
import { ENV_NAME } from '../../../contract/manifest-rules.ts';
import { listed } from '../../../contract/listed.ts';

/** Values as text by field; `password` fields in plain text. */
export type ConfigValues = ReadonlyMap<string, string>;

/**
 * Checks values from outside. An empty `password` means “unchanged”, because its current value is
 * never shown; null removes it.
 * @returns text by field for each change; null where the value is to be removed
 * @throws BoxError 422 `invalid-input`, `fields` by the field's name; unknown fields are refused by
 * name
 */
export function checkValues(manifest: Manifest, values: Record<string, unknown>): Map<string, string | null> {
	const { changes, wrong } = readValues(configFields(manifest), values);
	const first = Object.entries(wrong)[0];
	if (first) throw invalidInput(`“${first[0].slice(0, 80)}” ${first[1]}.`, wrong);
	return changes;
}

/**
 * The names among some changes that concern existing settings of a pup: its version has them, or an
 * earlier version left a value.
 */
export function ownSettings(manifest: Manifest, stored: StoredValues, changes: ReadonlyMap<string, unknown>): string[] {
	const known = new Set([...configFields(manifest).map(({ name }) => name), ...stored.keys()]);
	return [...changes.keys()].filter((name) => known.has(name));
}

/**
 * The manifest's defaults for fields without a value. A default that does not match its own type is
 * left out.
 */
export function missingDefaults(manifest: Manifest, stored: { has(name: string): boolean }): Map<string, string> {
	const defaults = new Map<string, string>();
	for (const field of configFields(manifest)) {
		if (field.default === null || stored.has(field.name)) continue;
		const result = coerce(field, field.default);
		if ('text' in result) defaults.set(field.name, result.text);
	}
	return defaults;
}

/**
 * Whether the pup must not start before its settings are saved: a required field is missing or
 * blank, or the manifest wants them shown and they were never saved.
 */
export function needsConfig(manifest: Manifest, stored: StoredValues, savedAt: number | null): boolean {
	if (manifest.config.showOnInstall && savedAt === null) return true;
	return missingFields(manifest, stored).length > 0;
}

function fieldsWithoutValue(manifest: Manifest, stored: StoredValues): ManifestField[] {
	return configFields(manifest).filter((field) => {
		if (!field.required) return false;
		const value = stored.get(field.name);
		// A sealed value is never blank: blank ones are not stored.
		return value === undefined || (!value.sealed && value.value.trim() === '');
	});
}

/** Labels of required settings without a value. */
export function missingFields(manifest: Manifest, stored: StoredValues): string[] {
	return fieldsWithoutValue(manifest, stored).map((field) => field.label);
}

/** Names of required settings without a value. */
export function missingNames(manifest: Manifest, stored: StoredValues): string[] {
	return fieldsWithoutValue(manifest, stored).map((field) => field.name);
}

/** A sentence that names the missing settings; empty where they only have to be reviewed. */
export function missingWords(missing: readonly string[]): string {
	if (missing.length === 0) return '';
	const shown = missing.slice(0, 5).map((label) => `“${label}”`);
	const more = missing.length > shown.length ? [`${missing.length - shown.length} more`] : [];
	const list = listed([...shown, ...more]);
	return `${list} ${missing.length === 1 ? 'has' : 'have'} no value yet.`;
}

/** Why a pup is not started at the end of a job. */
export function waitsForConfig(manifest: Manifest, stored: StoredValues): string {
	const words = missingWords(missingFields(manifest, stored)) || 'Its settings must be checked and saved once.';
	return `It is not started: ${words} It starts when its settings have been saved.`;
}

/**
 * Values that a service receives as variables: fields whose name is a valid variable name and not
 * reserved for dogeboxd.
 */
export function configEnv(values: ConfigValues): Record<string, string> {
	return Object.fromEntries(
		[...values].filter(([name]) => ENV_NAME.test(name) && !name.startsWith('DBX_')).sort(byName)
	);
}

const byName = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Text of `/storage/.dbx/config.env`: sorted `KEY=value` lines. A value is double-quoted, with `\`
 * and `"` escaped, when it contains blanks, quotes, `\`, `$` or a backtick (reference: dogeboxd.md
 * §7.6).
 */
export function envFile(values: ConfigValues): string {
	return Object.entries(configEnv(values))
		.map(([name, value]) => `${name}=${/[\s"'\\$`]/.test(value) ? `"${value.replace(/[\\"]/g, '\\$&')}"` : value}\n`)
		.join('');
}

/**
 * Parses the output of {@link envFile}.
 * @returns text by variable; other lines are ignored
 */
export function readEnvFile(text: string): Map<string, string> {
	const values = new Map<string, string>();
	// A quoted value may contain newlines.
	for (const [, name, quoted, plain] of text.matchAll(
		/^([A-Za-z_][A-Za-z0-9_]*)=(?:"((?:[^"\\]|\\.)*)"|([^"\n]*))$/gms
	)) {
		values.set(name!, quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/gs, '$1'));
	}
	return values;
}

/**
 * 409: the pup may not start yet.
 * @param missing labels of settings without a value
 */
export function needsConfigError(name: string, missing: readonly string[]): BoxError {
	return new BoxError({
		code: 'needs-config',
		status: 409,
		message: `${name} cannot start before its settings are saved. ${missingWords(missing)}`.trim(),
		hint: 'Open its settings, fill in what is required and save.'
	});
}
