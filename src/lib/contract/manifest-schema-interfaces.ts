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
		name: must(line(), 'Name of the group, by which dependent pups request it.'),
		description: say(text(4000), 'What a pup with this permission can do, for the owner.'),
		severity: say(integer, '1 critical, 2 notable, 3 harmless.'),
		routes: say(
			list(v.pipe(v.string(TEXT), inLength(1024), oneLine, seen), 256),
			'Paths that may be called through the gateway, with all paths below them; see “Routes”.'
		),
		port: say(whole(0, 65535), 'Port that is opened for pups with this permission; 0 or absent: none.')
	},
	OBJECT
);

export const manifestInterface = v.looseObject(
	{
		name: must(line(), 'Name of the interface, `core-rpc`: letters, digits, “-” and “_”.'),
		version: must(line(), 'Version of the interface, semantic.'),
		permissionGroups: say(list(permissionGroup, 64), 'Permission groups that pups can request.')
	},
	OBJECT
);

export const dependency = v.looseObject(
	{
		interfaceName: must(line(), 'Name of the interface that is needed.'),
		interfaceVersion: must(line(), 'Range of accepted versions, `^0.0.1`.'),
		permissionGroups: say(
			list(v.pipe(v.string(TEXT), inLength(200), oneLine, seen), 64),
			'Names of the requested permission groups.'
		),
		optionalPermissionGroups: say(
			list(v.pipe(v.string(TEXT), inLength(200), oneLine, seen), 64),
			'Names of groups that the pup can run without; the owner decides about them. Ours.'
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
			'Suggested pup that provides it.'
		),
		optional: say(flag, 'Whether the pup can run without it.')
	},
	OBJECT
);
