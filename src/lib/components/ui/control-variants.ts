/** Styles of tabs and of the switch. */
import { tv } from 'tailwind-variants/lite';

export const tab = tv({
	base: [
		'inline-flex min-h-10 shrink-0 items-center border-b-2 border-transparent px-3 font-medium whitespace-nowrap max-lg:min-h-11',
		'text-ink-3 outline-offset-[-3px] hover:text-ink'
	],
	variants: {
		kind: {
			link: 'aria-[current=page]:border-gold aria-[current=page]:text-ink',
			button: 'disabled:opacity-50 data-[state=active]:border-gold data-[state=active]:text-ink'
		}
	},
	defaultVariants: { kind: 'button' }
});

export const toggle = [
	'relative h-6 w-10.5 shrink-0 cursor-pointer appearance-none rounded-full border border-edge bg-surface-3',
	'transition-colors duration-(--quick) checked:border-gold-ink checked:bg-gold',
	// The knob.
	'before:absolute before:top-0.5 before:left-0.5 before:size-4.5 before:rounded-full before:bg-edge',
	'before:transition-all before:duration-(--quick) checked:before:translate-x-4.5 checked:before:bg-on-gold',
	// The target size for a thumb: 44 px.
	"after:absolute after:-inset-x-1 after:-inset-y-[11px] after:content-['']"
].join(' ');
