/**
 * Dockerfile instructions that change how an image is run, as in `docker commit --change` and
 * `docker import --change` (docs.docker.com, “Dockerfile reference”). Pure.
 */
import { BoxError } from '../../contract/errors.ts';

/** Member `config` of an image’s configuration (image-spec, config.md). */
export type ImageConfiguration = Record<string, unknown>;

function wrong(line: string, why: string): BoxError {
	return new BoxError({
		code: 'invalid-input',
		status: 422,
		message: `The change “${line.slice(0, 100)}” cannot be made: ${why}.`
	});
}

/** Splits words with quotes and backslashes as in a Dockerfile. */
function wordsOf(text: string): string[] {
	const words: string[] = [];
	for (const [word] of text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g)) {
		words.push(
			word.replace(
				/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g,
				(_all, double?: string, single?: string, escaped?: string) =>
					double?.replace(/\\(.)/g, '$1') ?? single ?? escaped ?? ''
			)
		);
	}
	return words;
}

/** A JSON list; null for anything else. */
function listOf(text: string): string[] | null {
	if (!text.startsWith('[')) return null;
	try {
		const list: unknown = JSON.parse(text);
		return Array.isArray(list) && list.every((one) => typeof one === 'string') ? list : null;
	} catch {
		return null;
	}
}

/** A command: a list, or a line for the shell. */
const commandOf = (text: string) => listOf(text) ?? ['/bin/sh', '-c', text];

/** Parses `A=b C="d e"`, or the older `A b`. */
function pairsOf(line: string, text: string): [string, string][] {
	const words = wordsOf(text);
	if (words.length === 0) throw wrong(line, 'it names nothing');
	if (!words[0]!.includes('=')) {
		const [name = '', value = ''] = /^(\S+)\s+([^]*)$/.exec(text)?.slice(1) ?? [];
		if (name === '') throw wrong(line, 'it has no value');
		return [[name, wordsOf(value).join(' ')]];
	}
	return words.map((word) => {
		const at = word.indexOf('=');
		if (at < 1) throw wrong(line, `“${word.slice(0, 60)}” is no name=value`);
		return [word.slice(0, at), word.slice(at + 1)];
	});
}

const listIn = (config: ImageConfiguration, name: string): string[] =>
	Array.isArray(config[name]) ? (config[name] as unknown[]).map(String) : [];
const membersIn = (config: ImageConfiguration, name: string): Record<string, unknown> =>
	typeof config[name] === 'object' && config[name] !== null ? (config[name] as Record<string, unknown>) : {};

/** The effect of each instruction on the configuration. */
const INSTRUCTIONS: Record<string, (config: ImageConfiguration, text: string, line: string) => ImageConfiguration> = {
	CMD: (_config, text) => ({ Cmd: commandOf(text) }),
	ENTRYPOINT: (_config, text) => ({ Entrypoint: commandOf(text) }),
	ENV(config, text, line) {
		const given = pairsOf(line, text);
		const names = new Set(given.map(([name]) => name));
		const kept = listIn(config, 'Env').filter((one) => !names.has(one.split('=')[0]!));
		return { Env: [...kept, ...given.map(([name, value]) => `${name}=${value}`)] };
	},
	EXPOSE(config, text, line) {
		const ports = wordsOf(text).map((word) => {
			if (!/^\d{1,5}(?:-\d{1,5})?(?:\/(?:tcp|udp))?$/.test(word))
				throw wrong(line, `“${word.slice(0, 40)}” is no port`);
			return word.includes('/') ? word : `${word}/tcp`;
		});
		return {
			ExposedPorts: { ...membersIn(config, 'ExposedPorts'), ...Object.fromEntries(ports.map((one) => [one, {}])) }
		};
	},
	LABEL: (config, text, line) => ({
		Labels: { ...membersIn(config, 'Labels'), ...Object.fromEntries(pairsOf(line, text)) }
	}),
	STOPSIGNAL: (_config, text) => ({ StopSignal: text }),
	USER: (_config, text) => ({ User: text }),
	VOLUME(config, text) {
		const folders = listOf(text) ?? wordsOf(text);
		return { Volumes: { ...membersIn(config, 'Volumes'), ...Object.fromEntries(folders.map((one) => [one, {}])) } };
	},
	WORKDIR(config, text) {
		const before = typeof config['WorkingDir'] === 'string' ? config['WorkingDir'] : '/';
		return { WorkingDir: text.startsWith('/') ? text : `${before.replace(/\/$/, '')}/${text}` };
	}
};

/**
 * Applies changes in order.
 * @param lines instructions; one entry may have several, on separate lines
 * @throws BoxError 422 `invalid-input` for an invalid instruction
 */
export function applyChanges(config: ImageConfiguration, lines: readonly string[]): ImageConfiguration {
	let changed = { ...config };
	for (const line of lines.flatMap((one) => one.split('\n')).map((one) => one.trim())) {
		if (line === '') continue;
		const [word = '', text = ''] = /^(\S+)\s*([^]*)$/.exec(line)?.slice(1) ?? [];
		const change = Object.hasOwn(INSTRUCTIONS, word.toUpperCase()) ? INSTRUCTIONS[word.toUpperCase()] : undefined;
		if (!change) throw wrong(line, `only ${Object.keys(INSTRUCTIONS).join(', ')} are`);
		if (text.trim() === '') throw wrong(line, 'it says nothing behind its first word');
		changed = { ...changed, ...change(changed, text.trim(), line) };
	}
	return changed;
}
