/**
 * Reads the beginning of a Dockerfile: the base images of its stages. buildah alone interprets the
 * rest. Format: docs.docker.com, “Dockerfile reference”. Pure.
 */
import { BoxError } from '../../contract/errors.ts';

/** Most stages. Each may name an image. */
const MOST_STAGES = 100;
/** The base of a stage that starts empty. */
const NOTHING = 'scratch';

interface Instruction {
	/** Its keyword, in capitals. */
	word: string;
	/** Its arguments, with continued lines joined. */
	text: string;
	/** Its lines, from 0: the first, and the one after the last. */
	from: number;
	to: number;
}

/** The parts of a Dockerfile that are read here. */
export interface Dockerfile {
	/** Names of the required images, each once. */
	images: string[];
	/** Number of instructions up to the end of the stage to build. */
	steps: number;
	/**
	 * Returns the same Dockerfile with ids instead of images' names.
	 * @param ids by name; hexadecimal digits
	 */
	withIds(ids: ReadonlyMap<string, string>): string;
}

const wrong = (message: string) => new BoxError({ code: 'bad-dockerfile', status: 422, message });

function instructionsOf(lines: readonly string[]): Instruction[] {
	const directive = lines.findIndex((line) => !/^\s*#\s*\w+\s*=/.test(line));
	const escape = lines.slice(0, Math.max(0, directive)).some((line) => /^\s*#\s*escape\s*=\s*`\s*$/i.test(line))
		? '`'
		: '\\';
	const found: Instruction[] = [];
	for (let at = 0; at < lines.length; at++) {
		if (/^\s*(?:#|$)/.test(lines[at]!)) continue;
		const from = at;
		let text = '';
		for (; ; at++) {
			const line = lines[at] ?? '';
			// Comments and empty lines may occur between continued lines.
			if (at > from && /^\s*(?:#|$)/.test(line)) {
				if (at >= lines.length) break;
				continue;
			}
			const continued = line.trimEnd().endsWith(escape);
			text += continued ? line.trimEnd().slice(0, -1) : line;
			if (!continued || at >= lines.length) break;
		}
		const [, word = '', rest = ''] = /^(\S+)\s*([^]*)$/.exec(text.trim()) ?? [];
		found.push({ word: word.toUpperCase(), text: rest, from, to: Math.min(at + 1, lines.length) });
	}
	return found;
}

/** Expands arguments: `$A`, `${A}`, `${A:-else}`, `${A:+if}`. */
function expand(text: string, values: ReadonlyMap<string, string>): string {
	return text.replace(
		/\\\$|\$(?:(\w+)|\{(\w+)(?::([-+])([^}]*))?\})/g,
		(all, plain?: string, braced?: string, how?: string, other = '') => {
			const name = plain ?? braced;
			if (name === undefined) return '$';
			const value = values.get(name) ?? '';
			if (how === '-') return value === '' ? (other as string) : value;
			if (how === '+') return value === '' ? '' : (other as string);
			return value;
		}
	);
}

const unquoted = (text: string) => text.replace(/^(["'])([^]*)\1$/, '$2');

interface Stage {
	image: string;
	/** The FROM instruction. */
	at: Instruction;
	name: string | null;
}

/** @param values of arguments. Defaults of the file are added where no value is given. */
function stageOf(at: Instruction, values: ReadonlyMap<string, string>): Stage {
	const words = at.text.split(/\s+/).filter((word) => word !== '' && !word.startsWith('--'));
	const [image = '', as, name] = words.map((word) => unquoted(expand(word, values)));
	const named = words.length === 3 && as?.toLowerCase() === 'as';
	if (image === '' || (words.length !== 1 && !named)) {
		throw wrong(`“FROM ${at.text.slice(0, 100)}” does not name an image: write FROM IMAGE, or FROM IMAGE AS NAME.`);
	}
	return { image, at, name: named ? name!.toLowerCase() : null };
}

/**
 * Reads which images a Dockerfile needs.
 * @param text one character for each byte
 * @param given values of build arguments
 * @param target name or number of the stage to build; null for the last
 * @throws BoxError 422 `bad-dockerfile`
 */
export function readDockerfile(text: string, given: ReadonlyMap<string, string>, target: string | null): Dockerfile {
	if (text.includes('\0')) throw wrong('The Dockerfile is not text: it contains NUL bytes.');
	const lines = text.replace(/^\u00ef\u00bb\u00bf/, '').split(/\r?\n/);
	const all = instructionsOf(lines);
	const values = new Map<string, string>();
	const stages: Stage[] = [];
	/** The end of the stage to build. */
	let end = all.length;
	for (const [index, one] of all.entries()) {
		if (one.word === 'ARG' && stages.length === 0) {
			const [name = '', value] = one.text.split(/=([^]*)/s);
			values.set(name, given.get(name) ?? unquoted(expand(value ?? '', values)));
		} else if (one.word === 'FROM') {
			if (isTarget(stages, target)) {
				end = index;
				break;
			}
			stages.push(stageOf(one, values));
			if (stages.length > MOST_STAGES) throw wrong(`The Dockerfile has more than ${MOST_STAGES} stages.`);
		} else if (stages.length === 0) {
			throw wrong(`The Dockerfile must begin with FROM, not with “${one.word.slice(0, 40)}”.`);
		}
	}
	if (stages.length === 0) throw wrong('The Dockerfile is empty, or has no FROM.');
	if (target !== null && !isTarget(stages, target)) {
		throw wrong(`The Dockerfile has no stage “${target.slice(0, 80)}”.`);
	}
	const needed = all.slice(0, end);
	const replacements = replacementsIn(needed, stages);
	return {
		images: [...new Set(replacements.map(({ image }) => image))],
		steps: needed.length - needed.findIndex(({ word }) => word === 'FROM'),
		withIds(ids) {
			const written = [...lines];
			for (const { at, image, write } of replacements) {
				const id = ids.get(image);
				if (id === undefined) throw new Error(`no id of ${image}`);
				const text = write(id, lines.slice(at.from, at.to).join('\n'));
				written.fill('', at.from, at.to);
				written[at.from] = text;
			}
			return `${written.join('\n')}\n`;
		}
	};
}

const isTarget = (stages: readonly Stage[], target: string | null) =>
	target !== null &&
	stages.length > 0 &&
	(stages.at(-1)!.name === target.toLowerCase() || String(stages.length - 1) === target);

interface Replacement {
	at: Instruction;
	image: string;
	/** @param was the original lines */
	write(id: string, was: string): string;
}

/** Finds references to images that are no stages of the file. */
function replacementsIn(all: readonly Instruction[], stages: readonly Stage[]): Replacement[] {
	const found: Replacement[] = [];
	const names = new Set<string>();
	let count = 0;
	for (const at of all) {
		if (at.word === 'FROM') {
			const { image, name } = stages[count++]!;
			if (image !== NOTHING && !names.has(image.toLowerCase())) {
				found.push({ at, image, write: (id) => `FROM ${id}${name === null ? '' : ` AS ${name}`}` });
			}
			if (name !== null) names.add(name);
		}
		const image = at.word === 'COPY' ? /^(?:--\S+\s+)*?--from=(\S+)/.exec(at.text)?.[1] : undefined;
		if (image === undefined || names.has(image.toLowerCase()) || /^\d+$/.test(image)) continue;
		found.push({ at, image, write: (id, was) => was.replace(`--from=${image}`, `--from=${id}`) });
	}
	return found;
}
