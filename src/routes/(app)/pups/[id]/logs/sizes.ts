/** Sizes of a log's file to choose from, bytes. */
export const SIZES: readonly number[] = [250e3, 1e6, 4e6, 8e6, 16e6, 64e6, 256e6, 1e9];
