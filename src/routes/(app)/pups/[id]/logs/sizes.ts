/** Sizes are chosen in KiB. */
export const KIB = 1024;

/** Sizes of a log's file that can be chosen, KiB. */
export const SIZES: readonly (readonly [kib: number, label: string])[] = [
	[256, '256 KiB'],
	[1024, '1 MiB'],
	[4 * 1024, '4 MiB'],
	[8 * 1024, '8 MiB'],
	[16 * 1024, '16 MiB'],
	[64 * 1024, '64 MiB'],
	[256 * 1024, '256 MiB'],
	[1024 * 1024, '1 GiB']
];
