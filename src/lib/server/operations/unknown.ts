/**
 * What was sent under a name that no schema knows. Schemas take such members out in silence, which
 * is right for what the box reads of itself; who asks the box for something has mistyped it.
 */
import * as v from 'valibot';
import type { Schema } from '../../contract/operation.ts';
import { nearName } from './near-name.ts';

/** Most unknown names that the answer to one request lists. */
export const MOST_NAMED = 20;
/** Longest name that is repeated, characters. */
export const LONGEST = 60;
/** What `v.record` takes out, although it takes every other name. */
const DROPPED = ['__proto__', 'constructor', 'prototype'];

/** A member that does not exist. */
export interface Unknown {
	/** As `v.getDotPath` writes the place: `ports.0.hots`. */
	readonly path: string;
	readonly name: string;
	/** What was meant; null where nothing is close. */
	readonly near: string | null;
}

/** What of a schema is looked at here. */
interface Shape {
	readonly type: string;
	readonly key?: string;
	readonly entries?: Readonly<Record<string, Shape>>;
	readonly item?: Shape;
	readonly items?: readonly Shape[];
	readonly value?: Shape;
	readonly wrapped?: Shape;
	readonly options?: readonly Shape[];
}

const isObject = (input: unknown): input is Record<string, unknown> =>
	typeof input === 'object' && input !== null && !Array.isArray(input);

const fits = (shape: Shape, input: unknown) => v.is(shape as unknown as v.GenericSchema, input);

/** Those of `first` that all of `rest` have, too. */
const inAll = ([first = [], ...rest]: Unknown[][]): Unknown[] =>
	first.filter(({ path }) => rest.every((other) => other.some((one) => one.path === path)));

/** The option of a variant that is meant, by the member which says so. */
function meant(shape: Shape, input: unknown): Shape[] {
	const { key, options = [] } = shape;
	if (key === undefined) return options.filter((option) => fits(option, input));
	if (!isObject(input)) return [];
	return options.filter((option) => {
		const says = option.entries?.[key];
		return says ? fits(says, input[key]) : meant(option, input).length > 0;
	});
}

function find(shape: Shape, input: unknown, path: string): Unknown[] {
	const below = (name: string | number) => (path === '' ? String(name) : `${path}.${name}`);
	if (shape.wrapped) return find(shape.wrapped, input, path);
	if (shape.type === 'union' || shape.type === 'variant')
		return inAll(meant(shape, input).map((option) => find(option, input, path)));
	// `v.object` takes a list for an object without members.
	if (shape.entries && typeof input === 'object' && input !== null) {
		const { entries } = shape;
		const found: Unknown[] = [];
		for (const [name, value] of Object.entries(input)) {
			if (found.length >= MOST_NAMED) break;
			const short = name.slice(0, LONGEST);
			const isKnown = Object.hasOwn(entries, name);
			if (isKnown) found.push(...find(entries[name]!, value, below(name)));
			else if (value !== undefined && shape.type !== 'loose_object' && shape.type !== 'object_with_rest') {
				found.push({ path: below(short), name: short, near: nearName(name, Object.keys(entries)) });
			}
		}
		return found;
	}
	const parts: [string | number, Shape, unknown][] = [];
	const dropped: Unknown[] = [];
	if (Array.isArray(input)) {
		input.forEach((one: unknown, at) => {
			const item = shape.item ?? shape.items?.[at];
			if (item) parts.push([at, item, one]);
		});
	} else if (shape.type === 'record' && shape.value && isObject(input)) {
		for (const [name, one] of Object.entries(input)) {
			if (DROPPED.includes(name)) dropped.push({ path: below(name), name, near: null });
			else parts.push([name.slice(0, LONGEST), shape.value, one]);
		}
	}
	const found = dropped;
	for (const [name, part, one] of parts) {
		if (found.length >= MOST_NAMED) break;
		found.push(...find(part, one, below(name)));
	}
	return found;
}

/**
 * Members of the input that its schema does not know, at any depth. What is free (`v.record`,
 * `v.custom`, `v.unknown`) knows every name.
 * @param input as it was sent: with objects that `v.object` has not taken anything out of yet
 */
export function unknownMembers(schema: Schema, input: unknown): Unknown[] {
	return find(schema as unknown as Shape, input, '').slice(0, MOST_NAMED);
}

/** In words, for who sent it. @param what it was sent as: `member` */
export function unknownWords({ near }: Pick<Unknown, 'near'>, what: string): string {
	return `There is no ${what} of this name.${near === null ? '' : ` Did you mean “${near}”?`}`;
}
