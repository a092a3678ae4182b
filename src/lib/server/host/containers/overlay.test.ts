import { expect, it } from 'vitest';
import { passingOption } from './overlay.ts';

it('an overlay does without the disk where the kernel knows how', () => {
	for (const kernel of ['5.10.0', '5.15.0-91-generic', '6.1.0-18-amd64', '6.18.44-fc', '10.0']) {
		expect(passingOption(kernel)).toBe(',volatile');
	}
	for (const kernel of ['5.9.16', '5.4.0-150-generic', '4.19.0', '']) expect(passingOption(kernel)).toBe('');
});
