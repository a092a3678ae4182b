/** What a command writes, as a page shows it: the end of it, output and errors apart. Pure. */
import type { ExecOutput } from '$lib/contract/exec.ts';

/** Text that one stream wrote without a break. */
export interface OutputPart {
	stream: 'stdout' | 'stderr';
	text: string;
}

/** Characters that are shown; of more, the last. */
export const MOST_SHOWN = 200_000;

/**
 * Makes text of pieces. A character may lie in two of them: its first bytes are kept until the
 * others come.
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
 * Puts text behind others.
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

/** A command as it was typed: what a shell was given, else program and arguments. */
export function commandLine(argv: readonly string[]): string {
	const [program = '', flag, line] = argv;
	if (argv.length === 3 && flag === '-c' && line !== undefined && /(^|\/)(ba|da|a)?sh$/.test(program)) return line;
	return argv.join(' ');
}
