import { tv } from 'tailwind-variants/lite';

export const notice = tv({
	base: 'flex gap-3 rounded-lg border px-4 py-3',
	variants: {
		tone: {
			info: 'border-info-line bg-info-wash',
			good: 'border-transparent bg-good-wash',
			warn: 'border-warn-line bg-warn-wash',
			bad: 'border-bad-line bg-bad-wash'
		}
	},
	defaultVariants: { tone: 'info' }
});
