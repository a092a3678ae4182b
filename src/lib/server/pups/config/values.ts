/**
 * Config of a pup: checking values by type, defaults, what is missing, and how they reach its
 * services.
 */
import { BoxError, invalidInput } from '../../../contract/errors.ts';
import { configFields, type Manifest, type ManifestField } from '../../../contract/manifest.ts';
import { ENV_NAME } from '../../../contract/manifest-rules.ts';
import type { ConfigSection } from '../../../contract/pups.ts';

/** Longest value, characters. */
export const MAX_VALUE = 16 * 1024;
const TRUE = new Set(['true', '1', 'yes', 'on']);
const FALSE = new Set(['false', '0', 'no', 'off']);

/** Values as text by field; of `password` fields in clear. */
export type ConfigValues = ReadonlyMap<string, string>;

/** What is wrong with a value, or the text to store. */
type Coerced = { text: string } | { wrong: string };

/**
 * Turns a value from outside into the text that is stored (reference: dogeboxd.md §4.4), and checks
 * what the field asks for beyond its type: bounds, step, choices.
 * @param value text, number, boolean or null (= empty)
 */
export function coerce(field: ManifestField, value: unknown): Coerced {
	if (value === null || value === undefined || value === '') return { text: '' };
	if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
		return { wrong: 'must be text, a number or true/false' };
	}
	const text = String(value);
	if (text.length > MAX_VALUE) return { wrong: `must have at most ${MAX_VALUE} characters` };
	// An environment variable cannot hold it.
	if (text.includes('\0')) return { wrong: 'must not hold a NUL character' };
	if (field.type !== 'textarea' && /[\r\n]/.test(text)) return { wrong: 'must be one line' };
	switch (field.type) {
		case 'number':
		case 'range':
			return coerceNumber(field, text.trim());
		case 'toggle':
		case 'checkbox': {
			const word = text.trim().toLowerCase();
			if (TRUE.has(word)) return { text: 'true' };
			return FALSE.has(word) ? { text: 'false' } : { wrong: 'must be true or false' };
		}
		case 'select':
		case 'radio':
			if (field.options.length > 0 && !field.options.some((option) => option.value === text)) {
				return { wrong: `must be one of: ${field.options.map((option) => option.value).join(', ')}` };
			}
			return { text };
		case 'email':
			return /^[^\s@]+@[^\s@]+$/.test(text.trim()) ? { text: text.trim() } : { wrong: 'must be an e-mail address' };
		case 'date':
			return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
				? { text }
				: { wrong: 'must be a date, YYYY-MM-DD' };
		case 'color':
			return /^#[0-9a-f]{6}$/i.test(text) ? { text } : { wrong: 'must be a colour, #rrggbb' };
		case 'text':
		case 'password':
		case 'textarea':
			return { text };
	}
}

function coerceNumber({ min, max, step }: ManifestField, text: string): Coerced {
	const number = Number(text);
	if (text === '' || !Number.isFinite(number)) return { wrong: 'must be a number' };
	if (min !== null && number < min) return { wrong: `must be at least ${min}` };
	if (max !== null && number > max) return { wrong: `must be at most ${max}` };
	if (step !== null && step > 0) {
		const steps = (number - (min ?? 0)) / step;
		// Decimal steps are not exact in binary.
		if (Math.abs(steps - Math.round(steps)) > 1e-6) return { wrong: `must go in steps of ${step}` };
	}
	return { text };
}

/**
 * Checks values from outside.
 * An empty `password` means “as it is”, because its present value is never shown; null removes it.
 * @returns text by field for what changes; null where the value is to be removed
 * @throws BoxError 422 `invalid-input`, `fields` by the field's name; unknown fields are refused by
 *   name
 */
export function checkValues(manifest: Manifest, values: Record<string, unknown>): Map<string, string | null> {
	const fields = new Map(configFields(manifest).map((field) => [field.name, field]));
	const wrong: Record<string, string> = {};
	const changes = new Map<string, string | null>();
	for (const [name, value] of Object.entries(values)) {
		const field = fields.get(name);
		if (!field) {
			wrong[name] = 'is not a field of this pup';
			continue;
		}
		if (value === null) {
			if (field.required) wrong[name] = 'is required';
			else changes.set(name, null);
			continue;
		}
		if (field.type === 'password' && value === '') continue;
		const result = coerce(field, value);
		if ('wrong' in result) wrong[name] = result.wrong;
		else if (field.required && result.text.trim() === '') wrong[name] = 'is required';
		else changes.set(name, result.text);
	}
	const first = Object.entries(wrong)[0];
	if (first) throw invalidInput(`“${first[0].slice(0, 80)}” ${first[1]}.`, wrong);
	return changes;
}

