/**
 * Parses the output of `nix --log-format internal-json`: lines of JSON, each after `@nix ` (nix
 * 2.8, src/libutil/logging.cc and logging.hh, which define these numbers).
 */
import { stripVTControlCharacters } from 'node:util';
import * as v from 'valibot';

/** Types of activities: all copies, all builds. */
const [COPIES, BUILDS] = [103, 104];
/** Types of results: a line of a build, and an activity's progress. */
const [BUILD_LINE, PROGRESS] = [101, 105];

const entry = v.union([
	v.object({ action: v.literal('start'), id: v.number(), type: v.number(), text: v.optional(v.string(), '') }),
	v.object({ action: v.literal('result'), id: v.number(), type: v.number(), fields: v.array(v.unknown()) }),
	v.object({ action: v.literal('stop'), id: v.number() }),
	v.object({
		action: v.literal('msg'),
		level: v.number(),
		msg: v.string(),
		raw_msg: v.optional(v.string()),
		file: v.nullish(v.string()),
		line: v.nullish(v.number()),
		column: v.nullish(v.number())
	})
]);

export interface NixLog {
	/** Parses a line of its standard error. */
	take(line: string): void;
	/** Why it failed, a sentence with file and line; null where Nix gave no reason. */
	failure(): string | null;
}

/**
 * @param listener.line receives lines for the log of a job
 * @param listener.progress receives the number of built or fetched paths, and of all paths as far
 *   as known
 */
export function createNixLog(listener: {
	line: (text: string) => void;
	progress: (done: number, of: number) => void;
}): NixLog {
	const kinds = new Map<number, number>();
	const far = new Map<number, [done: number, of: number]>();
	let why: string | null = null;

	function advance(id: number, fields: readonly unknown[]): void {
		const [done, of] = fields;
		if (typeof done !== 'number' || typeof of !== 'number') return;
		far.set(id, [done, of]);
		const all = [...far.values()];
		const sum = (part: 0 | 1) => all.reduce((total, one) => total + one[part], 0);
		if (sum(1) > 0) listener.progress(Math.min(sum(0), sum(1)), sum(1));
	}

	return {
		take(line) {
			if (!line.startsWith('@nix ')) return void (line.trim() && listener.line(stripVTControlCharacters(line)));
			const parsed = v.safeParse(entry, json(line.slice('@nix '.length)));
			// A newer Nix may write messages that we do not know.
			if (!parsed.success) return;
			const said = parsed.output;
			if (said.action === 'start') {
				if ([COPIES, BUILDS].includes(said.type)) kinds.set(said.id, said.type);
				if (said.text) listener.line(stripVTControlCharacters(said.text));
			} else if (said.action === 'result') {
				if (said.type === BUILD_LINE) listener.line(stripVTControlCharacters(String(said.fields[0])));
				else if (said.type === PROGRESS && kinds.has(said.id)) advance(said.id, said.fields);
			} else if (said.action === 'msg') {
				const text = stripVTControlCharacters(said.msg).trim();
				if (said.level > 0 || said.raw_msg === undefined) return void listener.line(text);
				// The first error is the cause; later ones are consequences.
				why ??= nixFailure(stripVTControlCharacters(said.raw_msg), said.file, said.line, said.column);
				listener.line(text);
			}
		},
		failure: () => why
	};
}

/** Advice for common causes, in addition to Nix's own words. */
const ADVICE: [RegExp, string][] = [
	[
		/forbidden in (pure eval|restricted) mode/,
		'A pup’s Nix file may only read its own files, nothing else on the host.'
	],
	[/stack overflow|infinite recursion/, 'Something in it refers to itself.'],
	[/hash mismatch in fixed-output derivation/, 'A download has changed since its author wrote the hash.'],
	[/lock file|--no-update-lock-file/, 'Its flake.lock must exist and match: create it with “nix flake lock”.'],
	[/getting status of .*No such file|does not exist/, 'It names a file that is not among the pup’s files.'],
	[/^builder for .* failed/, 'The lines before say why.']
];

/**
 * @param raw Nix's message without colours
 * @param file with the error. Of a path in the store only the part after the first component is
 *   shown.
 */
export function nixFailure(raw: string, file?: string | null, line?: number | null, column?: number | null): string {
	const [first = ''] = raw.trim().split('\n');
	const words = first.replace(/ \(use '--impure' to override\)/, '').replace(/[.:;]$/, '');
	const name = file?.replace(/^.*?\/nix\/store\/[^/]+\//, '').replace(/^\u00ab|\u00bb$/g, '');
	const place = name && line ? `${name}, line ${line}${column ? `, column ${column}` : ''}: ` : '';
	const advice = ADVICE.find(([pattern]) => pattern.test(words))?.[1];
	return `${place}${words}.${advice ? ` ${advice}` : ''}`;
}

function json(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
