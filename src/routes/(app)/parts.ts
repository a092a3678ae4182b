/**
 * Parts of the home page that are rarely shown. Their code is only loaded where they are needed.
 *
 * @param needed the parts to load
 * @returns the components of these parts
 */
export async function partsOf(needed: { attention: boolean; first: boolean; kept: boolean }) {
	const [attention, first, kept] = await Promise.all([
		needed.attention && import('$lib/components/box/AttentionList.svelte'),
		needed.first && import('$lib/components/store/FirstPups.svelte'),
		needed.kept && import('$lib/components/pups/KeptData.svelte')
	]);
	return {
		...(attention && { AttentionList: attention.default }),
		...(first && { FirstPups: first.default }),
		...(kept && { KeptData: kept.default })
	};
}
