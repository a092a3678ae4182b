/** Lifetimes of API tokens to choose from. */
export const LIVES = [
	{ id: '30', label: '30 days' },
	{ id: '90', label: '90 days' },
	{ id: '365', label: 'A year' },
	{ id: 'never', label: 'Never' }
] as const;

/**
 * Days of a choice; null for no expiry. An invalid choice becomes NaN, which the operation rejects.
 */
export function readLife(choice: string): number | null {
	return choice === 'never' ? null : Number(choice);
}
