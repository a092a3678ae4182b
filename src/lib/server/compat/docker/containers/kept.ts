/**
 * What a client asked for when it created a container. It is stored at the box as an opaque text,
 * and inspect returns it. Pure.
 */
import * as v from 'valibot';
import { BOX_MOST } from '../../../../contract/box-inputs.ts';
import { healthcheck, readAsked, type Asked } from './asked.ts';
import { NO_WORDS, type ImageWords } from './image-words.ts';
import { createRecent } from '../../../concurrency/index.ts';

/** Version of the format. Texts of other versions are ignored. */
const VERSION = 1;

export interface Kept {
	/** Variables and labels are left out because the box itself has them. */
	asked: Omit<Asked, 'Env' | 'Labels'>;
	/** What the image said when the container was created. */
	words: ImageWords;
	/** Names of the volumes that were created for this container and are removed with it. */
	anonymous: readonly string[];
}

const texts = v.array(v.string());
/** Any program may have written this text, so it is validated like any input. */
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

/** Variables are left out: their values are secrets of the box. */
export function annotationsOf(given: { asked: Asked; words: ImageWords; anonymous: readonly string[] }): string {
	const { Env: _env, Labels: _labels, ...asked } = given.asked;
	const whole = JSON.stringify({ docker: VERSION, ...given, asked });
	if (whole.length <= BOX_MOST.annotations) return whole;
	// Only the list of volumes is needed to act correctly, so that alone is kept.
	return JSON.stringify({ docker: VERSION, ...NOTHING, anonymous: given.anonymous });
}

/** Number of recently parsed texts that are cached. */
const MOST_READ = 16;
const lastRead = createRecent<string, Kept>(MOST_READ);

/** @param text stored at a box; null for a box that no Docker client created */
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
