/**
 * What a container was asked for with, kept at its box as an opaque text: inspect gives it back.
 * Pure.
 */
import * as v from 'valibot';
import { BOX_MOST } from '../../../../contract/box-inputs.ts';
import { healthcheck, readAsked, type Asked } from './asked.ts';
import { NO_WORDS, type ImageWords } from './image-words.ts';
import { createRecent } from '../../../concurrency/index.ts';

/** Of the format; another one is not read. */
const VERSION = 1;

export interface Kept {
	/** Without variables and labels, which the box has. */
	asked: Omit<Asked, 'Env' | 'Labels'>;
	/** Of its image, as that was then. */
	words: ImageWords;
	/** Names of its volumes that were made for it and go with it. */
	anonymous: readonly string[];
}

const texts = v.array(v.string());
/** Whatever program made the box may have left this: it is looked at as any input is. */
const kept = v.object({
	docker: v.literal(VERSION),
	asked: v.record(v.string(), v.unknown()),
	words: v.optional(
		v.partial(
			v.object({
				...{ entrypoint: texts, cmd: texts, volumes: texts, exposed: texts },
				...{ env: v.record(v.string(), v.string()), workingDir: v.string(), stopSignal: v.string() },
				healthcheck: v.nullish(healthcheck)
			})
		)
	),
	anonymous: v.optional(v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))), [])
});

const NOTHING: Kept = { asked: {} as Kept['asked'], words: NO_WORDS, anonymous: [] };

/** Values of variables are secrets of the box: they are not in it. */
export function annotationsOf(given: { asked: Asked; words: ImageWords; anonymous: readonly string[] }): string {
	const { Env: _env, Labels: _labels, ...asked } = given.asked;
	const whole = JSON.stringify({ docker: VERSION, ...given, asked });
	if (whole.length <= BOX_MOST.annotations) return whole;
	// The list of volumes is what is acted on.
	return JSON.stringify({ docker: VERSION, ...NOTHING, anonymous: given.anonymous });
}

/** Texts that were read last, so many. */
const MOST_READ = 16;
const lastRead = createRecent<string, Kept>(MOST_READ);

/** @param text of a box; null for one that was not made by a client of Docker */
export function keptOf(text: string | null): Kept {
	if (text === null) return NOTHING;
	const known = lastRead.get(text) ?? readKept(text);
	lastRead.set(text, known);
	return known;
}

function readKept(text: string): Kept {
	try {
		const read = v.safeParse(kept, JSON.parse(text));
		if (!read.success) return NOTHING;
		const { asked, words, anonymous } = read.output;
		return { asked: readAsked(asked), words: { ...NO_WORDS, ...words }, anonymous };
	} catch {
		return NOTHING;
	}
}
