/** A liveness probe for a program beside the supervisor. */

/** Sends a line on one pipe and waits for the answer on another. */
export interface PipeProbe {
	ask(send: (line: string) => void, signal: AbortSignal): Promise<void>;
	/** @returns whether the line was the answer */
	heard(line: string): boolean;
}

/** @param answer the complete line */
export function createPipeProbe(question: string, answer: string): PipeProbe {
	const waiting = new Set<() => void>();
	return {
		ask: (send, signal) =>
			new Promise((resolve, reject) => {
				const done = () => {
					waiting.delete(done);
					resolve();
				};
				waiting.add(done);
				signal.addEventListener('abort', () => {
					waiting.delete(done);
					reject(signal.reason as Error);
				});
				send(question);
			}),
		heard(line) {
			if (line !== answer) return false;
			for (const done of [...waiting]) done();
			return true;
		}
	};
}
