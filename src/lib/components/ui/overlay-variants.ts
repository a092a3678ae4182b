/** Styles of overlays: dialogs, sheets, menus, tooltips. Loaded with the first of them. */
import { tv } from 'tailwind-variants/lite';

export const backdrop = 'fixed inset-0 z-50 bg-black/50';

export const panel = tv({
	base: 'fixed z-50 overflow-y-auto border-line bg-surface text-ink shadow-high',
	variants: {
		place: {
			dialog: [
				'inset-x-3 bottom-[max(0.75rem,env(safe-area-inset-bottom))] max-h-[calc(100dvh-1.5rem)] animate-rise rounded-xl border p-5',
				'sm:inset-x-0 sm:top-[12vh] sm:bottom-auto sm:mx-auto sm:max-h-[calc(88dvh-1.5rem)] sm:w-full sm:max-w-lg sm:p-6'
			],
			// At the bottom of a phone's screen, at the side of a wider one.
			sheet: [
				'inset-x-0 bottom-0 max-h-[85dvh] animate-rise rounded-t-xl border-t p-5 pb-[calc(1.25rem+env(safe-area-inset-bottom))]',
				'sm:top-0 sm:left-auto sm:h-dvh sm:max-h-none sm:w-104 sm:rounded-none sm:border-t-0 sm:border-l sm:p-6'
			]
		}
	},
	defaultVariants: { place: 'dialog' }
});

export const floating = tv({
	base: 'z-50 rounded-lg border border-line bg-surface text-ink shadow-high',
	variants: {
		kind: {
			list: 'max-h-[min(20rem,60dvh)] min-w-44 overflow-y-auto p-1 text-base',
			hint: 'max-w-72 px-2.5 py-1.5 text-sm break-words text-ink-2'
		}
	},
	defaultVariants: { kind: 'list' }
});

export const listItem = tv({
	base: [
		'flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-3 py-1.5 outline-none select-none max-lg:min-h-11',
		'data-disabled:opacity-50 data-highlighted:bg-surface-2'
	],
	variants: { tone: { neutral: 'text-ink', bad: 'text-bad data-highlighted:bg-bad-wash' } },
	defaultVariants: { tone: 'neutral' }
});
