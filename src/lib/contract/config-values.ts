/** Reads and checks values of a pup's settings. The browser and the box use the same code. */
import type { Manifest } from './manifest-schema.ts';
import type { ConfigField, ConfigSection } from './config-fields.ts';

/** Longest value, characters. */
const MAX_VALUE = 16 * 1024;
const TRUE = new Set(['true', '1', 'yes', 'on']);
const FALSE = new Set(['false', '0', 'no', 'off']);
/** Numbers that Go's ParseFloat accepts, without infinity, NaN, other bases and separators. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The members of a field that decide which values it accepts. */
export type AskedField = Pick<ConfigField, 'name' | 'type' | 'required' | 'min' | 'max' | 'step' | 'options'>;

/** What is wrong with a value (“must be a number”), or the text to store. */
export type Coerced = { text: string } | { wrong: string };

/** Formats a number without an exponent, as its shortest decimal. */
function decimalOf(value: number): string {
	const [, sign = '', digits = '', rest = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value))!;
	if (exponent === undefined) return String(value);
	const shift = Number(exponent);
	const all = digits + rest;
	const point = digits.length + shift;
	if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`;
	return point >= all.length ? sign + all.padEnd(point, '0') : `${sign}${all.slice(0, point)}.${all.slice(point)}`;
}

/** Formats a number as Go does by default: very small ones with an exponent. */
function plainOf(value: number): string {
	const size = Math.abs(value);
	if (size === 0 || size >= 1e-4) return String(value);
	return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}

/** Converts a value to text; null when the field's type does not accept this kind of value. */
function textOf({ type }: AskedField, value: unknown): string | null {
	if (typeof value === 'string') return value;
	if (typeof value === 'boolean') return String(value);
	if (typeof value !== 'number' || !Number.isFinite(value)) return null;
	return type === 'number' || type === 'range' ? decimalOf(value) : plainOf(value);
}

/**
 * Converts an external value to the text that is stored (reference: dogeboxd.md §4.4), and checks
 * the field's rules beyond its type: bounds, step, choices.
 * @param value text, number, boolean or null (= empty)
 */
export function coerce(field: AskedField, value: unknown): Coerced {
	if (value === null || value === undefined || value === '') return { text: '' };
	const text = textOf(field, value);
	if (text === null) return { wrong: 'must be text, a number or true/false' };
	if (text.length > MAX_VALUE) return { wrong: `must have at most ${MAX_VALUE} characters` };
	// An environment variable cannot contain a NUL character.
	if (text.includes('\0')) return { wrong: 'must not contain a NUL character' };
	if (field.type !== 'textarea' && /[\r\n]/.test(text)) return { wrong: 'must be one line' };
	switch (field.type) {
		case 'number':
		case 'range':
			return coerceNumber(field, text.trim());
		case 'toggle':
		case 'checkbox': {
			const word = typeof value === 'number' ? '' : text.trim().toLowerCase();
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
			return isDate(text) ? { text } : { wrong: 'must be a date, YYYY-MM-DD' };
		case 'color':
			return /^#[0-9a-f]{6}$/i.test(text) ? { text } : { wrong: 'must be a colour, #rrggbb' };
		case 'text':
		case 'password':
		case 'textarea':
			return { text };
	}
}

/** Whether the text is a calendar date: `Date` would turn 30 February into 2 March. */
function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const day = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function coerceNumber({ min, max, step }: AskedField, text: string): Coerced {
	const number = DECIMAL.test(text) ? Number(text) : NaN;
	if (!Number.isFinite(number)) return { wrong: 'must be a number' };
	if (min !== null && number < min) return { wrong: `must be at least ${min}` };
	if (max !== null && number > max) return { wrong: `must be at most ${max}` };
	if (step !== null && step > 0) {
		const steps = (number - (min ?? 0)) / step;
		// Decimal steps are not exact in binary.
		if (Math.abs(steps - Math.round(steps)) > 1e-6) return { wrong: `must go in steps of ${step}` };
	}
	return { text };
}

/** Result of reading external values. */
export interface ReadValues {
	/** Text by field for changed values; null when the value is to be removed. */
	changes: Map<string, string | null>;
	/** What is wrong, by field; empty when all values are valid. */
	wrong: Record<string, string>;
}

/**
 * Reads external values. An empty `password` means “unchanged”, because its current value is never
 * shown; null removes it.
 * @param fields all fields of the pup; other names are refused
 */
export function readValues(fields: readonly AskedField[], values: Record<string, unknown>): ReadValues {
	const known = new Map(fields.map((field) => [field.name, field]));
	const wrong: Record<string, string> = {};
	const changes = new Map<string, string | null>();
	for (const [name, value] of Object.entries(values)) {
		const field = known.get(name);
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
	return { changes, wrong };
}

/**
 * Returns the settings to request before a pup is installed or updated: all of them if its manifest
 * requires it, otherwise those without which the pup cannot start.
 */
export function askedOnInstall(config: { showOnInstall: boolean; sections: ConfigSection[] }): ConfigSection[] {
	return config.sections
		.map((section) => ({
			...section,
			fields: config.showOnInstall ? section.fields : section.fields.filter(isMissing)
		}))
		.filter(({ fields }) => fields.length > 0);
}

/** Whether a required field has neither a value nor a valid default. */
function isMissing(field: Pick<ConfigField, 'value' | 'default' | 'isSet'> & AskedField): boolean {
	if (!field.required) return false;
	if (field.type === 'password') return !field.isSet;
	const text = field.value ?? field.default ?? '';
	return text.trim() === '' || 'wrong' in coerce(field, text);
}

/** Values as stored in the database. */
export type StoredValues = ReadonlyMap<string, { value: string; sealed: boolean }>;

/**
 * Builds the sections of a form. Values of `password` fields and encrypted values are not shown.
 * @param stored null before installation: a default then counts as a set value
 */
export function configSections({ config }: Pick<Manifest, 'config'>, stored: StoredValues | null): ConfigSection[] {
	return config.sections.map((section) => ({
		name: section.name,
		label: section.label,
		// Manifests that an earlier version stored do not have this member.
		description: section.description ?? null,
		fields: section.fields.map((field) => {
			const value = stored?.get(field.name);
			const secret = field.type === 'password' || value?.sealed === true;
			return {
				name: field.name,
				label: field.label,
				type: field.type,
				required: field.required,
				placeholder: field.placeholder,
				help: field.help,
				// The default of a password is published with the pup, but it may be the password
				// in use.
				default: secret ? null : field.default,
				min: field.min,
				max: field.max,
				step: field.step,
				options: field.options.map((option) => ({ value: option.value, label: option.label })),
				value: secret ? null : (value?.value ?? null),
				isSet: stored === null ? field.default !== null : value !== undefined
			};
		})
	}));
}

/** How one setting differs between two configurations. */
export interface ConfigDifference {
	name: string;
	label: string;
	/** Whether its values are hidden. */
	secret: boolean;
	/** Null when it has no value. */
	from: string | null;
	to: string | null;
}

/**
 * Returns what differs between two configurations of a pup, in the order of its form.
 * @param before texts by field, with secrets in clear
 */
export function configDifferences(
	{ config }: Pick<Manifest, 'config'>,
	before: ReadonlyMap<string, string>,
	after: ReadonlyMap<string, string>
): ConfigDifference[] {
	return config.sections
		.flatMap(({ fields }) => fields)
		.filter(({ name }) => (before.get(name) ?? '') !== (after.get(name) ?? ''))
		.map(({ name, label, type }) => {
			const secret = type === 'password';
			// For a secret, only whether it has a value is shown.
			const shown = (text: string | undefined) => (!text ? null : secret ? '' : text);
			return { name, label, secret, from: shown(before.get(name)), to: shown(after.get(name)) };
		});
}
