/** Rules of `config`. */
import type { Findings } from './manifest-errors.ts';
import { ENV_NAME } from './manifest-names.ts';
import type { ManifestField } from './manifest-schema-config.ts';
import type { Manifest } from './manifest-schema.ts';

/** Texts that mean yes or no, as the original reads them (reference: pups.md §1, config values). */
const YES_OR_NO = /^(true|1|yes|on|false|0|no|off)$/i;

/** Checks sections and fields: names, labels, and defaults that the field itself accepts. */
export function checkConfig({ config }: Manifest, { wrong, warn }: Findings): void {
	const names = new Set<string>();
	config.sections.forEach((section, s) => {
		const at = (...rest: (string | number)[]) => ['config', 'sections', s, ...rest];
		if (section.name.trim() === '') wrong(at('name'), 'text that is not empty', 'config section name is required');
		section.fields.forEach((field, f) => {
			const { name, type, min, max, step } = field;
			const here = (member: string) => at('fields', f, member);
			if (name.trim() === '') {
				wrong(here('name'), 'text that is not empty', `config field name is required in section ${section.name}`);
			}
			if (field.label.trim() === '') {
				const sentence = `config field ${name} in section ${section.name} must have a label`;
				wrong(here('label'), 'text that is not empty', sentence);
			}
			if (names.has(name)) wrong(here('name'), 'a name of its own', `duplicate config field name: ${name}`);
			names.add(name);
			if (type === 'number' || type === 'range') {
				if (step !== null && step <= 0) {
					wrong(here('step'), 'a number above zero', `config field ${name} step must be greater than zero`);
				}
				if (min !== null && max !== null && min > max) {
					wrong(here('min'), `at most ${max}, which is max`, `config field ${name} min cannot be greater than max`);
				}
			}
			if (!ENV_NAME.test(name) || name.startsWith('DBX_')) {
				warn(`The config field “${name}” cannot be a variable; services do not get it.`);
			}
			checkOptions(field, warn);
			const doubt = doubtOfDefault(field);
			if (doubt !== null) warn(`The default of “${name}” ${doubt}.`);
		});
	});
}

function checkOptions({ name, type, options }: ManifestField, warn: Findings['warn']): void {
	if (type !== 'select' && type !== 'radio') {
		if (options.length > 0) warn(`“${name}” lists options, but its type is ${type}.`);
	} else if (options.length === 0) {
		warn(`“${name}” lets the owner choose, but lists no options.`);
	} else if (new Set(options.map((option) => option.value)).size < options.length) {
		warn(`“${name}” lists a value twice.`);
	}
}

function doubtOfDefault({ type, default: text, min, max, options }: ManifestField): string | null {
	if (text === null || text === '') return null;
	switch (type) {
		case 'number':
		case 'range': {
			const value = text.trim() === '' ? NaN : Number(text);
			if (!Number.isFinite(value)) return 'is not a number';
			if (min !== null && value < min) return `is below ${min}`;
			return max !== null && value > max ? `is above ${max}` : null;
		}
		case 'toggle':
		case 'checkbox':
			return YES_OR_NO.test(text) ? null : 'is neither true nor false';
		case 'select':
		case 'radio':
			return options.length === 0 || options.some((option) => option.value === text)
				? null
				: 'is not among its options';
		case 'date':
			return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? null : 'is not a date (2026-09-01)';
		case 'color':
			return /^#[0-9a-f]{6}$/i.test(text) ? null : 'is not a color (#c2a633)';
		case 'email':
			return /^[^\s@]+@[^\s@]+$/.test(text) ? null : 'is not an e-mail address';
		case 'textarea':
			return null;
		default:
			return /[\r\n]/.test(text) ? 'has several lines' : null;
	}
}
