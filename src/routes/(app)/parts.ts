/**
 * Parts of the home page that most homes do not show: their code comes with the page where it is
 * needed, not with every home.
 *
 * @param needed which of them
 * @returns the components, without those that are not needed
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
