/** Converts buildah's output into Docker's, which clients and people know. Pure. */
import { StringDecoder } from 'node:string_decoder';

/** Most characters that are buffered before a line is split. */
const MAX_LINE = 64 * 1024;

/** Splits input into lines, each with its line end. */
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
 * Converts lines of buildah's output.
 * @param steps number of instructions
 * @param names names of base images, by their ids
 */
export function stepWords(
	steps: number,
	names: ReadonlyMap<string, string>,
	publish: (text: string) => void
): {
	line(line: string): void;
	/** The id of the built image, after the end; null where none was printed. */
	built(): string | null;
	/** The arguments of the instruction in progress; empty before the first one. */
	current(): string;
} {
	let step = 0;
	let current = '';
	/** Held back: the id of the built image is the last line, and is reported differently. */
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

/** Why a build failed, and the exit code for its client. */
export interface BuildFailure {
	message: string;
	code: number;
}

/** Whether a line comes from buildah itself and not from a command of the Dockerfile. */
export const isOfBuildah = (line: string) =>
	/^(?:Error: |error building |time="|subprocess exited with status |\d{4}\/\d\d\/\d\d )/.test(line);

/**
 * Explains a failure from buildah's last lines.
 * @param lines the last ones of buildah itself
 * @param current arguments of the instruction that failed
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
		// The shell form, not the JSON form.
		const command = current.startsWith('[') ? run[1] : `/bin/sh -c ${run[1]}`;
		return { message: `The command '${command}' returned a non-zero code: ${code}`, code };
	}
	if (said !== '') return { message: said, code: 1 };
	const why =
		exitCode === 137 ? 'It was killed: it may need more memory than it has (--memory).' : `Exit status ${exitCode}.`;
	return { message: `The build failed without a word. ${why}`, code: 1 };
}
