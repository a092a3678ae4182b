/**
 * Members of a manifest that define what a pup offers to other pups, and what it needs from them.
 */
import * as v from 'valibot';
import {
	flag,
	inLength,
	integer,
	line,
	list,
	must,
	OBJECT,
	oneLine,
	say,
	seen,
	TEXT,
	text,
	whole
} from './manifest-schema-parts.ts';

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

export const manifestInterface = v.looseObject(
	{
		name: must(line(), 'Name of the interface, `core-rpc`: letters, digits, “-” and “_”.'),
		version: must(line(), 'Version of the interface, semantic.'),
		permissionGroups: say(list(permissionGroup, 64), 'What can be asked for.')
	},
	OBJECT
);

export const dependency = v.looseObject(
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
