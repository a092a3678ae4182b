import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { boxChange, newBox } from '$lib/contract/box-inputs.ts';
import type { BoxDetail } from '$lib/contract/boxes.ts';
import { newBoxValues, readBoxChange, readNewBox, rowsIn, typedValues, valuesOf, wrongFields } from './box-form.ts';

const NOW = 1_764_000_000_000;

function formOf(values: Record<string, string | string[]>): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(values)) for (const one of [value].flat()) form.append(name, one);
	return form;
}
const filled = (more: Record<string, string | string[]> = {}) => formOf({ ...newBoxValues(), ...more });

describe('a new box', () => {
	it('needs nothing but the choice of Debian', () => {
		const { body, wrong } = readNewBox(filled(), NOW);
		expect(wrong).toEqual({});
		expect(v.parse(newBox, body)).toMatchObject({ debian: { packages: [] }, network: 'internet', start: true });
		expect(body).not.toHaveProperty('memoryBytes');
	});

	it('has all that was filled in, in the units of the operation', () => {
		const { body, wrong } = readNewBox(
			filled({
				...{ from: 'image', image: ' alpine:3.20 ', name: 'web', cpus: '1,5', memoryBytes: '512', diskBytes: '2' },
				...{ idleMinutes: '30', expires: '24', restart: 'always', network: 'home' },
				'ports.hostPort': ['8080', '', ''],
				'ports.port': ['80', '53', ''],
				'ports.protocol': ['tcp', 'udp', 'tcp'],
				'volumes.name': ['data', ''],
				'volumes.target': ['/data', ''],
				'volumes.mode': ['read', 'write'],
				'env.name': ['TOKEN', ''],
				'env.value': [' s3cret ', ''],
				'labels.name': ['project'],
				'labels.value': ['tests']
			}),
			NOW
		);
		expect(wrong).toEqual({});
		expect(v.parse(newBox, body)).toMatchObject({
			...{ image: 'alpine:3.20', name: 'web', cpus: 1.5, memoryBytes: 512e6, diskBytes: 2e9 },
			...{ idleStopSeconds: 1800, expiresAt: NOW + 86_400_000, restart: 'always', network: 'home' },
			ports: [
				{ hostPort: 8080, port: 80, protocol: 'tcp' },
				{ port: 53, protocol: 'udp' }
			],
			volumes: [{ kind: 'volume', name: 'data', target: '/data', readonly: true }],
			env: { TOKEN: ' s3cret ' },
			labels: { project: 'tests' }
		});
	});

	it.each([
		['memoryBytes', { memoryBytes: 'much' }],
		['cpus', { cpus: '1,000' }],
		['image', { from: 'image', image: '' }],
		['ports', { 'ports.hostPort': '', 'ports.port': 'http', 'ports.protocol': 'tcp' }]
	])('says at %s what is wrong there', (field, values) => {
		expect(Object.keys(readNewBox(filled(values), NOW).wrong)).toEqual([field]);
	});

	it('keeps what was typed, and no secret', () => {
		const typed = typedValues(filled({ name: 'web', 'env.name': 'TOKEN', 'env.value': 's3cret' }));
		expect(typed).toMatchObject({ name: 'web' });
		expect(rowsIn(typed, 'env')).toEqual([['TOKEN', '']]);
		expect(JSON.stringify(typed)).not.toContain('s3cret');
	});
});

describe('a change', () => {
	const box = {
		...{ cpus: 2, memoryBytes: 2 ** 31, diskBytes: null, network: 'none', restart: 'on-failure:3' },
		...{
			idleStopSeconds: 95,
			expiresAt: NOW + 1,
			ports: [{ hostPort: 8080, hostAddress: '127.0.0.1', port: 80, protocol: 'tcp' }]
		},
		...{ labels: { project: 'tests' }, pids: 1024, options: {} }
	} as unknown as BoxDetail;
	const shown = valuesOf(box);
	const sent = (more: Record<string, string> = {}) => {
		const { ports: _ports, labels: _labels, ...values } = shown;
		return formOf({
			...values,
			...{ 'ports.hostPort': '8080', 'ports.port': '80', 'ports.protocol': 'tcp' },
			...{ 'ports.hostAddress': '127.0.0.1', 'labels.name': 'project', 'labels.value': 'tests' },
			...more
		});
	};
	const change = (more?: Record<string, string>) => readBoxChange(sent(more), shown, NOW);

	it('is none where the form is sent as it was shown, rounded or not', () => {
		expect(change()).toEqual({ body: {}, wrong: {} });
	});

	it('has what differs, alone', () => {
		const { body } = change({ memoryBytes: '3', 'ports.port': '81', idleMinutes: '10' });
		expect(v.parse(boxChange, body)).toEqual({
			...{ memoryBytes: 3e9, idleStopSeconds: 600 },
			ports: [{ hostPort: 8080, hostAddress: '127.0.0.1', port: 81, protocol: 'tcp' }]
		});
	});

	it('takes a limit away where its field is empty, but never that of memory', () => {
		const { body, wrong } = change({ cpus: '', expires: '', memoryBytes: '' });
		expect(body).toMatchObject({ cpus: null, expiresAt: null });
		expect(wrong).toEqual({ memoryBytes: 'Give a number.' });
	});
});

describe('a refusal', () => {
	const problem = { code: 'invalid-input', title: 'No.', detail: 'Do.', fields: {} };

	it('stands at the field that it is about', () => {
		expect(wrongFields({ ...problem, fields: { 'ports.0.port': 'Bad.', idleStopSeconds: 'Short.' } })).toEqual({
			ports: 'Bad.',
			idleMinutes: 'Short.'
		});
		expect(wrongFields({ ...problem, code: 'name-taken' })).toEqual({ name: 'No. Do.' });
	});

	it('stands at none where it is about all', () => {
		expect(wrongFields({ ...problem, code: 'exceeds-host' })).toEqual({});
	});
});
