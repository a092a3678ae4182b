/** From words on the command line to what an operation takes. */
import { readFileSync } from 'node:fs';
import type { TableField, TableRow } from '../../lib/contract/command-table.ts';
import { EXIT, Failure } from './failure.ts';

/** Members of a body that are secrets: never taken from the command line, where others see them. */
export const SECRET = /^(password|current|next|words|secret|token|auth|apiKey|code)$/i;

/** Members of bodies that may hold secrets: from a file or the standard input alone. */
export const MAYBE_SECRET = /^(credentials|config|env|values|target)$/;

/** `sourceId` as an option: `source-id`. */
export const optionName = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Gathers an option that is given several times. */
export const collect = (value: string, before: string[] = []) => [...before, value];

/** Names of the parameters of a path, in order. */
export const pathParams = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

/**
 * `name=value` pairs as an object.
 * @throws Failure for what is no pair
 */
export function pairs(given: readonly string[], what: string): Record<string, string> {
	return Object.fromEntries(
		given.map((pair) => {
			const at = pair.indexOf('=');
			if (at < 1) throw new Failure(EXIT.usage, `“${pair}” is no ${what}: give name=value.`);
			return [pair.slice(0, at), pair.slice(at + 1)];
		})
	);
}

/**
 * A value of a body.
 * @throws Failure for what is not of its type
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
 * A body given as JSON, `@FILE`, or `-` for the standard input.
 * @throws Failure for what cannot be read
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
 * What may hold a secret is `@FILE` or `-`.
 * @param option that it was given by
 * @throws Failure for what stands on the command line itself
 */
export function needHidden(option: string, given: string): void {
	if (given === '-' || given.startsWith('@')) return;
	throw new Failure(
		EXIT.usage,
		'What stands on the command line is seen by other programs, and this may hold a secret.',
		{ hint: `Give ${option} @FILE, or ${option} - for the standard input.` }
	);
}

/**
 * All of a body, as `--body` gives it. One whose members are secrets, or are not known, comes from
 * a file or the standard input alone.
 * @throws Failure where it stands on the command line, or the operation takes none
 */
export function bodyFor(row: Pick<TableRow, 'id' | 'body' | 'fields'>, given: string): unknown {
	if (row.body !== 'json') throw new Failure(EXIT.usage, `${row.id} takes no JSON.`, { hint: 'Leave --body out.' });
	const secret = row.fields.some(({ name }) => SECRET.test(name) || MAYBE_SECRET.test(name));
	if (secret || row.fields.length === 0) needHidden('--body', given);
	return readBody(given);
}

/**
 * The address of a call.
 * @throws Failure where a parameter is missing or there is none of that name
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
