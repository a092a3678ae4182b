/**
 * Loads a part of the page that comes after it, again every four seconds while it cannot be had.
 *
 * @param use gets it
 */
export function untilLoaded<T>(load: () => Promise<T>, use: (part: T) => void): void {
	load().then(use, () => setTimeout(untilLoaded, 4000, load, use));
}
