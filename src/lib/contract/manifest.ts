/**
 * `manifest.json` of a pup: Dogebox manifest version 1, read leniently where real manifests are lenient (null = empty,
 * unknown members kept), plus our own build kinds `debian` and `image`. What the original enforces is an error, what it
 * ought to have enforced is a warning, so that every manifest in the wild loads.
 */
import * as v from 'valibot';
import { BoxError } from './errors.ts';
import { CONFIG_FIELD_TYPES } from './pups.ts';
import { checkManifest } from './manifest-rules.ts';
import { BUILD_KINDS, CATEGORIES, type BuildKind, type Category } from './store-words.ts';

export { BUILD_KINDS, CATEGORIES, type BuildKind, type Category } from './store-words.ts';

/*
 * A gap is filled by `nullish` with a default outside and the rule inside, so that the rule also sees the default: a member
 * that is not there gets the same message as one that is empty.
 */

/** Text that may be absent or null; then it is empty. */
const looseText = v.nullish(v.string('must be text'), '');
/** Text or null; empty counts as null. */
const optionalText = v.nullish(
	v.pipe(
		v.string('must be text'),
		v.transform((text) => text || null)
	),
	null
);
const optionalNumber = v.nullish(v.number('must be a number'), null);
const flag = v.nullish(v.boolean('must be true or false'), false);

/** Text that must be there; `message` names the whole path, as the original's messages do. */
const requiredText = (message: string) =>
	v.nullish(
		v.pipe(
			v.string('must be text'),
			v.check((text) => text.trim() !== '', message)
		),
		''
	);

/** A list that may be absent or null; then it is empty. */
const list = <const Item extends v.GenericSchema>(item: Item) => v.nullish(v.array(item, 'must be a list'), () => []);

/** Text to text; absent or null is empty. Numbers and booleans, as written by hand, are taken as text. */
const textMap = v.nullish(
	v.record(
		v.string(),
		v.pipe(v.union([v.string(), v.number(), v.boolean()], 'must be text'), v.transform(String)),
		'must be an object'
	),
	() => ({})
);

/** A default of any plain type, kept as text as all config values are; lists and objects are not values of a field. */
const defaultValue = v.nullish(
	v.pipe(
		v.union([v.string(), v.number(), v.boolean()], 'must be text, a number or true/false'),
		v.transform((value): string | null => String(value))
	),
	null
);

/** `["a", "b"]` and `[{value, label}]` both occur in documents of the original. */
const fieldOption = v.pipe(
	v.union([v.string(), v.looseObject({ value: v.union([v.string(), v.number()]), label: v.nullish(v.string()) })]),
	v.transform((option) =>
		typeof option === 'string'
			? { value: option, label: option }
			: { value: String(option.value), label: option.label || String(option.value) }
	)
);

const manifestField = v.looseObject({
	name: looseText,
	label: looseText,
	type: v.nullish(
		v.picklist(CONFIG_FIELD_TYPES, (issue) => `has invalid type ${String(issue.input)}`),
		'' as 'text'
	),
	required: flag,
	placeholder: optionalText,
	help: optionalText,
	default: defaultValue,
	min: optionalNumber,
	max: optionalNumber,
	step: optionalNumber,
	options: list(fieldOption)
});
export type ManifestField = v.InferOutput<typeof manifestField>;

const service = v.looseObject({
	name: requiredText('service name is required'),
	command: v.nullish(
		v.looseObject({ exec: looseText, cwd: looseText, env: textMap }, 'must be an object with exec, cwd and env'),
		{}
	)
});
export type ManifestService = v.InferOutput<typeof service>;

const BAD_PORT = 'expose port must be between 1 and 65535';
const expose = v.looseObject({
	name: requiredText('expose name is required'),
	type: v.nullish(v.picklist(['http', 'tcp'], 'expose type must be one of: http, tcp'), '' as 'http'),
	port: v.nullish(
		v.pipe(v.number(BAD_PORT), v.integer(BAD_PORT), v.minValue(1, BAD_PORT), v.maxValue(65535, BAD_PORT)),
		0
	),
	interfaces: list(v.string('must be text')),
	listenOnHost: flag,
	webUI: flag
});
export type ManifestExpose = v.InferOutput<typeof expose>;

/** An archive from the web, checked by its hash and unpacked over the packages. */
const fetchedArchive = v.looseObject({
	url: requiredText('the address of an archive is required'),
	/** SHA-256 of the archive, lower-case hex. */
	sha256: requiredText('sha256 of the archive is required'),
	/** Absolute folder inside the container. */
	unpackTo: requiredText('the folder to unpack to is required'),
	/** Leading folders of each path in the archive to leave out, as tar's `--strip-components`. */
	stripComponents: optionalNumber,
	/** Only on this architecture, by Debian's names (`amd64`, `arm64`); null: on all. */
	arch: optionalText
});
export type FetchedArchive = v.InferOutput<typeof fetchedArchive>;

const debianBuild = v.looseObject({
	packages: list(v.string('must be the name of a Debian package')),
	suite: optionalText,
	/** Date of a snapshot of Debian's archive, `20260901T000000Z`: the same packages for everybody, always. */
	snapshot: optionalText,
	fetch: list(fetchedArchive)
});

const build = v.looseObject({
	nixFile: optionalText,
	nixFileSha256: optionalText,
	debian: v.nullish(debianBuild, null),
	image: optionalText
});

