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
		summary: 'What this box is: name, version, whether it is claimed and configured, what its host can do.',
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
			'What is left out stays. The name stands on pages, in notifications and where clients of Docker ask for it; the time zone is that of quiet hours. The host keeps its own.',
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
		description:
			'Open to all: it says nothing but what the source of the program says, and tools fetch it without a login.',
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
		summary: 'How the parts of the box last ended by themselves (crashed, were killed), newest first.',
		description:
			'Each part once, also from before the box was last started: a normal stop is none. Empty too where no supervisor watches the parts.',
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
		summary: 'The disks that the box writes to, how full they are, and what takes the space.',
		description:
			'`low` and `critical` end only when there is clearly more room again. On a disk that is `critical` pups whose data go on growing are stopped. `pups` names those whose data were measured, largest first. `parts` is what `box.freeSpace` can free.',
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
			'Removes what can go: layers of programs that no pup has, files that were downloaded for builds, older parts of logs.',
		description:
			'No data of a pup is touched; layers and downloads that are needed again are built or downloaded again. Of logs the file that is written to stays; a token needs `administer` for them. With `plan=1` nothing is removed: `freed` says what would go.',
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
		summary: 'Load of the box: stats now, and samples of the last seconds.',
		access: 'owner',
		scopes: ['see'],
		query: historySeconds,
		output: json(v.object({ stats: boxStats, samples, gauges })),
		status: 200
	})
} as const;
