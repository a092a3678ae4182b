/**
 * The published JSON Schema of a manifest, for editors. `npm run schema` generates
 * `static/schema/manifest.v1.json` from it.
 */
import { toJsonSchema } from '@valibot/to-json-schema';
import { manifestSchema } from './manifest-schema.ts';

/** A node of a JSON Schema (draft-07), with the members that are used here. */
export interface SchemaNode {
	type?: string | string[];
	description?: string;
	default?: unknown;
	enum?: unknown[];
	anyOf?: SchemaNode[];
	items?: SchemaNode;
	properties?: Record<string, SchemaNode>;
	required?: string[];
	additionalProperties?: SchemaNode | boolean;
	/** Our own keyword, removed before publication: the member is required. */
	must?: boolean;
	[keyword: string]: unknown;
}

/**
 * Returns the JSON Schema of `manifest.json`, draft-07. It has exact member names; the reader
 * accepts them in any case.
 */
export function manifestJsonSchema(): SchemaNode {
	const made = toJsonSchema(manifestSchema, { typeMode: 'input', errorMode: 'ignore' }) as SchemaNode;
	const { properties, ...rest } = shortened(made);
	return {
		...rest,
		$schema: 'http://json-schema.org/draft-07/schema#',
		$id: 'https://dogebox.org/schema/manifest.v1.json',
		title: 'Dogebox pup manifest, version 1',
		description: 'manifest.json of a pup: what it is, how it is built and run, what it offers and needs.',
		properties: {
			$schema: { type: 'string', description: 'Address of this schema, for editors; the box ignores it.' },
			...properties
		}
	};
}

/**
 * Shortens a node without changing its meaning: `null` beside a type instead of a choice of two,
 * and no defaults that only mean “empty”.
 */
function shortened(node: SchemaNode): SchemaNode {
	const { anyOf, must: _must, ...out } = node;
	if (typeof out.default !== 'boolean') delete out.default;
	if (anyOf) {
		const options = anyOf.map(shortened);
		const real = options.filter((option) => option.type !== 'null');
		const single = real.length === 1 ? real[0]! : null;
		// Everything inside it has been shortened already.
		if (single && real.length < options.length) {
			return { ...single, ...out, ...orNull(single) };
		} else if (options.every((option) => typeof option.type === 'string' && Object.keys(option).length === 1)) {
			out.type = options.map((option) => option.type as string);
		} else {
			out.anyOf = real.length < options.length ? [...real, { type: 'null' }] : real;
		}
	}
	if (out.items) out.items = shortened(out.items);
	if (typeof out.additionalProperties === 'object') out.additionalProperties = shortened(out.additionalProperties);
	if (out.properties) {
		const needed = Object.entries(out.properties).filter(([, value]) => value.must === true);
		out.properties = Object.fromEntries(
			Object.entries(out.properties).map(([name, value]) => [
				name,
				value.must ? present(shortened(value)) : shortened(value)
			])
		);
		delete out.required;
		if (needed.length > 0) out.required = needed.map(([name]) => name);
	}
	return out;
}

function orNull({ type, enum: values }: SchemaNode): SchemaNode {
	return {
		...(type !== undefined && { type: [...new Set([type, 'null'].flat())] }),
		...(values && { enum: [...values, null] })
	};
}

/** Marks a required member: not null, and no empty text. */
function present(node: SchemaNode): SchemaNode {
	const out = { ...node };
	if (Array.isArray(out.type)) {
		const types = out.type.filter((type) => type !== 'null');
		out.type = types.length === 1 ? types[0]! : types;
	}
	if (out.enum) out.enum = out.enum.filter((value) => value !== null);
	if (out.type === 'string' && !out.enum) out.minLength = 1;
	return out;
}
