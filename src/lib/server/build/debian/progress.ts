/** How far a build is, from what the programs say. Only rises. */
import type { BuildProgress } from '../types.ts';

/** A part of a progress: 0–1 of it is `from`–`to` of the whole. */
export function part(progress: BuildProgress, from: number, to: number): BuildProgress {
	return (fraction, note) => progress(from + (to - from) * Math.min(1, Math.max(0, fraction)), note);
}

/** Packages of a minimal Debian when apt did not say how many. */
const USUAL = 100;

/** Shares of the time, measured: lists, download, unpacking and setting up. */
const PHASES = { lists: 0.08, download: 0.4, install: 1 };

/** Reads lines of mmdebstrap, apt or dpkg and tells how far they are. */
export function watchPackages(progress: BuildProgress, expected: number | null): (line: string) => void {
	let total = expected ?? USUAL;
	let [fetched, unpacked, configured] = [0, 0, 0];
	let last = 0;
	const tell = (fraction: number, note: string) => {
		last = Math.max(last, fraction);
		progress(last, note);
	};
	return (line) => {
		const count = /(\d+) newly installed/.exec(line);
		if (count && expected === null) total = Math.max(Number(count[1]), 1);
		if (line.startsWith('I: running apt-get update')) tell(0.01, 'Reading package lists');
		else if (line.startsWith('I: downloading')) tell(PHASES.lists, 'Downloading packages');
		else if (/^Get:\d/.test(line) && last >= PHASES.lists) {
			const share = Math.min(1, ++fetched / total);
			tell(
				PHASES.lists + (PHASES.download - PHASES.lists) * share,
				`Downloading packages (${Math.min(fetched, total)} of ${total})`
			);
		} else if (/^(Unpacking|Setting up) /.test(line)) {
			if (line.startsWith('U')) unpacked++;
			else configured++;
			const share = Math.min(1, (unpacked + configured) / (2 * total));
			tell(PHASES.download + (PHASES.install - PHASES.download) * share, installNote(line));
		}
	};
}

/** `Setting up libc6:amd64 (2.36) ...` → `Setting up libc6` */
function installNote(line: string): string {
	return /^(Unpacking|Setting up) [^\s:]+/.exec(line)?.[0] ?? line;
}
