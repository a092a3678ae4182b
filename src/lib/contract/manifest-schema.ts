/**
 * The shape of `manifest.json`: Dogebox manifest version 1 with members of our own
 * (`meta.category`, `container.resources`, `.tmpfs`, `.aio`, `.services[].stop`,
 * `.services[].health`, `container.build.debian` and `.image`). Types, validation, the published
 * JSON Schema and the tables of docs/manifest.md all come from here; rules that look at more than
 * one member stand in `manifest-rules.ts`.
 *
 * A gap is filled by `nullish` with a default outside and the rule inside, so that the rule also
 * sees the default: a member that is not there gets the same message as one that is empty.
 */
import * as v from 'valibot';
import { HEALTH_RETRIES, HEALTH_SECONDS } from './health.ts';
import { hasHidden, showPlainLines } from './hidden-characters.ts';
import { wanted } from './manifest-errors.ts';
import { ONE_LINE, SEVERAL_LINES } from './manifest-names.ts';
import { CONFIG_FIELD_TYPES } from './pups.ts';
import { MOST_STOP_SECONDS, STOP_SIGNALS } from './stop.ts';
import { CATEGORIES } from './store-words.ts';

/** Adds what a member means, for editors and docs. */
const say = <const Schema extends v.GenericSchema>(schema: Schema, text: string) => v.pipe(schema, v.description(text));

/** Adds what a member means, and that there must be one. */
const must = <const Schema extends v.GenericSchema>(schema: Schema, text: string) =>
	v.pipe(schema, v.description(text), v.metadata({ must: true }));

const inLength = (max: number) => v.maxLength<string, number, string>(max, wanted(`at most ${max} characters`));
const ONE_LINE_WANTED = wanted('text of one line without control, direction or invisible characters');
const oneLine = v.regex(ONE_LINE, ONE_LINE_WANTED);
const seen = v.check<string, string>((value) => !hasHidden(value), ONE_LINE_WANTED);
const severalLines = v.regex(SEVERAL_LINES, wanted('text without control characters'));
const TEXT = wanted('text');

/** Text of one line that may be absent or null; then it is empty. */
const line = (max = 200) => v.nullish(v.pipe(v.string(TEXT), inLength(max), oneLine, seen), '');
/** Text of several lines that may be absent or null; then it is empty. */
const text = (max: number) => v.nullish(v.pipe(v.string(TEXT), inLength(max), severalLines, harmless), '');
/** Prose is shown without what is hidden in it; names are refused. */
const harmless = v.transform<string, string>(showPlainLines);
const emptyIsNull = v.transform<string, string | null>((value) => value || null);
/** Text of one line or null; empty counts as null. */
const optionalLine = (max = 200) => v.nullish(v.pipe(v.string(TEXT), inLength(max), oneLine, seen, emptyIsNull), null);
/** Text of several lines or null; empty counts as null. */
const optionalText = (max: number) =>
	v.nullish(v.pipe(v.string(TEXT), inLength(max), severalLines, harmless, emptyIsNull), null);
/** Text of one line that must be there; `sentence` is the original's. */
const needed = (sentence: string, max = 200) =>
	v.nullish(
		v.pipe(
			v.string(TEXT),
			v.check((value) => value.trim() !== '', wanted('text that is not empty', sentence)),
			inLength(max),
			oneLine,
			seen
		),
		''
	);

const number = v.nullish(v.number(wanted('a number')), null);
const whole = (min: number, max: number, what = `a whole number from ${min} to ${max}`) =>
	v.nullish(
		v.pipe(
			v.number(wanted(what)),
			v.integer(wanted(what)),
			v.minValue(min, wanted(what)),
			v.maxValue(max, wanted(what))
		),
		null
	);
/** Any whole number the original's `int` holds. */
const integer = whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 'a whole number');
const flag = v.nullish(v.boolean(wanted('true or false')), false);

/** A list that may be absent or null; then it is empty. */
const list = <const Item extends v.GenericSchema>(item: Item, max: number) =>
	v.nullish(v.pipe(v.array(item, wanted('a list')), v.maxLength(max, wanted(`at most ${max} entries`))), () => []);

const OBJECT = wanted('an object');

/**
 * Text to text; absent or null is empty. Numbers and booleans, as written by hand, are taken as
 * text.
 */
