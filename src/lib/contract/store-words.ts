/** Terms that manifests and the store share. */

/** Ways to build a root filesystem, in the order in which the box tries them. */
export const BUILD_KINDS = ['nix', 'flake', 'debian', 'image'] as const;
export type BuildKind = (typeof BUILD_KINDS)[number];

/** Categories of pups in the store, with their names for people. */
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
