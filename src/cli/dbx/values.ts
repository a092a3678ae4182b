/** Converts words on the command line to the input of an operation. */
import { readFileSync } from 'node:fs';
import type { TableField, TableRow } from '../../lib/contract/command-table.ts';
import { EXIT, Failure } from './failure.ts';

/**
 * Members of a body that are secrets. They are never taken from the command line, which others can
 * see.
 */
export const SECRET = /^(password|current|next|words|secret|token|auth|apiKey|code)$/i;

/** Members of bodies that may contain secrets: only accepted from a file or stdin. */
export const MAYBE_SECRET = /^(credentials|config|env|values|target)$/;

/** Converts `sourceId` to an option name: `source-id`. */
export const optionName = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Collects the values of a repeated option. */
export const collect = (value: string, before: string[] = []) => [...before, value];

/** Returns the names of a path's parameters, in order. */
export const pathParams = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

/**
 * Parses `name=value` pairs into an object.
 * @throws Failure for a text that is not a pair
 */
export function pairs(given: readonly string[], what: string): Record<string, string> {
	return Object.fromEntries(
		given.map((pair) => {
			const at = pair.indexOf('=');
			if (at < 1) throw new Failure(EXIT.usage, `“${pair}” is not a ${what}: give name=value.`);
			return [pair.slice(0, at), pair.slice(at + 1)];
		})
	);
}

/**
 * Parses a value of a body.
 * @throws Failure for a value of the wrong type
 */
export function valueOf({ name, type }: Pick<TableField, 'name' | 'type'>, text: string): unknown {
	if (type === 'string') return text;
	if (type === 'number') {
		if (text.trim() === '' || !Number.isFinite(Number(text))) throw notA(name, 'a number');
		return Number(text);
	}
	if (type === 'boolean') {
		if (text !== 'true' && text !== 'false') throw notA(name, 'true or false');
		return text === 'true';
	}
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw notA(name, 'JSON');
	}
}

const notA = (name: string, what: string) => new Failure(EXIT.usage, `--${optionName(name)} must be ${what}.`);

/**
 * Reads a body that is given as JSON, `@FILE`, or `-` for stdin.
 * @throws Failure when it cannot be read
 */
export function readBody(
	given: string,
	read: (file: string | 0) => string = (file) => readFileSync(file, 'utf8')
): unknown {
	let text = given;
	try {
		if (given === '-') text = read(0);
		else if (given.startsWith('@')) text = read(given.slice(1));
	} catch (error) {
		throw new Failure(EXIT.usage, `The body cannot be read: ${(error as Error).message}`);
	}
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw new Failure(EXIT.usage, 'The body is not JSON.', { hint: 'Give JSON, @FILE, or - for the standard input.' });
	}
}

/**
 * Requires `@FILE` or `-` for a value that may be a secret.
 * @param option that the value was given by
 * @throws Failure for a value on the command line itself
 */
export function needHidden(option: string, given: string): void {
	if (given === '-' || given.startsWith('@')) return;
	throw new Failure(EXIT.usage, 'Other programs can read the command line, and this may contain a secret.', {
		hint: `Give ${option} @FILE, or ${option} - for the standard input.`
	});
}

/**
 * Reads a whole body, given by `--body`. A body with secret or unknown members is only accepted
 * from a file or stdin.
 * @throws Failure when it is on the command line, or the operation takes none
 */
export function bodyFor(row: Pick<TableRow, 'id' | 'body' | 'fields'>, given: string): unknown {
	if (row.body !== 'json') throw new Failure(EXIT.usage, `${row.id} takes no JSON.`, { hint: 'Omit --body.' });
	const secret = row.fields.some(({ name }) => SECRET.test(name) || MAYBE_SECRET.test(name));
	if (secret || row.fields.length === 0) needHidden('--body', given);
	return readBody(given);
}

/**
 * Builds the path and query of a call.
 * @throws Failure for a missing or unknown parameter
 */
export function addressOf(
	row: Pick<TableRow, 'id' | 'path' | 'query'>,
	params: Readonly<Record<string, string>>,
	query: Readonly<Record<string, string>>
): string {
	const known = pathParams(row.path);
	const other = Object.keys(params).find((name) => !known.includes(name));
	if (other !== undefined) throw new Failure(EXIT.usage, `${row.id} has no parameter “${other}”.`);
	const path = row.path.replace(/\{(\w+)\}/g, (_, name: string) => {
		const value = params[name];
		if (value === undefined) throw new Failure(EXIT.usage, `${row.id} needs --param ${name}=…`);
		return encodeURIComponent(value);
	});
	const search = new URLSearchParams(query).toString();
	return search === '' ? path : `${path}?${search}`;
}
