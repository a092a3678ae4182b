/** Words of the store that manifest and store share. */

/** Ways in which a root filesystem can be made, in the order in which the box tries them. */
export const BUILD_KINDS = ['nix', 'flake', 'debian', 'image'] as const;
export type BuildKind = (typeof BUILD_KINDS)[number];

/** What pups are sorted by in the store, with the words for people. */
export const CATEGORIES = {
	node: 'Coin nodes',
	wallet: 'Wallets and payments',
	network: 'Network',
	web: 'Web sites',
	data: 'Data stores',
	media: 'Media',
	security: 'Security',
	development: 'For developers',
	other: 'Other'
} as const;
export type Category = keyof typeof CATEGORIES;
