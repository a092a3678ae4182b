/**
 * Finds members of the input that the schema does not know. Schemas drop such members silently.
 * That is right for data that the box wrote itself, but in a request a name is mistyped.
 */
import * as v from 'valibot';
import type { Schema } from '../../contract/operation.ts';
import { nearName } from './near-name.ts';

/** Most unknown names that the answer to one request lists. */
export const MOST_NAMED = 20;
/** Longest name that is repeated, characters. */
export const LONGEST = 60;
/** Names that `v.record` drops although it accepts every other name. */
const DROPPED = ['__proto__', 'constructor', 'prototype'];

/** A member of the input that the schema does not know. */
export interface Unknown {
	/** Path as `v.getDotPath` writes it: `ports.0.hots`. */
	readonly path: string;
	readonly name: string;
	/** The known name that was probably meant; null when none is close. */
	readonly near: string | null;
}

/** The parts of a schema that are read here. */
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

/** Returns those of `first` that all of `rest` have, too. */
const inAll = ([first = [], ...rest]: Unknown[][]): Unknown[] =>
	first.filter(({ path }) => rest.every((other) => other.some((one) => one.path === path)));

/** Returns the options of a union that the input can mean; the key of a variant decides. */
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
	// `v.object` accepts an array as an object without members.
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
 * Returns the members of the input that its schema does not know, at any depth. Schemas without
 * fixed names (`v.record`, `v.custom`, `v.unknown`) know every name.
 * @param input as it was sent, before `v.object` has dropped members
 */
export function unknownMembers(schema: Schema, input: unknown): Unknown[] {
	return find(schema as unknown as Shape, input, '').slice(0, MOST_NAMED);
}

/** Describes an unknown name for the caller. @param what kind of name it is: `member` */
export function unknownWords({ near }: Pick<Unknown, 'near'>, what: string): string {
	return `There is no ${what} of this name.${near === null ? '' : ` Did you mean “${near}”?`}`;
}
