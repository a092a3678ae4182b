/**
 * Parts of the home page that most homes do not show: their code comes with the page where it is
 * needed, not with every home.
 *
 * @param needed which of them
 * @returns the components, without those that are not needed
 */
export async function partsOf(needed: { keys: boolean; first: boolean }) {
	const [keys, first] = await Promise.all([
		needed.keys ? import('$lib/components/pups/KeysNotice.svelte') : null,
		needed.first ? import('$lib/components/store/FirstPups.svelte') : null
	]);
	return { ...(keys && { KeysNotice: keys.default }), ...(first && { FirstPups: first.default }) };
}
