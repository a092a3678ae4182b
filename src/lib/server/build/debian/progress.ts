/** Derives the progress of a build from the output of its programs. It only rises. */
import type { BuildProgress } from '../types.ts';

/** A part of a progress: 0–1 of it is `from`–`to` of the whole. */
export function part(progress: BuildProgress, from: number, to: number): BuildProgress {
	return (fraction, note) => progress(from + (to - from) * Math.min(1, Math.max(0, fraction)), note);
}

/** Packages of a minimal Debian, used when apt did not report a number. */
const USUAL = 100;

/** From and to, as fractions of the whole. */
type Range = readonly [from: number, to: number];
interface Phases {
	download: Range;
	install: Range;
}

/** Measured shares of time for packages over a base. Package lists come before. */
const PACKAGES: Phases = { download: [0.08, 0.4], install: [0.4, 1] };
/**
 * The same for a base, which is built in two rounds: the essential packages, then the rest. In
 * between, archives are extracted without output.
 */
const ESSENTIAL: Phases = { download: [0.08, 0.25], install: [0.4, 0.75] };
const EXTRACTING = 0.27;
const REMAINING: Phases = { download: [0.75, 0.82], install: [0.82, 1] };

/**
 * Parses lines of mmdebstrap, apt or dpkg and reports the progress.
 * @param expected number of packages; null for a base, where apt reports it
 */
export function watchPackages(progress: BuildProgress, expected: number | null): (line: string) => void {
	let phases = expected === null ? ESSENTIAL : PACKAGES;
	let total = expected ?? USUAL;
	let [fetched, done] = [0, 0];
	let last = 0;
	const report = (fraction: number, note: string) => {
		last = Math.max(last, fraction);
		progress(last, note);
	};
	const within = ([from, to]: Range, share: number) => from + (to - from) * Math.min(1, share);
	return (line) => {
		const count = /(\d+) newly installed/.exec(line);
		if (count && expected === null) total = Math.max(Number(count[1]), 1);
		if (/^I: (running|skipping) apt-get update/.test(line)) report(0.05, 'Reading package lists');
		else if (line.startsWith('I: downloading')) report(phases.download[0], 'Downloading packages');
		else if (line.startsWith('I: extracting')) report(EXTRACTING, 'Unpacking the base system');
		else if (line.startsWith('I: installing essential')) report(phases.install[0], 'Installing the base system');
		else if (line.startsWith('I: installing remaining')) {
			phases = REMAINING;
			[fetched, done] = [0, 0];
			report(phases.download[0], 'Completing the base system');
		} else if (/^Get:\d/.test(line) && last >= phases.download[0]) {
			fetched = Math.min(fetched + 1, total);
			report(within(phases.download, fetched / total), `Downloading packages (${fetched} of ${total})`);
		} else if (/^(Unpacking|Setting up) /.test(line)) {
			report(within(phases.install, ++done / (2 * total)), installNote(line));
		}
	};
}

/** `Setting up libc6:amd64 (2.36) ...` → `Setting up libc6` */
function installNote(line: string): string {
	return /^(Unpacking|Setting up) [^\s:]+/.exec(line)?.[0] ?? line;
}
