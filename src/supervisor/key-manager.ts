/** What the supervisor has to do with the key manager: its pipe, and what the agent says of it. */
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { KeyManagerNews } from '../agent/key-manager.ts';

/** Characters of a line that are looked at. */
const MAX_LINE = 500;

/**
 * The other ends of what key managers have as standard input and standard error. Each agent gets
 * one for all that it starts. They end when this process ends.
 */
export interface KeyManagerPipes {
	/** Takes that of an agent which has just been started. */
	take(pipe: Socket): void;
	/** Has whatever an earlier agent started end. */
	endOthers(): void;
	/** What a key manager said last, once; empty for nothing. */
	lastWords(): string;
}

/** @param onLine what key managers say */
export function createKeyManagerPipes(onLine: (line: string) => void): KeyManagerPipes {
	const open = new Set<Socket>();
	let present: Socket | null = null;
	let last = '';
	return {
		take(pipe) {
			present = pipe;
			open.add(pipe);
			pipe.on('error', () => {});
			// Nobody holds the other end any more.
			pipe.once('close', () => open.delete(pipe));
			createInterface({ input: pipe }).on('line', (line) => {
				last = line.slice(0, MAX_LINE);
				onLine(last);
			});
		},
		endOthers() {
			for (const pipe of open) if (pipe !== present) pipe.end();
		},
		lastWords() {
			const words = last;
			last = '';
			return words;
		}
	};
}

/** What the agent says of the key manager; null for a line of something else. */
export function readKeyManagerNews(line: string): KeyManagerNews | null {
	if (!line.startsWith('dkm ')) return null;
	try {
		return JSON.parse(line.slice('dkm '.length)) as KeyManagerNews;
	} catch {
		// It was cut for its length: the next one counts.
		return null;
	}
}
