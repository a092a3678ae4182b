/** Members of a manifest that define how the root filesystem is built. */
import * as v from 'valibot';
import {
	inLength,
	list,
	must,
	needed,
	OBJECT,
	oneLine,
	optionalLine,
	say,
	seen,
	TEXT,
	whole
} from './manifest-schema-parts.ts';

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
			'Number of leading folders to remove from each path in the archive, as tar’s `--strip-components`.'
		),
		arch: say(optionalLine(), 'Only on this architecture, by Debian’s name: `amd64`, `arm64`. Absent: on all.')
	},
	OBJECT
);

const debianBuild = v.looseObject(
	{
		packages: say(
			list(v.pipe(v.string(TEXT), inLength(200), oneLine, seen), 500),
			'Names of Debian packages; `name=version` pins one.'
		),
		suite: say(optionalLine(), 'Debian release, `bookworm`; absent: the box’s own.'),
		snapshot: say(
			optionalLine(),
			'Date of a snapshot of Debian’s archive, `20260901T000000Z`: everybody always gets the same packages.'
		),
		fetch: say(list(fetched, 50), 'Archives from the web, checked by hash and unpacked over the packages.')
	},
	OBJECT
);

const flakeBuild = v.looseObject(
	{
		path: say(optionalLine(1024), 'Folder of `flake.nix` and `flake.lock` in the pup’s folder; absent: its root.'),
		package: say(optionalLine(), 'Package of the flake to build, which contains all services; absent: `default`.')
	},
	OBJECT
);

export const build = v.looseObject(
	{
		type: say(optionalLine(), 'Which of the original’s kinds of build to use: `nixFile` or `flake`.'),
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

export type FetchedArchive = v.InferOutput<typeof fetched>;
