/** Operations on the box itself. */
import * as v from 'valibot';
import { boxChange, boxInfo, diskSpace, freedSpace, partEnd, pupSpace, SPACE_PARTS, spacePart } from '../box.ts';
import { gauges } from '../metrics.ts';
import { json, operation } from '../operation.ts';
import { boxStats, samples } from '../samples.ts';
import { historySeconds, planOnly, pageOf, pageParams } from './inputs.ts';

export const boxOperations = {
	'box.get': operation({
		method: 'GET',
		path: '/box',
		tags: ['box'],
		summary: 'This box: its name and version, whether it is claimed and configured, what its host supports.',
		access: 'open',
		when: 'always',
		output: json(boxInfo),
		status: 200,
		perMinute: 600
	}),
	'box.change': operation({
		method: 'PATCH',
		path: '/box',
		tags: ['box'],
		summary: 'Changes the name of the box, its time zone, or both.',
		description:
			'Absent members stay unchanged. The name appears on pages, in notifications and in answers to Docker clients; the time zone is used for quiet hours. The host’s own name and time zone stay.',
		access: 'owner',
		scopes: ['administer'],
		body: boxChange,
		output: json(boxInfo),
		status: 200,
		audit: 'changed the name or the time zone of the box',
		example: { body: { name: 'attic', timeZone: 'Europe/Lisbon' } }
	}),
	'openapi.get': operation({
		method: 'GET',
		path: '/openapi.json',
		tags: ['box'],
		summary: 'This API as an OpenAPI 3.1 document.',
		description: 'Readable without a login, for tools: it contains nothing that the source code does not.',
		access: 'open',
		when: 'always',
		output: json(v.record(v.string(), v.unknown())),
		status: 200,
		perMinute: 60
	}),
	'box.ends': operation({
		method: 'GET',
		path: '/box/ends',
		tags: ['box'],
		summary: 'Last unexpected ends of the parts of the box (crashed, killed), newest first.',
		description:
			'At most one per part, also from before the last start of the box; a normal stop does not count. Also empty if no supervisor watches the parts.',
		access: 'owner',
		scopes: ['see'],
		query: pageParams,
		output: json(pageOf('ends', partEnd)),
		status: 200
	}),
	'box.space': operation({
		method: 'GET',
		path: '/box/space',
		tags: ['box'],
		summary: 'The disks that the box writes to, how full they are, and what uses the space.',
		description:
			'`low` and `critical` end only when there is clearly more free space again. On a `critical` disk, pups whose data keep growing are stopped. `pups` lists the pups whose data were measured, largest first. `parts` lists what `box.freeSpace` can free.',
		access: 'owner',
		scopes: ['see'],
		output: json(v.object({ disks: v.array(diskSpace), pups: v.array(pupSpace), parts: v.array(spacePart) })),
		status: 200
	}),
	'box.freeSpace': operation({
		method: 'POST',
		path: '/box/space/free',
		tags: ['box'],
		summary:
			'Frees disk space: removes layers of programs that no pup uses, files downloaded for builds, and older parts of logs.',
		description:
			'Pups’ data stay; layers and downloads are built or downloaded again when needed. The log file that is being written stays; a token needs `administer` to remove logs. With `plan=1` nothing is removed: `freed` says what would be.',
		access: 'owner',
		scopes: ['install'],
		query: planOnly,
		body: v.object({
			what: v.pipe(v.array(v.picklist(SPACE_PARTS, 'This cannot be freed.')), v.maxLength(SPACE_PARTS.length))
		}),
		output: json(v.object({ freed: v.array(freedSpace) })),
		status: 200,
		perMinute: 60,
		audit: 'freed space',
		example: { body: { what: ['layers', 'downloads'] } }
	}),
	'box.metrics': operation({
		method: 'GET',
		path: '/box/metrics',
		tags: ['box'],
		summary: 'Load of the box: current stats, and samples of the last seconds.',
		access: 'owner',
		scopes: ['see'],
		query: historySeconds,
		output: json(v.object({ stats: boxStats, samples, gauges })),
		status: 200
	})
} as const;
