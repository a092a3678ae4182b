/** Operations as a short table, from which the commands of `dbx` are generated. */
import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { withTexts } from './member-texts.ts';
import { isUpload, type Method, type Schema } from './operation.ts';
import { allOperations } from './operations.ts';

/** A value that a command accepts as an option. */
export interface TableField {
	name: string;
	type: 'string' | 'number' | 'boolean' | 'json';
	required: boolean;
	/** The allowed values, if they are few. */
	choices?: string[];
	/** Meaning, in words. */
	about?: string;
	/** Default value, as the API declares it. */
	fallback?: string;
}

export interface TableRow {
	id: string;
	method: Method;
	path: string;
	summary: string;
	/** Kind of the answer. */
	answer: 'json' | 'nothing' | 'bytes' | 'events' | 'duplex';
	/** Media types of an upload, or JSON; null for no body. */
	body: 'json' | string[] | null;
	query: TableField[];
	/** Members of the JSON body. */
	fields: TableField[];
}

interface Plain {
	type?: string;
	description?: string;
	default?: unknown;
	enum?: unknown[];
	anyOf?: Plain[];
	properties?: Record<string, Plain>;
	required?: string[];
}

function fieldOf(name: string, schema: Plain, required: boolean): TableField {
	const one = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [schema];
	const [first = schema] = one;
	const choices = first.enum?.every((value) => typeof value === 'string') ? (first.enum as string[]) : undefined;
	const type =
		one.length > 1 ? 'json' : first.type === 'integer' ? 'number' : (first.type ?? (choices ? 'string' : 'json'));
	const plain = type === 'string' || type === 'number' || type === 'boolean' ? type : 'json';
	const fallback = schema.default;
	return {
		name,
		type: plain,
		required,
		...(choices && { choices }),
		...(schema.description !== undefined && { about: schema.description }),
		...(isShown(fallback) && { fallback: String(fallback) })
	};
}

/** Whether a default is worth showing: an empty text, false and an empty list are not. */
const isShown = (fallback: unknown) =>
	(typeof fallback === 'string' && fallback !== '') || typeof fallback === 'number' || fallback === true;

function fieldsOf(schema: Schema | undefined, place: string): TableField[] {
	if (!schema) return [];
	const made = toJsonSchema(schema as v.GenericSchema, { typeMode: 'input', errorMode: 'ignore' });
	const { properties = {}, required = [] } = withTexts(made, place) as Plain;
	return Object.entries(properties).map(([name, one]) => fieldOf(name, one, required.includes(name)));
}

/**
 * Returns the table of all operations.
 * @public used by scripts/api-docs.mjs
 */
export function commandTable(): TableRow[] {
	return allOperations().map(([id, { method, path, summary, output, body, query }]) => ({
		id,
		method,
		path,
		summary,
		answer: output.kind,
		body: isUpload(body) ? [...body.types] : body ? 'json' : null,
		query: fieldsOf(query, `${id} query`),
		fields: isUpload(body) ? [] : fieldsOf(body, `${id} body`)
	}));
}
