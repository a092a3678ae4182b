import { describe, expect, it } from 'vitest';
import { CONFIG_FIELD_TYPES, type ConfigField } from '$lib/contract/config-fields.ts';
import { readConfigForm, wrongIn } from './config-form.ts';

const field = (name: string, more: Partial<ConfigField> = {}): ConfigField => ({
	name,
	label: name,
	type: 'text',
	required: false,
	placeholder: null,
	help: null,
	default: null,
	min: null,
	max: null,
	step: null,
	options: [],
	value: null,
	isSet: false,
	...more
});
const form = (sent: Record<string, string>) => {
	const data = new FormData();
	for (const [name, value] of Object.entries(sent)) data.set(name, value);
	return data;
};

describe('what a form sends', () => {
	it('of all types, as the API wants it; a secret is not given back', () => {
		const fields = CONFIG_FIELD_TYPES.map((type) => field(type.toUpperCase(), { type }));
		const sent = Object.fromEntries(fields.map(({ name }) => [`f.${name}`, `of ${name}`]));
		const { values, typed } = readConfigForm(form(sent), fields);
		expect(Object.keys(values)).toHaveLength(12);
		expect(values).toMatchObject({ TOGGLE: true, CHECKBOX: true, PASSWORD: 'of PASSWORD', COLOR: 'of COLOR' });
		expect(typed).not.toHaveProperty('PASSWORD');
		expect(typed).toMatchObject({ TOGGLE: 'true', TEXT: 'of TEXT' });
	});
	it('leaves out what had no value and has none, and says that a switch is off that was on', () => {
		const fields = [
			field('A'),
			field('B', { value: 'x' }),
			field('C', { type: 'toggle' }),
			field('D', { type: 'checkbox', value: 'true' }),
			field('E', { type: 'password', isSet: true })
		];
		expect(readConfigForm(form({ 'f.A': '', 'f.B': '', 'f.E': '' }), fields).values).toEqual({ B: '', D: false });
		expect(readConfigForm(form({ 'f.E': '', 'clear.E': 'on' }), fields).values).toMatchObject({ E: '' });
	});
	it('has the line ends of the box, and no files', () => {
		expect(readConfigForm(form({ 'f.A': 'a\r\nb' }), [field('A', { type: 'textarea' })]).values).toEqual({ A: 'a\nb' });
		const data = new FormData();
		data.set('f.A', new File(['x'], 'x'));
		expect(readConfigForm(data, [field('A', { value: 'y' })]).values).toEqual({ A: '' });
	});
});

it('what is wrong is what the box would refuse, and what is missing', () => {
	const fields = [
		field('A', { required: true }),
		field('B', { type: 'password', required: true }),
		field('C', { type: 'password', required: true, isSet: true }),
		field('D', { type: 'number', max: 5 })
	];
	expect(wrongIn(fields, { D: '7' })).toEqual({ A: 'is required', B: 'is required', D: 'must be at most 5' });
	expect(wrongIn(fields, { A: 'x', B: 'y', D: '' })).toEqual({});
});
