/** Reads a form with a pup's settings in the same way in the browser and on the server. */
import { readValues } from '$lib/contract/config-values.ts';
import type { ConfigField, ConfigSection } from '$lib/contract/config-fields.ts';

/** The part of a field that is needed to read its input. */
type Read = Pick<ConfigField, 'name' | 'type' | 'value'>;

/** All fields of some sections. */
export const fieldsOf = (sections: readonly ConfigSection[]): ConfigField[] =>
	sections.flatMap((section) => section.fields);

/**
 * Reads the fields of a form. Unchecked boxes are not sent and mean off. An empty field that never
 * had a value is left out.
 * @returns values for the API, and typed values to fill the form again, without passwords
 */
export function readConfigForm(
	form: FormData,
	fields: readonly Read[]
): { values: Record<string, unknown>; typed: Record<string, string> } {
	const values: Record<string, unknown> = {};
	const typed: Record<string, string> = {};
	for (const { name, type, value: before } of fields) {
		const sent = form.get(`f.${name}`);
		const text = typeof sent === 'string' ? sent.replaceAll('\r\n', '\n') : '';
		if (type === 'toggle' || type === 'checkbox') {
			const on = sent !== null;
			typed[name] = String(on);
			if (on || before !== null) values[name] = on;
		} else if (type === 'password') {
			// An empty field means no change, because a stored secret is never sent to the browser.
			if (text) values[name] = text;
			else if (form.has(`clear.${name}`)) values[name] = '';
		} else {
			typed[name] = text;
			if (text !== '' || before !== null) values[name] = text;
		}
	}
	return { values, typed };
}

/**
 * Errors in a form's values, by field.
 * @param fields all fields of the form
 */
export function wrongIn(fields: readonly ConfigField[], values: Record<string, unknown>): Record<string, string> {
	const { wrong } = readValues(fields, values);
	for (const { name, required, type, isSet } of fields) {
		const missing = type === 'password' ? !isSet && !Object.hasOwn(values, name) : !Object.hasOwn(values, name);
		if (required && missing) wrong[name] ??= 'is required';
	}
	return wrong;
}

/** Turns “must be a number” into a sentence below its field. */
export const wrongWords = (wrong: string): string => `This ${wrong}.`;

/**
 * Validates a form before it is sent, and focuses the first invalid field.
 * @returns as {@link wrongIn}
 */
export function checkConfigForm(data: FormData, fields: readonly ConfigField[]): Record<string, string> {
	const wrong = wrongIn(fields, readConfigForm(data, fields).values);
	const first = fields.find(({ name }) => wrong[name] !== undefined);
	if (first) document.getElementById(`config-${first.name}`)?.focus();
	return wrong;
}
