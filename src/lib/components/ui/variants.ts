/**
 * Styles of the primitives with variants. A build evaluates the calls of `tv` (src/first-load.ts),
 * so that browsers load the classes and not the library.
 */
import { tv } from 'tailwind-variants/lite';

export const button = tv({
	base: [
		'relative inline-flex items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap select-none',
		'transition-[background-color,border-color,color,opacity] duration-(--quick) active:translate-y-px',
		'disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50'
	],
	variants: {
		variant: {
			primary: 'border-transparent bg-gold font-semibold text-on-gold shadow-low hover:bg-gold-strong',
			secondary: 'border-line-strong bg-surface text-ink shadow-low hover:border-edge hover:bg-surface-2',
			ghost: 'border-transparent text-ink-2 hover:bg-surface-3/70 hover:text-ink',
			danger: 'border-transparent bg-bad-fill font-semibold text-on-bad shadow-low hover:bg-bad-fill-strong',
			'danger-quiet': 'border-bad-line bg-surface text-bad shadow-low hover:bg-bad-wash'
		},
		size: {
			md: 'min-h-control px-3.5 text-base',
			sm: 'min-h-control-small px-2.5 text-sm',
			lg: 'min-h-11 px-5 text-base',
			icon: 'size-control text-base'
		}
	},
	defaultVariants: { variant: 'secondary', size: 'md' }
});

export const badge = tv({
	base: 'inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap',
	variants: {
		tone: {
			neutral: 'bg-surface-2 text-ink-2',
			good: 'bg-good-wash text-good',
			warn: 'bg-warn-wash text-warn',
			bad: 'bg-bad-wash text-bad',
			info: 'bg-info-wash text-info',
			gold: 'bg-gold-wash text-gold-ink'
		}
	},
	defaultVariants: { tone: 'neutral' }
});
