/** What buildah says of a build, in the words of Docker, which clients and people know. Pure. */
import { StringDecoder } from 'node:string_decoder';

/** Longest line that is waited for the end of, characters. */
const MAX_LINE = 64 * 1024;

/** Splits what comes into lines, each with its end. */
export function linesOf(publish: (line: string) => void): { add(bytes: Buffer): void; end(): void } {
	const decoder = new StringDecoder('utf8');
	let rest = '';
	return {
		add(bytes) {
			rest += decoder.write(bytes);
			const parts = rest.split('\n');
			rest = parts.pop()!;
			for (const part of parts) publish(`${part}\n`);
			if (rest.length > MAX_LINE) {
				publish(rest);
				rest = '';
			}
		},
		end() {
			rest += decoder.end();
			if (rest !== '') publish(rest);
			rest = '';
		}
	};
}

const SHORT = 12;

/**
 * Words for the lines of buildah's output.
 * @param steps how many instructions there are
 * @param names what images are called that a stage may begin with, by their ids
 */
export function stepWords(
	steps: number,
	names: ReadonlyMap<string, string>,
	publish: (text: string) => void
): {
	line(line: string): void;
	/** The id of what was built, after the end; null where none was printed. */
	built(): string | null;
	/** The instruction that is carried out, without its first word; empty before the first. */
	current(): string;
} {
	let step = 0;
	let current = '';
	/** The id of what was built is the last line, and sent in another way. */
	let held: string | null = null;
	return {
		current: () => current,
		built: () => held?.trim() ?? null,
		line(line) {
			if (held !== null) publish(held);
			held = null;
			const text = line.trimEnd();
			const begun = /^(?:\[\d+\/\d+\] )?STEP \d+\/\d+: ([^]*)$/.exec(text);
			const done = /^--> (?:(Using cache) )?([0-9a-f]{7,64})$/.exec(text);
			if (begun) {
				step++;
				current = begun[1]!.replace(/^\S+\s*/, '');
				const [, id = ''] = /^FROM ([0-9a-f]{64})\b/.exec(begun[1]!) ?? [];
				const shown = id === '' ? begun[1]! : begun[1]!.replace(id, names.get(id) ?? id.slice(0, SHORT));
				publish(`Step ${step}/${Math.max(steps, step)} : ${shown}\n`);
			} else if (done) {
				publish(done[1] ? ' ---> Using cache\n' : ` ---> ${done[2]!.slice(0, SHORT)}\n`);
			} else if (/^[0-9a-f]{64}$/.test(text)) {
				held = line;
			} else if (!/^(?:\[\d+\/\d+\] )?COMMIT(?: \S+)?$/.test(text)) {
				publish(line);
			}
		}
	};
}

/** Why a build failed, and the status that its client ends with. */
export interface BuildFailure {
	message: string;
	code: number;
}

/** Whether a line is buildah's own, and no output of what a Dockerfile runs. */
export const isOfBuildah = (line: string) =>
	/^(?:Error: |error building |time="|subprocess exited with status |\d{4}\/\d\d\/\d\d )/.test(line);

/**
 * Makes a sentence of buildah's last words.
 * @param lines its own, the last ones
 * @param current the instruction that was carried out, without its first word
 */
export function failureOf(lines: readonly string[], exitCode: number, current: string): BuildFailure {
	const said =
		lines
			.toReversed()
			.find((line) => line.startsWith('Error: '))
			?.slice('Error: '.length)
			.trim() ?? '';
	const run = /building at STEP "RUN ([^]*)": (?:[^]*)exit status (\d+)$/.exec(said);
	if (run) {
		const code = Number(run[2]) || 1;
		// A line for the shell, and no list in JSON.
		const command = current.startsWith('[') ? run[1] : `/bin/sh -c ${run[1]}`;
		return { message: `The command '${command}' returned a non-zero code: ${code}`, code };
	}
	if (said !== '') return { message: said, code: 1 };
	const why =
		exitCode === 137 ? 'It was killed: it may need more memory than it has (--memory).' : `Exit status ${exitCode}.`;
	return { message: `The build failed without a word. ${why}`, code: 1 };
}