const textMap = (max: number, maxText: number) =>
	v.nullish(
		v.pipe(
			v.record(
				v.string(),
				v.nullish(
					v.pipe(
						v.union([v.string(), v.number(), v.boolean()], TEXT),
						v.transform(String),
						v.maxLength(maxText, wanted(`at most ${maxText} characters`)),
						severalLines
					),
					''
				),
				OBJECT
			),
			v.maxEntries(max, wanted(`at most ${max} members`))
		),
		() => ({})
	);

/**
 * A default of any plain type, kept as text as all config values are; lists and objects are not
 * values of a field.
 */
const plainValue = v.nullish(
	v.pipe(
		v.union([v.string(), v.number(), v.boolean()], wanted('text, a number or true/false')),
		v.transform((value): string | null => String(value)),
		v.check((value) => value === null || value.length <= 16_384, wanted('at most 16384 characters')),
		v.check((value) => value === null || SEVERAL_LINES.test(value), wanted('text without control characters'))
	),
	null
);

const shortLine = v.pipe(v.string(), v.maxLength(1000), v.regex(ONE_LINE), seen);

/** `["a", "b"]` and `[{value, label}]` both occur in documents of the original. */
const fieldOption = v.pipe(
	v.union(
		[
			shortLine,
			v.looseObject({
				value: say(v.union([shortLine, v.number()]), 'What the service gets.'),
				label: say(v.nullish(shortLine), 'What the owner reads; the value where it is missing.')
			})
		],
		wanted('text of one line, or an object with value and label')
	),
	v.transform((option) =>
		typeof option === 'string'
			? { value: option, label: option }
			: { ...option, value: String(option.value), label: option.label || String(option.value) }
	)
);

const field = v.looseObject(
	{
		name: must(line(), 'Name of the environment variable in which services find the value: letters, digits and “_”.'),
		label: must(line(), 'What the owner reads beside the field.'),
		type: must(
			v.nullish(v.picklist(CONFIG_FIELD_TYPES, wanted(`one of ${CONFIG_FIELD_TYPES.join(', ')}`)), '' as 'text'),
			'How it is asked for. `password` is sealed and never shown again.'
		),
		required: say(flag, 'Whether the pup cannot start without a value.'),
		placeholder: say(optionalText(1000), 'Example shown in the empty field.'),
		help: say(optionalText(4000), 'A sentence below the field.'),
		default: say(plainValue, 'Value until the owner gives another; kept as text.'),
		min: say(number, 'Smallest value, for `number` and `range`.'),
		max: say(number, 'Largest value, for `number` and `range`.'),
		step: say(number, 'Step between values, for `number` and `range`; more than zero.'),
		options: say(
			list(fieldOption, 1000),
			'What can be chosen, for `select` and `radio`: texts, or objects with value and label.'
		)
	},
	OBJECT
);

const section = v.looseObject(
	{
		name: must(line(), 'Name of the section.'),
		label: say(optionalLine(), 'Heading of the section; the name where it is missing.'),
		description: say(optionalText(4000), 'A sentence below the heading.'),
		fields: say(list(field, 256), 'The fields of the section.')
	},
	OBJECT
);

const SECONDS = `a whole number from 1 to ${MOST_STOP_SECONDS}`;
const stop = v.looseObject(
	{
		signal: say(
			v.nullish(v.picklist(STOP_SIGNALS, wanted(`one of ${STOP_SIGNALS.join(', ')}`)), 'SIGTERM'),
			'Signal that every process of the service gets. `SIGTERM` where it is missing.'
		),
		seconds: say(
			whole(1, MOST_STOP_SECONDS, SECONDS),
			'Seconds until it is killed. The owner can give another number. 30 where it is missing, 120 for a node, wallet or data store.'
		)
	},
	wanted('an object with signal and seconds')
);

