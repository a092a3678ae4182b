/** A look at what a service writes, until it ends. */
import type { Attached, LogBatch } from '../types.ts';
import type { ExitTracker } from './exit-tracker.ts';
import type { ContainerLogs } from './logs/logs.ts';

/** Passes on the service's lines from now on; its end is told when the last of them was given. */
export function attachTo(
	parts: { logs: ContainerLogs; exits: ExitTracker },
	id: string,
	service: string,
	fn: (batch: LogBatch) => void
): Attached {
	const { logs, exits } = parts;
	let end: (exitCode: number | null) => void = () => {};
	const ended = new Promise<number | null>((resolve) => (end = resolve));
	const unfollow = logs.follow(id, {}, ({ lines, gap }) => {
		const own = lines.filter((line) => line.service === service);
		if (own.length > 0 || gap) fn({ lines: own, gap });
	});
	const unsubscribe = exits.onExit((exit) => {
		if (exit.id !== id || exit.process !== service) return;
		void logs.flush(id).then(() => {
			end(exit.exitCode);
			close();
		});
	});
	function close(): void {
		unfollow();
		unsubscribe();
		end(null);
	}
	return {
		ended,
		close
	};
}
