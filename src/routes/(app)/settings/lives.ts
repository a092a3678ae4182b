/** How long an API token can be made to live, as the form offers it. */
export const LIVES = [
	{ id: '30', label: '30 days' },
	{ id: '90', label: '90 days' },
	{ id: '365', label: 'A year' },
	{ id: 'never', label: 'Never' }
] as const;

/**
 * Days that a choice means; null for no end. What is no choice is no end neither: it fails the
 * check of the operation.
 */
export function readLife(choice: string): number | null {
	return choice === 'never' ? null : Number(choice);
}