const healthPort = must(
	whole(1, 65_535, 'a whole number from 1 to 65535'),
	'Port inside the container, on which the service listens at 0.0.0.0.'
);
/** What a request line can hold, without a fragment (RFC 9112 §3.2). */
const HEALTH_PATH = /^\/[!-"$-~]*$/;
const healthPath = v.nullish(
	v.pipe(
		v.string(TEXT),
		inLength(1024),
		oneLine,
		seen,
		v.regex(HEALTH_PATH, wanted('a path of ASCII characters that begins with “/”, without blanks and “#”'))
	),
	'/'
);
const bounded = ({ least, most }: { least: number; most: number }) => whole(least, most);

const health = v.looseObject(
	{
		http: say(
			v.nullish(
				v.looseObject(
					{
						port: healthPort,
						path: say(healthPath, 'Path that is asked for with GET; `/` where it is missing.')
					},
					wanted('an object with port and path')
				),
				null
			),
			'Healthy where a GET is answered with a status from 200 to 399. Redirects are not followed.'
		),
		tcp: say(
			v.nullish(v.looseObject({ port: healthPort }, wanted('an object with port')), null),
			'Healthy where the port takes connections.'
		),
		exec: say(
			v.nullish(
				v.looseObject(
					{
						argv: must(
							list(v.pipe(v.string(TEXT), inLength(4096), severalLines), 64),
							'Program and arguments, run inside of the service with its rights. No shell runs it.'
						)
					},
					wanted('an object with argv')
				),
				null
			),
			'Healthy where the command ends with exit code 0.'
		),
		interval: say(
			bounded(HEALTH_SECONDS.interval),
			`Seconds between two checks. ${HEALTH_SECONDS.interval.else} where it is missing.`
		),
		timeout: say(
			bounded(HEALTH_SECONDS.timeout),
			`Seconds after which a check without an answer has failed. ${HEALTH_SECONDS.timeout.else} where it is missing.`
		),
		retries: say(
			bounded(HEALTH_RETRIES),
			`Checks in a row that fail before the service is unhealthy. ${HEALTH_RETRIES.else} where it is missing.`
		),
		startPeriod: say(
			bounded(HEALTH_SECONDS.startPeriod),
			`Seconds after a start in which a failed check does not count. ${HEALTH_SECONDS.startPeriod.else} where it is missing.`
		),
		restart: say(
			v.nullish(v.boolean(wanted('true or false')), true),
			'Whether the service is stopped and started again when it is unhealthy. `true` where it is missing.'
		)
	},
	wanted('an object with http, tcp or exec')
);

const service = v.looseObject(
	{
		name: must(
			needed('service name is required', 100),
			'Name of the process: letters, digits, “_”, “.” and “-”, 63 at most.'
		),
		command: must(
			v.nullish(
				v.looseObject(
					{
						exec: must(
							line(4096),
							'Program and arguments, split as a shell would, but no shell runs it. With nix: path below the package that pup.nix makes under the service’s name.'
						),
						cwd: say(line(1024), 'Folder it starts in, below `/pup` where it does not begin with “/”.'),
						env: say(textMap(256, 32_768), 'Environment variables of this service.')
					},
					wanted('an object with exec, cwd and env')
				),
				{}
			),
			'What is run.'
		),
		stop: say(v.nullish(stop, null), 'How it is stopped. Ours.'),
		health: say(v.nullish(health, null), 'How it is seen whether it works. Exactly one kind of check. Ours.')
	},
	OBJECT
);

const MIB = wanted('a whole number from 1 to 65536');
const memoryFolder = v.looseObject(
	{
		path: must(
			needed('the path of a folder in memory is required', 1024),
			'Absolute folder inside the container; `/dev/shm` too.'
		),
		sizeMiB: must(
			v.nullish(v.pipe(v.number(MIB), v.integer(MIB), v.minValue(1, MIB), v.maxValue(65_536, MIB)), 0),
			'Most that it holds, in MiB. What is in it counts as memory of the pup.'
		)
	},
	OBJECT
);

const PORT = wanted('a whole number from 1 to 65535', 'expose port must be between 1 and 65535');
const expose = v.looseObject(
	{
		name: must(needed('expose name is required'), 'Name of the port; for a web page, the name of its button.'),
		type: must(
			v.nullish(
				v.picklist(
					['http', 'tcp', 'udp'],
					wanted('"http", "tcp" or "udp"', 'expose type must be one of: http, tcp, udp')
				),
				'' as 'http'
			),
			'What is spoken at the port. `udp` is ours.'
		),
		port: must(
			v.nullish(v.pipe(v.number(PORT), v.integer(PORT), v.minValue(1, PORT), v.maxValue(65535, PORT)), 0),
			'The port inside the container; the service listens on 0.0.0.0.'
		),
		interfaces: say(
			list(v.pipe(v.string(TEXT), inLength(200), oneLine, seen), 64),
			'Names of the interfaces that are served at this port.'
		),
		listenOnHost: say(
			flag,
			'Whether a port of the box can lead here, for everybody on the home network, without login. The owner opens it.'
		),
		webUI: say(flag, 'Whether it is a web page for the owner, opened through the box and behind its login.')
	},
	OBJECT
);

const fetched = v.looseObject(
	{
		url: must(
			needed('the address of an archive is required', 2048),
			'Address of the archive, https. Archives are tar, plain or compressed.'
		),
		sha256: must(needed('sha256 of the archive is required'), 'SHA-256 of the archive, 64 hex digits in lower case.'),
		unpackTo: must(
			needed('the folder to unpack to is required', 1024),
			'Absolute folder inside the container, `/opt/name`.'
		),
		stripComponents: say(
			whole(0, 10),
			'Leading folders of each path in the archive to leave out, as tar’s `--strip-components`.'
		),
		arch: say(
			optionalLine(),
			'Only on this architecture, by Debian’s name: `amd64`, `arm64`. On all where it is missing.'
		)
	},
	OBJECT
);

const debianBuild = v.looseObject(
	{
		packages: say(
			list(v.pipe(v.string(TEXT), inLength(200), oneLine, seen), 500),
			'Names of Debian packages; `name=version` pins one.'
		),
		suite: say(optionalLine(), 'Debian release, `bookworm`; the box’s own where it is missing.'),
		snapshot: say(
			optionalLine(),
			'Date of a snapshot of Debian’s archive, `20260901T000000Z`: the same packages for everybody, always.'
		),
		fetch: say(list(fetched, 50), 'Archives from the web, checked by hash and unpacked over the packages.')
	},
	OBJECT
);

const flakeBuild = v.looseObject(
	{
		path: say(
			optionalLine(1024),
			'Folder of `flake.nix` and `flake.lock` in the pup’s folder; its root where it is missing.'
		),
		package: say(
			optionalLine(),
			'Package of the flake that is built, in which all services are found; `default` where it is missing.'
		)
	},
	OBJECT
);

const device = v.looseObject(
	{
		node: must(line(1024), 'Path of the device, `/dev/ttyUSB0`, or of a folder of devices, `/dev/snd`.'),
		modifier: say(optionalLine(), 'What may be done with it: `r`, `w` or `rw`, which it is where it is missing.')
	},
	OBJECT
);

const build = v.looseObject(
	{
		type: say(optionalLine(), 'Which of the original’s builds is meant: `nixFile` or `flake`.'),
		nixFile: say(optionalLine(1024), 'Kind nix: path of the Nix file in the pup’s folder, usually `pup.nix`.'),
		nixFileSha256: say(
			optionalLine(),
			'Kind nix: SHA-256 of the file’s bytes, 64 hex digits in lower case. Required beside nixFile.'
		),
		flake: say(v.nullish(flakeBuild, null), 'Kind flake: a Nix flake with its lock file, on NixOS.'),
		debian: say(
			v.nullish(debianBuild, null),
			'Kind debian: a root filesystem of Debian packages, on any Linux host. Ours.'
		),
		image: say(
			optionalLine(1024),
			'Kind image: `registry/name@sha256:…`, or the path of an OCI archive (`.tar`, `.oci`) or layout (`image/`) in the pup’s folder. Ours.'
		)
	},
	OBJECT
);

const permissionGroup = v.looseObject(
	{
		name: must(line(), 'Name of the group; who depends on the interface asks for it by this name.'),
		description: say(text(4000), 'What whoever is granted it can do, for the owner.'),
		severity: say(integer, '1 critical, 2 notable, 3 harmless.'),
		routes: say(
			list(v.pipe(v.string(TEXT), inLength(1024), oneLine, seen), 256),
			'Paths that may be called through the gateway, with what lies below; see “Routes”.'
		),
		port: say(whole(0, 65535), 'Port that is opened for whoever is granted it; 0 or missing: none of its own.')
	},
	OBJECT
);

const manifestInterface = v.looseObject(
	{
		name: must(line(), 'Name of the interface, `core-rpc`: letters, digits, “-” and “_”.'),
		version: must(line(), 'Version of the interface, semantic.'),
		permissionGroups: say(list(permissionGroup, 64), 'What can be asked for.')
	},
	OBJECT
);

const dependency = v.looseObject(
	{
		interfaceName: must(line(), 'Name of the interface that is needed.'),
		interfaceVersion: must(line(), 'Range of versions that will do, `^0.0.1`.'),
		permissionGroups: say(
			list(v.pipe(v.string(TEXT), inLength(200), oneLine, seen), 64),
			'Names of the permission groups that are asked for.'
		),
		optionalPermissionGroups: say(
			list(v.pipe(v.string(TEXT), inLength(200), oneLine, seen), 64),
			'Names of groups that the pup also runs without; the owner grants them or not. Ours.'
		),
		source: say(
			v.nullish(
				v.looseObject(
					{
						sourceLocation: say(line(2048), 'Address of the source.'),
						pupName: say(line(), 'Name of the pup.'),
						pupVersion: say(line(), 'Its version.'),
						pupLogoBase64: say(line(1_000_000), 'Its logo.')
					},
					OBJECT
				)
			),
			'A pup that provides it, as a proposal.'
		),
		optional: say(flag, 'Whether the pup also runs without.')
	},
	OBJECT
);

const metric = v.looseObject(
	{
		name: must(line(), 'Name under which the pup sends it.'),
		label: say(line(), 'What the owner reads.'),
		type: must(line(), '`string`, `int` or `float`.'),
		history: must(integer, 'Values to keep, 1 or more; 1 for text, 30 or more for a curve.'),
		description: say(optionalText(4000), 'A sentence about it.')
	},
	OBJECT
);

const meta = v.looseObject(
	{
		name: must(needed('manifest meta.name is required', 100), 'Name of the pup, unique in its source.'),
		version: must(needed('manifest meta.version is required', 100), 'Version of the pup, semantic: `1.0.0`.'),
		logoPath: say(optionalLine(1024), 'Path of a picture in the pup’s folder: png, jpg, webp or svg.'),
		shortDescription: say(text(1000), 'One sentence for the list of the store.'),
		longDescription: say(text(20_000), 'What it is and does, for its page.'),
		category: say(optionalLine(), `What the store files it under: ${Object.keys(CATEGORIES).join(', ')}. Ours.`),
		upstreamVersions: say(textMap(64, 200), 'Versions of the programs inside, by name.')
	},
	OBJECT
);

const config = v.looseObject(
	{
		showOnInstall: say(flag, 'Whether its settings must have been saved once before it may start.'),
		sections: say(list(section, 64), 'Settings, in sections.')
	},
	OBJECT
);

const resources = v.looseObject(
	{
		memoryMiB: say(number, 'Memory it needs to run well, in MiB.'),
		diskMiB: say(number, 'Disk space it will fill, in MiB.')
	},
	OBJECT
);

const container = v.looseObject(
	{
		build: must(
			v.nullish(build, {}),
			'How its root filesystem is made. Several kinds may be given; the box takes the first it can do.'
		),
		services: must(list(service, 64), 'Its processes.'),
		exposes: say(list(expose, 64), 'Its ports.'),
		tmpfs: say(
			list(memoryFolder, 16),
			'Folders in memory with a size of their own, shared by its services and empty at each start. Ours.'
		),
		requiresInternet: say(flag, 'Whether it may reach the internet.'),
		aio: say(
			flag,
			'Whether its services may use the kernel’s native asynchronous I/O (`io_setup`). What it takes counts as memory of the pup. Databases go on without. Ours.'
		),
		devices: say(list(device, 64), 'Devices of the box it asks for; the owner gives each or not. See “Devices”.'),
		pupEnclave: say(
			flag,
			'Whether it asks for the devices of the secure enclave, as `pupEnclave` of a `pup.nix` does. Ours.'
		),
		resources: say(v.nullish(resources, {}), 'What it needs of the box, for the store. Ours.')
	},
	OBJECT
);

/** Shape of a manifest. Cross-field rules stand in `manifest-rules.ts`. */
export const manifestSchema = v.looseObject(
	{
		manifestVersion: must(
			v.nullish(
				v.literal(1, (issue) => wanted('1', `unknown manifest version: ${String(issue.input).slice(0, 40)}`)),
				0 as 1
			),
			'Always 1.'
		),
		meta: must(v.nullish(meta, {}), 'What the pup is.'),
		config: say(v.nullish(config, {}), 'What the owner can set.'),
		container: must(v.nullish(container, {}), 'How it is built and run.'),
		interfaces: say(list(manifestInterface, 64), 'What it offers to other pups.'),
		dependencies: say(list(dependency, 64), 'What it needs of other pups.'),
		metrics: say(list(metric, 256), 'What it reports about itself.')
	},
	OBJECT
);

/** A manifest after reading: nothing is null that could be empty, config defaults are text. */
export type Manifest = v.InferOutput<typeof manifestSchema>;
export type ManifestField = v.InferOutput<typeof field>;
export type ManifestService = v.InferOutput<typeof service>;
export type ManifestHealth = v.InferOutput<typeof health>;
export type ManifestExpose = v.InferOutput<typeof expose>;
export type FetchedArchive = v.InferOutput<typeof fetched>;
