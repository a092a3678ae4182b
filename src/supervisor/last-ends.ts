/** Records how parts of the box last ended by themselves, for the next start of the supervisor. */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { removeUnfinished, writeFileAtomic } from '../lib/server/files/atomic-write.ts';

/** Limit of the file, bytes; a real one is far smaller. */
const MAX_BYTES = 16 * 1024;

export interface LastEnd {
	/** Why it ended; null when it never ended by itself. */
	reason: string | null;
	/** Milliseconds since the epoch. */
	endedAt: number | null;
}

const NEVER: LastEnd = { reason: null, endedAt: null };

export interface LastEnds {
	/** Returns how this part last ended, according to the file. */
	of(part: string): LastEnd;
	/** Writes how parts ended. On a full disk only this information is lost. */
	keep(ends: Readonly<Record<string, LastEnd>>): void;
}

/** @param folder the folder of the logs, which nobody else can write to */
export function createLastEnds(folder: string): LastEnds {
	const file = join(folder, 'last-ends.json');
	removeUnfinished(folder);
	const kept = read(file);
	return {
		of: (part) => lastEnd(kept[part]),
		keep(ends) {
			const parts = Object.entries(ends).map(([part, { reason, endedAt }]) => [part, { reason, endedAt }]);
			try {
				mkdirSync(folder, { recursive: true, mode: 0o700 });
				writeFileAtomic(file, JSON.stringify(Object.fromEntries(parts)));
			} catch {
				// The end is still reported as long as this supervisor runs.
			}
		}
	};
}

function read(file: string): Record<string, unknown> {
	try {
		if (statSync(file).size > MAX_BYTES) return {};
		const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}

function lastEnd(value: unknown): LastEnd {
	const { reason, endedAt } = (value ?? {}) as Partial<LastEnd>;
	return typeof reason === 'string' && typeof endedAt === 'number' ? { reason: reason.slice(0, 600), endedAt } : NEVER;
}
