/** One dogeboxd per data folder: a file with the process id of the one that runs. */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BoxError } from '../contract/errors.ts';

const FILE = 'dogeboxd.pid';

/** When a process started, in clock ticks since boot (field 22 of proc_pid_stat(5)); null when it does not run. */
function startOf(pid: number): string | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The name in brackets may hold blanks and brackets itself, so count from the last one.
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		// A zombie holds nothing any more.
		return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
	} catch {
		return null;
	}
}

function holder(file: string): { pid: number; text: string } | null {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		return null;
	}
	const [pid, start] = text.trim().split(' ');
	// The start time as well: after a crash or a reboot another process may have the number.
	const runs = pid !== undefined && start !== undefined && startOf(Number(pid)) === start;
	return { pid: runs ? Number(pid) : 0, text };
}

/**
 * Makes the data folder (0711: containers must reach what lies in it) and takes it for this process.
 * @param data absolute path
 * @returns how to give it back
 * @throws BoxError `data-not-writable`, `already-running` naming the process
 */
export function takeDataFolder(data: string): () => void {
	const file = join(data, FILE);
	const own = `${process.pid} ${startOf(process.pid) ?? '0'}\n`;
	const mine = `${file}.${process.pid}`;
	try {
		mkdirSync(data, { recursive: true, mode: 0o711 });
		// Written beside and linked into place: the file is never there without its content, and link fails when it exists.
		writeFileSync(mine, own, { mode: 0o600 });
		for (let tries = 0; ; tries++) {
			try {
				linkSync(mine, file);
				break;
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries > 5) throw error;
				const other = holder(file);
				if (other?.text === own) break;
				if (other?.pid) {
					throw new BoxError({
						code: 'already-running',
						status: 500,
						message: `Another dogeboxd (process ${other.pid}) already uses the folder ${data}.`,
						hint: 'Stop it first, or choose another folder with --data.'
					});
				}
				rmSync(file, { force: true });
			}
		}
	} catch (error) {
		if (error instanceof BoxError) throw error;
		throw new BoxError({
			code: 'data-not-writable',
			status: 500,
			message: `The data folder ${data} cannot be written (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}).`,
			hint: 'Choose another one with --data (DOGEBOX_DATA), or start as the user it belongs to.',
			cause: error
		});
	} finally {
		try {
			rmSync(mine, { force: true });
		} catch {
			// The folder itself is not there, which has been told already.
		}
	}
	return () => {
		if (holder(file)?.text === own) rmSync(file, { force: true });
	};
}
