/** Texts of the document say all that a program must know of a member to use it. */
import { describe, expect, it } from 'vitest';
import { openApiDocument } from './openapi.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a document of any shape
type Json = { [member: string]: any };
const document = openApiDocument('1.2.3') as Json;

interface Member {
	place: string;
	name: string;
	schema: Json;
	required: boolean;
}

/** Returns all members of a schema at any depth. Does not follow `$ref`. */
function membersOf(schema: Json, place: string): Member[] {
	if (typeof schema !== 'object' || schema === null) return [];
	const inside = [
		schema['items'],
		schema['additionalProperties'],
		...(schema['anyOf'] ?? []),
		...(schema['oneOf'] ?? [])
	];
	const own = Object.entries((schema['properties'] ?? {}) as Record<string, Json>);
	return [
		...own.map(([name, one]) => ({
			...{ place, name, schema: one },
			required: (schema['required'] ?? []).includes(name)
		})),
		...own.flatMap(([name, one]) => membersOf(one, `${place}.${name}`)),
		...inside.flatMap((one) => membersOf(one, place))
	];
}

const taken: Member[] = [];
const given: Member[] = Object.entries<Json>(document['components'].schemas).flatMap(([name, schema]) =>
	membersOf(schema, `#${name}`)
);
for (const methods of Object.values<Json>(document['paths'])) {
	for (const operation of Object.values<Json>(methods)) {
		const id = operation['operationId'];
		for (const { name, in: place, description, schema, required } of operation['parameters'] ?? []) {
			if (place === 'query') taken.push({ place: id, name, schema: { ...schema, description }, required });
		}
		taken.push(...membersOf(operation['requestBody']?.content['application/json']?.schema, id));
		for (const answer of Object.values<Json>(operation['responses'])) {
			given.push(...membersOf(answer['content']?.['application/json']?.schema, id));
		}
		for (const [name, event] of Object.entries<Json>(operation['x-events'] ?? {})) {
			given.push(...membersOf(event['data'], `${id} ${name}`));
		}
		taken.push(...membersOf(operation['x-websocket']?.client, id));
		given.push(...membersOf(operation['x-websocket']?.server, id));
	}
}
/** Whether a member only marks one of several kinds. Its name and its few values say everything. */
const isMark = ({ schema }: Member) => schema['const'] !== undefined;
const bare = (members: Member[]) => [
	...new Set(members.filter(({ schema }) => !schema['description']).map(({ place, name }) => `${place} ${name}`))
];

describe('in words stands', () => {
	it('what each member means that is sent', () => {
		expect(taken.length).toBeGreaterThan(400);
		expect(bare(taken.filter((one) => !isMark(one)))).toEqual([]);
	});

	it('the unit of each number that is answered', () => {
		const numbers = given.filter(({ schema }) =>
			[schema, ...(schema['anyOf'] ?? []), schema['items'] ?? {}].some(
				({ type }) => type === 'number' || type === 'integer'
			)
		);
		expect(numbers.length).toBeGreaterThan(300);
		expect(bare(numbers)).toEqual([]);
	});

	it('what null says, and what it says that a member is not there', () => {
		const open = given.filter(
			({ schema, required }) => !required || (schema['anyOf'] ?? []).some(({ type }: Json) => type === 'null')
		);
		expect(open.length).toBeGreaterThan(300);
		expect(bare(open)).toEqual([]);
	});
});

describe('the comment at a member', () => {
	const bodyOf = (path: string) =>
		document['paths'][path].post.requestBody.content['application/json'].schema.properties as Record<string, Json>;

	it('is what is said of it', () => {
		expect(bodyOf('/api/v1/boxes')['cpus']!['description']).toBe('Cores; absent: no limit of its own.');
	});

	it('wins over the words that its name has elsewhere', () => {
		expect(bodyOf('/api/v1/boxes/{id}/rename')['name']!['description']).toBe('Unique among boxes.');
		expect(bodyOf('/api/v1/tokens')['name']!['description']).toBe('What it is for: “Backup script”.');
	});

	it('differs between the kinds of one member', () => {
		const [volume, folder] =
			bodyOf('/api/v1/boxes')['volumes']!['items'].oneOf ?? bodyOf('/api/v1/boxes')['volumes']!['items'].anyOf;
		expect(volume.properties.kind.description).toMatch(/^A volume/);
		expect(folder.properties.kind.description).toMatch(/^A folder/);
	});
});
