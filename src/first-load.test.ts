import { tv } from 'tailwind-variants/lite';
import { describe, expect, it } from 'vitest';
import { plainCode } from './first-load.ts';
import * as controls from './lib/components/ui/control-variants.ts';
import * as notices from './lib/components/ui/notice-variants.ts';
import * as overlays from './lib/components/ui/overlay-variants.ts';
import * as variants from './lib/components/ui/variants.ts';

type Variants = Record<string, string | ((props?: Record<string, unknown>) => string)>;
/** Imports the generated file. */
const run = (code: string) =>
	import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`) as Promise<Variants>;

describe('variants worked out at build time', () => {
	it.each([
		['variants.ts', variants],
		['control-variants.ts', controls],
		['notice-variants.ts', notices],
		['overlay-variants.ts', overlays]
	])('%s gives the very classes that the library gives, for each choice', async (_, exported) => {
		const plain = await run(plainCode(exported));
		expect(Object.keys(plain).sort()).toEqual(Object.keys(exported).sort());
		for (const [name, original] of Object.entries(exported) as [string, ReturnType<typeof tv> | string][]) {
			const made = plain[name];
			if (typeof original === 'string' || typeof made !== 'function') {
				expect(made).toBe(original);
				continue;
			}
			const choices = Object.entries(original.variants as Record<string, object>).reduce<Record<string, string>[]>(
				(all, [variant, options]) =>
					all.flatMap((one) => [one, ...Object.keys(options).map((option) => ({ ...one, [variant]: option }))]),
				[{}]
			);
			for (const choice of choices) {
				expect(made(choice)).toBe(original(choice));
				expect(made({ ...choice, class: 'mt-2' })).toBe(original({ ...choice, class: 'mt-2' }));
			}
			expect(made()).toBe(original());
		}
	});

	it('refuse what they cannot do', () => {
		const styles = tv({
			base: 'a',
			variants: { on: { true: 'b' } },
			compoundVariants: [{ on: true, class: 'c' }]
		});
		expect(() => plainCode({ styles })).toThrow('styles: only base and variants are known');
	});
});