/**
 * Defaults of the manifest for fields that have no value yet; one that does not fit its own type is
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
 * Whether the pup may not start before its config was saved: a required field is missing or blank,
 * or it asks to be shown and was never saved.
 */
export function needsConfig(manifest: Manifest, stored: StoredValues, savedAt: number | null): boolean {
	if (manifest.config.showOnInstall && savedAt === null) return true;
	return missingFields(manifest, stored).length > 0;
}

/** Labels of required settings that have no value. */
export function missingFields(manifest: Manifest, stored: StoredValues): string[] {
	return configFields(manifest)
		.filter((field) => {
			if (!field.required) return false;
			const value = stored.get(field.name);
			// A sealed value is never blank: blank ones are not stored.
			return value === undefined || (!value.sealed && value.value.trim() === '');
		})
		.map((field) => field.label);
}

/** Which settings are missing, in a sentence; empty where they only have to be looked at. */
function missingWords(missing: readonly string[]): string {
	if (missing.length === 0) return '';
	const shown = missing.slice(0, 5).map((label) => `“${label}”`);
	const more = missing.length > shown.length ? [`${missing.length - shown.length} more`] : [];
	const list = new Intl.ListFormat('en', { type: 'conjunction' }).format([...shown, ...more]);
	return `${list} ${missing.length === 1 ? 'has' : 'have'} no value yet.`;
}

/** Why a pup is not started at the end of a job. */
export function waitsForConfig(manifest: Manifest, stored: StoredValues): string {
	const words = missingWords(missingFields(manifest, stored)) || 'Its settings are to be looked at first.';
	return `It is not started: ${words} It starts when its settings have been saved.`;
}

/** Values as they lie in the database. */
export type StoredValues = ReadonlyMap<string, { value: string; sealed: boolean }>;

/** Sections for a form. Values of `password` fields, and whatever is sealed, are not shown. */
export function viewOf(manifest: Manifest, stored: StoredValues): ConfigSection[] {
	return manifest.config.sections.map((section) => ({
		name: section.name,
		label: section.label,
		// Manifests that were kept by an earlier version do not have it.
		description: section.description ?? null,
		fields: section.fields.map((field) => {
			const value = stored.get(field.name);
			const secret = field.type === 'password' || value?.sealed === true;
			return {
				name: field.name,
				label: field.label,
				type: field.type,
				required: field.required,
				placeholder: field.placeholder,
				help: field.help,
				// The default of a password is published with the pup, yet it may be the one in
				// use.
				default: secret ? null : field.default,
				min: field.min,
				max: field.max,
				step: field.step,
				options: field.options,
				value: secret ? null : (value?.value ?? null),
				isSet: value !== undefined
			};
		})
	}));
}

/**
 * Values a service sees as variables: those whose field is a variable's name and none of the box's
 * own.
 */
export function configEnv(values: ConfigValues): Record<string, string> {
	return Object.fromEntries(
		[...values].filter(([name]) => ENV_NAME.test(name) && !name.startsWith('DBX_')).sort(byName)
	);
}

const byName = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Text of `/storage/.dbx/config.env`: sorted `KEY=value`, double-quoted with `\` and `"` escaped
 * when it holds blanks, quotes, `\`, `$` or a backtick (reference: dogeboxd.md §7.6).
 */
export function envFile(values: ConfigValues): string {
	return Object.entries(configEnv(values))
		.map(([name, value]) => `${name}=${/[\s"'\\$`]/.test(value) ? `"${value.replace(/[\\"]/g, '\\$&')}"` : value}\n`)
		.join('');
}

/**
 * Reads back what {@link envFile} wrote.
 * @returns text by variable; what is none of its lines is left out
 */
export function readEnvFile(text: string): Map<string, string> {
	const values = new Map<string, string>();
	// A quoted value may hold line ends.
	for (const [, name, quoted, plain] of text.matchAll(
		/^([A-Za-z_][A-Za-z0-9_]*)=(?:"((?:[^"\\]|\\.)*)"|([^"\n]*))$/gms
	)) {
		values.set(name!, quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/gs, '$1'));
	}
	return values;
}

/** 409: the pup may not start yet. */
/** @param missing labels of what has no value */
export function needsConfigError(name: string, missing: readonly string[]): BoxError {
	return new BoxError({
		code: 'needs-config',
		status: 409,
		message: `${name} cannot start before its settings are saved. ${missingWords(missing)}`.trim(),
		hint: 'Open its settings, fill in what is required and save.'
	});
}
