import { tv } from 'tailwind-variants/lite';
import { describe, expect, it } from 'vitest';
import { plainLooks } from './first-load.ts';
import * as controls from './lib/components/ui/control-variants.ts';
import * as notices from './lib/components/ui/notice-variants.ts';
import * as overlays from './lib/components/ui/overlay-variants.ts';
import * as variants from './lib/components/ui/variants.ts';

type Looks = Record<string, string | ((props?: Record<string, unknown>) => string)>;
/** The generated file, run. */
const run = (code: string) =>
	import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`) as Promise<Looks>;

describe('variants worked out at build time', () => {
	it.each([
		['variants.ts', variants],
		['control-variants.ts', controls],
		['notice-variants.ts', notices],
		['overlay-variants.ts', overlays]
	])('%s gives the very classes that the library gives, for each choice', async (_, looks) => {
		const plain = await run(plainLooks(looks));
		expect(Object.keys(plain).sort()).toEqual(Object.keys(looks).sort());
		for (const [name, look] of Object.entries(looks) as [string, ReturnType<typeof tv> | string][]) {
			const made = plain[name];
			if (typeof look === 'string' || typeof made !== 'function') {
				expect(made).toBe(look);
				continue;
			}
			const choices = Object.entries(look.variants as Record<string, object>).reduce<Record<string, string>[]>(
				(all, [variant, options]) =>
					all.flatMap((one) => [one, ...Object.keys(options).map((option) => ({ ...one, [variant]: option }))]),
				[{}]
			);
			for (const choice of choices) {
				expect(made(choice)).toBe(look(choice));
				expect(made({ ...choice, class: 'mt-2' })).toBe(look({ ...choice, class: 'mt-2' }));
			}
			expect(made()).toBe(look());
		}
	});

	it('refuse what they cannot do', () => {
		const look = tv({
			base: 'a',
			variants: { on: { true: 'b' } },
			compoundVariants: [{ on: true, class: 'c' }]
		});
		expect(() => plainLooks({ look })).toThrow('look: only base and variants are known');
	});
});
