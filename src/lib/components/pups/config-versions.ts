/** Saved configurations in words. */

/** @param labels of the settings that differ from the version before */
export function whatChanged(labels: readonly string[]): string {
	if (labels.length === 0) return 'No changes';
	const named = labels.slice(0, 3).join(', ');
	return labels.length > 3 ? `${named} and ${labels.length - 3} more` : named;
}
