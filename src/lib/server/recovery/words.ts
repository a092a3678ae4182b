/** Describes the problem and the possible remedies to the owner. */
import type { DatabaseState } from '../db/index.ts';

export interface Trouble {
	title: string;
	text: string;
	/** SQLite's or dogeboxd's own message, for a person who helps. */
	details: string | null;
}

/** @param file absolute path of the database */
export function troubleOf(database: DatabaseState, file: string): Trouble {
	switch (database.state) {
		case 'missing':
			return {
				title: 'The database of this box is missing',
				text: `There is no file ${file}. In it the box keeps which pups are installed, and their settings.`,
				details: null
			};
		case 'empty':
			return {
				title: 'The database of this box is empty',
				text: `The file ${file} has no content. In it the box keeps which pups are installed, and their settings.`,
				details: null
			};
		case 'unused':
			return {
				title: 'The database of this box is a new one',
				text: `The file ${file} knows no pup and no owner, but this box had both before.`,
				details: null
			};
		case 'damaged':
			return {
				title: 'The database of this box is damaged',
				text: `The file ${file} cannot be read as a whole. The disk may be failing: make a copy of what is on it.`,
				details: database.message
			};
		case 'too-new':
			return {
				title: 'The database was written by a newer version',
				text: 'This program cannot read it. Install the newer version again, or restore a copy from before.',
				details: database.message
			};
		case 'not-migrated':
			return {
				title: 'The database could not be brought to this version',
				text: 'Nothing was changed. Install the version that ran before, or restore a copy.',
				details: database.message
			};
		case 'good':
			return { title: 'The database of this box is in order', text: 'There is nothing to do.', details: null };
	}
}

/** How long ago, roughly: `3 hours ago`. */
export function ago(at: number, now: number): string {
	const minutes = Math.round((now - at) / 60_000);
	const words = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'} ago`;
	if (minutes < 1) return 'just now';
	if (minutes < 90) return words(minutes, 'minute');
	const hours = Math.round(minutes / 60);
	return hours < 36 ? words(hours, 'hour') : words(Math.round(hours / 24), 'day');
}

/** `Thu, 26 Nov 2026, 22:44`, in the time zone of the host. */
export function dateOf(at: number): string {
	return new Intl.DateTimeFormat('en-GB', {
		weekday: 'short',
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit'
	}).format(at);
}

/** `1 pup: Node`, `3 pups: A, B, C`. */
export function listed(names: readonly string[]): string {
	if (names.length === 0) return 'No pups';
	const shown = names.slice(0, 8).join(', ');
	const more = names.length > 8 ? ` and ${names.length - 8} more` : '';
	return `${names.length} ${names.length === 1 ? 'pup' : 'pups'}: ${shown}${more}`;
}