const permissionGroup = v.looseObject({
	name: looseText,
	description: looseText,
	severity: optionalNumber,
	routes: list(v.string('must be text')),
	port: optionalNumber
});

const manifestInterface = v.looseObject({
	name: looseText,
	version: looseText,
	permissionGroups: list(permissionGroup)
});

const dependency = v.looseObject({
	interfaceName: looseText,
	interfaceVersion: looseText,
	permissionGroups: list(v.string('must be text')),
	source: v.nullish(
		v.looseObject({ sourceLocation: looseText, pupName: looseText, pupVersion: looseText, pupLogoBase64: looseText })
	),
	optional: flag
});

const metric = v.looseObject({
	name: looseText,
	label: looseText,
	type: looseText,
	history: optionalNumber,
	description: optionalText
});

/** Shape of a manifest. Cross-field rules stand in `manifest-rules.ts`. */
export const manifestSchema = v.looseObject(
	{
		manifestVersion: v.nullish(
			v.literal(1, (issue) => `unknown manifest version: ${String(issue.input)}`),
			0 as 1
		),
		meta: v.nullish(
			v.looseObject({
				name: requiredText('manifest meta.name is required'),
				version: requiredText('manifest meta.version is required'),
				logoPath: optionalText,
				shortDescription: looseText,
				longDescription: looseText,
				/** One of {@link CATEGORIES}; ours. */
				category: optionalText,
				upstreamVersions: textMap
			}),
			{}
		),
		config: v.nullish(
			v.looseObject({
				showOnInstall: flag,
				sections: list(v.looseObject({ name: looseText, label: optionalText, fields: list(manifestField) }))
			}),
			{}
		),
		container: v.nullish(
			v.looseObject({
				build: v.nullish(build, {}),
				services: list(service),
				exposes: list(expose),
				requiresInternet: flag,
				/** What it needs of the host to run well, for the store; ours. */
				resources: v.nullish(v.looseObject({ memoryMiB: optionalNumber, diskMiB: optionalNumber }), {})
			}),
			{}
		),
		interfaces: list(manifestInterface),
		dependencies: list(dependency),
		metrics: list(metric)
	},
	'must be an object'
);

/** A manifest after reading: nothing is null that could be empty, config defaults are text. */
export type Manifest = v.InferOutput<typeof manifestSchema>;

export interface ManifestOptions {
	/** What is read, for the message: `core/manifest.json`. */
	where?: string;
}

/**
 * Reads a manifest.
 * @param json parsed JSON of `manifest.json`
 * @returns the manifest with its gaps filled, and what a careful reader should know
 * @throws BoxError 422 `bad-manifest`; `fields` maps each path to what is wrong there, the sentence names the first
 */
export function parseManifest(
	json: unknown,
	options: ManifestOptions = {}
): { manifest: Manifest; warnings: string[] } {
	const parsed = v.safeParse(manifestSchema, json);
	if (!parsed.success) {
		const fields: Record<string, string> = {};
		for (const issue of parsed.issues) fields[v.getDotPath(issue) ?? 'manifest'] ??= issue.message;
		throw badManifest(fields, options);
	}
	const { errors, warnings } = checkManifest(parsed.output);
	if (Object.keys(errors).length > 0) throw badManifest(errors, options);
	return { manifest: parsed.output, warnings };
}

function badManifest(fields: Record<string, string>, { where = 'manifest.json' }: ManifestOptions): BoxError {
	const [path, message] = Object.entries(fields)[0]!;
	return new BoxError({
		code: 'bad-manifest',
		status: 422,
		message: `${where} cannot be used: ${path}: ${message}.`,
		hint: 'The maker of this pup has to correct its manifest.',
		fields
	});
}

/** The category of a pup: what its manifest says, else what its interfaces tell (no manifest in the wild names one). */
export function categoryOf(manifest: Manifest): Category {
	const said = manifest.meta.category?.toLowerCase() ?? '';
	if (Object.hasOwn(CATEGORIES, said)) return said as Category;
	const offers = manifest.interfaces.map((one) => one.name);
	if (offers.some((name) => /^(core-|lib-rest$)/.test(name))) return 'node';
	if (offers.some((name) => /wallet/.test(name))) return 'wallet';
	if (offers.some((name) => /net|identity/.test(name))) return 'network';
	return 'other';
}

/** The build kinds this manifest offers, in the order of {@link BUILD_KINDS}. */
export function buildKinds(manifest: Manifest): BuildKind[] {
	const { nixFile, debian, image } = manifest.container.build;
	return BUILD_KINDS.filter((kind) => (kind === 'nix' ? nixFile : kind === 'debian' ? debian : image) !== null);
}

/** All config fields over all sections; names are unique among them. */
export function configFields(manifest: Manifest): ManifestField[] {
	return manifest.config.sections.flatMap((section) => section.fields);
}

/** Exposes that are web pages, in the manifest's order; names made unique, since they name the page. */
export function webPages(manifest: Manifest): { name: string; port: number; type: 'http' | 'tcp' }[] {
	const seen = new Map<string, number>();
	return manifest.container.exposes
		.filter((e) => e.webUI)
		.map(({ name, port, type }) => {
			const count = (seen.get(name) ?? 0) + 1;
			seen.set(name, count);
			return { name: count === 1 ? name : `${name} (${count})`, port, type };
		});
}
