/** Words for saved configurations. */

/** @param labels of the settings that differ from the previous version */
export function whatChanged(labels: readonly string[]): string {
	if (labels.length === 0) return 'No changes';
	const named = labels.slice(0, 3).join(', ');
	return labels.length > 3 ? `${named} and ${labels.length - 3} more` : named;
}
