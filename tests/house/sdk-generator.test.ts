/** What the generators of the SDKs make of a document, whatever it contains. */
import { spawnSync } from 'node:child_process';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { sdkPython } from '../../scripts/lib/sdk/python.mjs';
import { sdkTypescript } from '../../scripts/lib/sdk/typescript.mjs';

type Json = Record<string, unknown>;

const answers = (schema: Json) => ({ '200': { content: { 'application/json': { schema } } } });
const get = (operationId: string, more: Json = {}) => ({
	operationId,
	summary: 'Does it.',
	responses: answers({ type: 'string' }),
	...more
});
/** A document with one GET operation for each entry, each at its own path. */
const documentOf = (...operations: Json[]) => ({
	paths: Object.fromEntries(
		operations.map(({ path, ...one }, at) => [`/api/v1${(path as string | undefined) ?? `/p${at}`}`, { get: one }])
	),
	components: { schemas: {} }
});

const events = (names: string[], resumes: boolean) => ({
	parameters: resumes ? [{ $ref: '#/components/parameters/LastEventId' }] : [],
	responses: { '200': { content: { 'text/event-stream': {} } } },
	'x-events': Object.fromEntries(names.map((name) => [name, { description: 'One.', data: {} }]))
});

describe('names', () => {
	it.each([
		['pups.setLogLimits', 'setLogLimits(', 'def set_log_limits('],
		['boxes.exec.list', 'execList(', 'def exec_list('],
		['boxes.exec-log', 'execLog(', 'def exec_log('],
		['boxes.import', 'import(', 'def import_(']
	])('of %s', (id, typescript, python) => {
		const document = documentOf(get(id));
		expect(sdkTypescript(document)).toContain(`\n${typescript}`);
		expect(sdkPython(document).operations).toContain(python);
	});

	it('of two operations that would be one are refused', () => {
		expect(() => sdkTypescript(documentOf(get('a.bC'), get('a.b.c')))).toThrow('“a.bC”');
		expect(() => sdkTypescript(documentOf(get('alone')))).toThrow('no group');
	});

	it('of what is written by hand are refused', () => {
		expect(() => sdkTypescript(documentOf(get('jobs.wait')))).toThrow('a method of its own');
	});

	it('of options and of words of the language get a sign behind them', () => {
		const query = ['signal', 'from'].map((name) => ({ name, in: 'query', schema: { type: 'string' } }));
		const document = documentOf(get('a.b', { path: '/a/{interface}', parameters: query }));
		const typescript = sdkTypescript(document);
		expect(typescript).toContain('signal_?: QueryText;');
		expect(typescript).toContain('from?: QueryText;');
		expect(typescript).toContain('b(interface_: string, ');
		expect(sdkPython(document).operations).toContain('"from": from_');
	});
});

describe('streams of events', () => {
	it.each([
		['go on behind an id', ['hello', 'job'], true, '"resumes":true,"last":[]', 'self._caller.follow('],
		['end with their last event', ['output', 'exit'], true, '"resumes":true,"last":["exit"]', 'last=("exit", ),'],
		['come once without an id', ['output', 'exit'], false, '"answer":"events"}', 'self._caller.events(']
	])('%s', (_, names, resumes, typescript, python) => {
		const document = documentOf(get('a.b', events(names, resumes)));
		expect(sdkTypescript(document)).toContain(typescript);
		expect(sdkPython(document).operations).toContain(python);
	});
});

it('what reads pages of a log can be followed', () => {
	const parameters = ['after', 'tail'].map((name) => ({ name, in: 'query', schema: { type: 'string' } }));
	const document = documentOf(get('a.logs', { path: '/a/{id}/logs', parameters }));
	const typescript = sdkTypescript(document);
	expect(typescript).toContain('\nfollowLog(id: string, options?: ALogsQuery & FollowOptions & CallOptions)');
	expect(typescript).toContain('"follow":"followLog"');
	expect(sdkPython(document).operations).toContain('def follow_log(\n        self, id: str, *, poll');
});

it('no text of a document leaves its place', () => {
	const hostile = '*/ """ \\ \' " ` ${x} </script> \u2028 end"';
	const schema = {
		type: 'object',
		properties: {
			[hostile]: { const: hostile, description: hostile },
			plain: { enum: [hostile, 'a'] },
			many: { type: 'array', items: { anyOf: [{ type: 'object', properties: { a: {} } }, { type: 'null' }] } },
			class: { type: 'object', additionalProperties: { type: 'number' } }
		},
		required: ['plain']
	};
	const document = documentOf(
		get('a.b', {
			summary: hostile,
			description: `${hostile}\n\n${hostile}`,
			parameters: [{ name: 'q-x', in: 'query', required: true, schema: { enum: [hostile] } }],
			responses: answers(schema)
		})
	);
	const { diagnostics } = ts.transpileModule(sdkTypescript(document), { reportDiagnostics: true });
	expect(diagnostics).toEqual([]);
	const { types, operations } = sdkPython(document);
	for (const text of [types, operations]) {
		const checked = spawnSync('python3', ['-W', 'error', '-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
			input: text,
			encoding: 'utf8'
		});
		expect(checked.stderr).toBe('');
	}
});
