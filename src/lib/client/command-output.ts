/** Output of a command as a page shows it: its end, with stdout and stderr apart. Pure. */
import type { ExecOutput } from '$lib/contract/exec.ts';

/** Consecutive text of one stream. */
export interface OutputPart {
	stream: 'stdout' | 'stderr';
	text: string;
}

/** Characters that are shown; of a longer output, the last ones. */
export const MOST_SHOWN = 200_000;

/**
 * Creates a decoder from pieces to text. A character may be split between two pieces: its first
 * bytes are kept until the others arrive.
 */
export function createPieceReader(): (stream: OutputPart['stream'], output: ExecOutput) => string {
	const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
	return (stream, output) => {
		if ('text' in output) return decoders[stream].decode() + output.text;
		const bytes = Uint8Array.from(atob(output.base64), (char) => char.charCodeAt(0));
		return decoders[stream].decode(bytes, { stream: true });
	};
}

/**
 * Appends text to earlier parts.
 *
 * @param most characters to keep
 */
export function appendPart(parts: readonly OutputPart[], next: OutputPart, most = MOST_SHOWN): OutputPart[] {
	const last = parts.at(-1);
	const joined =
		last?.stream === next.stream
			? [...parts.slice(0, -1), { stream: last.stream, text: last.text + next.text }]
			: [...parts, next];
	let over = joined.reduce((sum, { text }) => sum + text.length, 0) - most;
	return joined.flatMap((part) => {
		const cut = Math.max(0, Math.min(over, part.text.length));
		over -= cut;
		return cut === part.text.length ? [] : [{ ...part, text: part.text.slice(cut) }];
	});
}

/**
 * Formats a command as it was typed: the line that a shell was given, otherwise program and
 * arguments.
 */
export function commandLine(argv: readonly string[]): string {
	const [program = '', flag, line] = argv;
	if (argv.length === 3 && flag === '-c' && line !== undefined && /(^|\/)(ba|da|a)?sh$/.test(program)) return line;
	return argv.join(' ');
}
