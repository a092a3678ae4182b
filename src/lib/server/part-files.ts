/**
 * States of the box's parts when systemd starts them: one file per part in a folder that root owns.
 * `deploy/systemd/part-news` replaces a file atomically at each change.
 */
import { readdirSync, readFileSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import { createPartStates, parseNews, type Parts } from './parts.ts';

export interface PartFiles extends Parts {
	close(): void;
}

/**
 * Reads the files of a folder, and each one again when it changes.
 * @param folder absolute
 * @param onError the folder cannot be watched: the known states stay
 */
export function readPartFiles(folder: string, onError: (error: unknown) => void): PartFiles {
	const { say, parts } = createPartStates();

	function check(name: string): void {
		if (!/^[a-z]+\.json$/.test(name)) return;
		let text;
		try {
			text = readFileSync(join(folder, name), 'utf8');
		} catch {
			return;
		}
		const news = parseNews(text);
		if (news === null || `${news.part}.json` !== name) return;
		if (JSON.stringify(parts.state(news.part)) === JSON.stringify(news)) return;
		say(news);
	}

	let watcher: FSWatcher | null = null;
	try {
		// Watch before reading, so that no change is missed in between.
		watcher = watch(folder, { persistent: false }, (_event, name) => {
			if (name !== null) check(name);
		});
		watcher.on('error', onError);
		readdirSync(folder).forEach(check);
	} catch (error) {
		onError(error);
	}
	return { ...parts, close: () => watcher?.close() };
}
