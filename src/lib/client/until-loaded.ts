/**
 * Loads a later part of the page, and retries every four seconds while that fails.
 *
 * @param use receives the loaded part
 */
export function untilLoaded<T>(load: () => Promise<T>, use: (part: T) => void): void {
	load().then(use, () => setTimeout(untilLoaded, 4000, load, use));
}
