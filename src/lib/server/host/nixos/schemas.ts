/** Forms of what the verbs over NixOS's containers take. */
import * as v from 'valibot';

/** What may stand in a flag that a script splits and expands: no space, no pattern, no colon. */
export const plainPath = v.pipe(
	v.string(),
	v.maxLength(512),
	v.regex(/^\/[A-Za-z0-9/_.+-]*$/, 'holds a character that a flag of systemd-nspawn cannot have'),
	v.check((text) => !text.split('/').includes('..'), 'leads out of its folder')
);

export const containerId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, 'is no id'));
/** As `containerName` gives them. */
export const name = v.pipe(v.string(), v.regex(/^pup[0-9a-f-][0-9a-f]{0,7}$/, 'is no container of ours'));
export const systemPath = v.pipe(
	v.string(),
	v.regex(/^\/nix\/store\/[0-9a-df-np-sv-z]{32}-[A-Za-z0-9+._?=-]{1,211}$/, 'is no path of the Nix store')
);
export const credential = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'is no name of a credential'));
export const properties = v.strictObject({
	memoryBytes: v.pipe(v.number(), v.safeInteger(), v.minValue(1024 ** 2)),
	pids: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
	/** Cores; null for no limit. */
	cpus: v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0.01), v.maxValue(4096))),
	ioWeight: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)))
});
