/**
 * The schema of `manifest.json`: Dogebox manifest version 1 with members of our own
 * (`meta.category`, `container.resources`, `.tmpfs`, `.aio`, `.services[].stop`,
 * `.services[].health`, `container.build.debian` and `.image`). Types, validation, the published
 * JSON Schema and the tables of docs/manifest.md are all derived from it. Rules that involve
 * several members are in `manifest-rules.ts`.
 */
import * as v from 'valibot';
import { wanted } from './manifest-errors.ts';
import { build } from './manifest-schema-build.ts';
import { config } from './manifest-schema-config.ts';
import { dependency, manifestInterface } from './manifest-schema-interfaces.ts';
import {
	flag,
	inLength,
	integer,
	line,
	list,
	must,
	needed,
	number,
	OBJECT,
	oneLine,
	optionalLine,
	optionalText,
	say,
	seen,
	text,
	TEXT,
	textMap
} from './manifest-schema-parts.ts';
import { service } from './manifest-schema-service.ts';
import { CATEGORIES } from './store-words.ts';

const MIB = wanted('a whole number from 1 to 65536');
const memoryFolder = v.looseObject(
	{
		path: must(
			needed('the path of a folder in memory is required', 1024),
			'Absolute folder inside the container; `/dev/shm` too.'
		),
		sizeMiB: must(
			v.nullish(v.pipe(v.number(MIB), v.integer(MIB), v.minValue(1, MIB), v.maxValue(65_536, MIB)), 0),
			'Most content, in MiB. The content counts as memory of the pup.'
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
			'Protocol of the port. `udp` is ours.'
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
			'Whether the owner can open a port of the box that leads here, for everybody on the home network, without login.'
		),
		webUI: say(flag, 'Whether it is a web page for the owner, opened through the box and behind its login.')
	},
	OBJECT
);

const device = v.looseObject(
	{
		node: must(line(1024), 'Path of the device, `/dev/ttyUSB0`, or of a folder of devices, `/dev/snd`.'),
		modifier: say(optionalLine(), 'Access: `r`, `w` or `rw`; absent: `rw`.')
	},
	OBJECT
);

const metric = v.looseObject(
	{
		name: must(line(), 'Name under which the pup reports it.'),
		label: say(line(), 'Text for the owner.'),
		type: must(line(), '`string`, `int` or `float`.'),
		history: must(integer, 'Number of values to keep, 1 or more; 1 for text, 30 or more for a chart.'),
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
		category: say(optionalLine(), `Category in the store: ${Object.keys(CATEGORIES).join(', ')}. Ours.`),
		upstreamVersions: say(textMap(64, 200), 'Versions of the programs inside, by name.')
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

export const container = v.looseObject(
	{
		build: must(
			v.nullish(build, {}),
			'How its root filesystem is built. Several kinds may be given; the box uses the first that it supports.'
		),
		services: must(list(service, 64), 'Its processes.'),
		exposes: say(list(expose, 64), 'Its ports.'),
		tmpfs: say(
			list(memoryFolder, 16),
			'Folders in memory, each with its own size, shared by its services and empty at each start. Ours.'
		),
		requiresInternet: say(flag, 'Whether it may reach the internet.'),
		aio: say(
			flag,
			'Whether its services may use the kernel’s native asynchronous I/O (`io_setup`). Its memory counts as memory of the pup. Databases also work without it. Ours.'
		),
		devices: say(list(device, 64), 'Devices of the box that it requests; the owner decides about each. See “Devices”.'),
		pupEnclave: say(
			flag,
			'Whether it requests the devices of the secure enclave, as `pupEnclave` in a `pup.nix` does. Ours.'
		),
		resources: say(v.nullish(resources, {}), 'What it needs from the box, for the store. Ours.')
	},
	OBJECT
);

/** Schema of a manifest. Cross-field rules are in `manifest-rules.ts`. */
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
		config: say(v.nullish(config, {}), 'Settings for the owner.'),
		container: must(v.nullish(container, {}), 'How it is built and run.'),
		interfaces: say(list(manifestInterface, 64), 'What it offers to other pups.'),
		dependencies: say(list(dependency, 64), 'What it needs from other pups.'),
		metrics: say(list(metric, 256), 'What it reports about itself.')
	},
	OBJECT
);

/**
 * A manifest after reading: empty values instead of null where possible, and config defaults as
 * text.
 */
export type Manifest = v.InferOutput<typeof manifestSchema>;
export type ManifestExpose = v.InferOutput<typeof expose>;
