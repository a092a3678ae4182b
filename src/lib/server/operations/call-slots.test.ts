import { expect, it } from 'vitest';
import { createCallSlots } from './call-slots.ts';

it('gives so many places at once, and each of them back once', () => {
	const places = createCallSlots(2);
	const first = places.take();
	places.take();
	expect(() => places.take()).toThrow('2 calls');
	first();
	first();
	places.take();
	expect(() => places.take()).toThrow('2 calls');
});
