/**
 * What a form with a pup's settings holds, read the same way where it is filled in and where it
 * arrives.
 */
import { readValues } from '$lib/contract/config-values.ts';
import type { ConfigField, ConfigSection } from '$lib/contract/config-fields.ts';

/** What of a field its input needs to be read. */
type Read = Pick<ConfigField, 'name' | 'type' | 'value'>;

/** All fields of some sections. */
export const fieldsOf = (sections: readonly ConfigSection[]): ConfigField[] =>
	sections.flatMap((section) => section.fields);

/**
 * Reads the fields of a form. Unchecked boxes are not sent: they mean off. What never had a value
 * and was left empty is left out.
 * @returns values as the API wants them, and what was typed to fill the form again: no passwords
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
			// An empty box means “as it is”; a stored secret is never sent to the browser.
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
 * What is wrong with the values of a form, by field.
 * @param fields all that the form asks for
 */
export function wrongIn(fields: readonly ConfigField[], values: Record<string, unknown>): Record<string, string> {
	const { wrong } = readValues(fields, values);
	for (const { name, required, type, isSet } of fields) {
		const missing = type === 'password' ? !isSet && !Object.hasOwn(values, name) : !Object.hasOwn(values, name);
		if (required && missing) wrong[name] ??= 'is required';
	}
	return wrong;
}

/** “must be a number” as a sentence below the field that it is about. */
export const wrongWords = (wrong: string): string => `This ${wrong}.`;

/**
 * Checks what is typed into a form, before it is sent. The first field that is wrong has the focus
 * then.
 * @returns as {@link wrongIn}
 */
export function checkConfigForm(data: FormData, fields: readonly ConfigField[]): Record<string, string> {
	const wrong = wrongIn(fields, readConfigForm(data, fields).values);
	const first = fields.find(({ name }) => wrong[name] !== undefined);
	if (first) document.getElementById(`config-${first.name}`)?.focus();
	return wrong;
}
