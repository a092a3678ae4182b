/** The supervisor's side of the key manager: its pipe, and what the agent reports about it. */
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { KeyManagerNews } from '../agent/key-manager.ts';

/** Longer lines are cut to this many characters. */
const MAX_LINE = 500;

/**
 * The supervisor's ends of the pipes that key managers have as standard input and standard error.
 * Each agent gets one pipe for every key manager it starts. The pipes end with this process.
 */
export interface KeyManagerPipes {
	/** Registers the pipe of an agent that has just been started. */
	take(pipe: Socket): void;
	/** Ends every key manager that an earlier agent started. */
	endOthers(): void;
	/** Returns the last line of a key manager and forgets it; empty for none. */
	lastWords(): string;
}

/** @param onLine called with each line that a key manager writes */
export function createKeyManagerPipes(onLine: (line: string) => void): KeyManagerPipes {
	const open = new Set<Socket>();
	let present: Socket | null = null;
	let last = '';
	return {
		take(pipe) {
			present = pipe;
			open.add(pipe);
			pipe.on('error', () => {});
			// No process holds the other end any more.
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

/** Parses the agent's report about the key manager; null for any other line. */
export function readKeyManagerNews(line: string): KeyManagerNews | null {
	if (!line.startsWith('dkm ')) return null;
	try {
		return JSON.parse(line.slice('dkm '.length)) as KeyManagerNews;
	} catch {
		// The line was cut at its maximum length; a later one replaces it.
		return null;
	}
}
