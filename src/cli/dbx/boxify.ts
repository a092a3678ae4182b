/** Reads `boxify.yaml`, the format in which Boxify describes a box. */
import { EXIT, Failure } from './failure.ts';

/** The requested properties of a box. */
export interface BoxifyRequest {
	image: string;
	memoryBytes?: number;
	/** Cores; 0.5 for half of one. */
	cpus?: number;
}

const UNITS: Record<string, number> = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/**
 * Parses an amount of memory: `512m`, `1.5g`, `64MiB`, or bytes.
 * @throws Failure for an invalid amount
 */
export function memoryOf(given: unknown, what: string): number {
	const [, number = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([bkmgt]?)(?:i?b)?\s*$/i.exec(String(given)) ?? [];
	const bytes = Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? 1));
	if (number !== '' && bytes > 0) return bytes;
	throw new Failure(EXIT.usage, `${what} must be an amount of memory, such as 512m or 1g.`);
}

/** Parses a number of cores. @throws Failure for an invalid number */
export function coresOf(given: unknown, what: string): number {
	const cores = Number(given);
	if (String(given).trim() !== '' && Number.isFinite(cores) && cores > 0) return cores;
	throw new Failure(EXIT.usage, `${what} must be a number of cores, such as 2 or 0.5.`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
/** Converts snake case: `imageName` and `image_name` are equivalent. */
const camel = (key: string) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/**
 * Returns the known keys of an object. @throws Failure for an unknown key, which would have no
 * effect
 */
function keysOf(given: unknown, known: readonly string[], where: string): Record<string, unknown> {
	if (!isObject(given)) throw new Failure(EXIT.usage, `${where} must have names and values.`);
	const found: Record<string, unknown> = {};
	for (const [key, value] of Object.entries(given)) {
		if (!known.includes(camel(key))) {
			throw new Failure(EXIT.usage, `${where} has “${key.slice(0, 80)}”, which is unknown.`, {
				hint: `Known names: ${known.join(', ')}.`
			});
		}
		if (value !== null && value !== '') found[camel(key)] = value;
	}
	return found;
}

/**
 * Reads the parsed content of a `boxify.yaml`.
 * @param file its name in messages
 * @throws Failure that says what is wrong
 */
export function readBoxify(parsed: unknown, file: string): BoxifyRequest {
	const { imageName, settings } = keysOf(parsed, ['imageName', 'settings'], file);
	if (typeof imageName !== 'string') {
		throw new Failure(EXIT.usage, `${file} does not name an image.`, { hint: 'Write imageName: alpine:3.20' });
	}
	const limits = keysOf(settings ?? {}, ['memoryLimit', 'cpuLimit'], `“settings” in ${file}`);
	return {
		image: imageName,
		...(limits['memoryLimit'] !== undefined && { memoryBytes: memoryOf(limits['memoryLimit'], 'memoryLimit') }),
		...(limits['cpuLimit'] !== undefined && { cpus: coresOf(limits['cpuLimit'], 'cpuLimit') })
	};
}
