import { expect, it } from 'vitest';
import { createCallSlots } from './call-slots.ts';

it('gives so many places at once, and each of them back once', () => {
	const slots = createCallSlots(2);
	const first = slots.take();
	slots.take();
	expect(() => slots.take()).toThrow('2 calls');
	first();
	first();
	slots.take();
	expect(() => slots.take()).toThrow('2 calls');
});
