/** Operations on volumes, which stay when their boxes are removed. */
import * as v from 'valibot';
import { boxLabels, volumeName } from '../box-inputs.ts';
import { volumeInfo } from '../boxes.ts';
import { json, nothing, operation } from '../operation.ts';
import { pageOf, pageParams } from './inputs.ts';

export const volumesOperations = {
	'boxes.volumes': operation({
		method: 'GET',
		path: '/volumes',
		tags: ['boxes'],
		summary: 'Volumes of boxes, by name.',
		access: 'owner',
		scopes: ['see'],
		query: pageParams,
		output: json(pageOf('volumes', volumeInfo)),
		status: 200
	}),
	'boxes.createVolume': operation({
		method: 'POST',
		path: '/volumes',
		tags: ['boxes'],
		summary: 'Makes a volume before a box asks for it. One that is there is given back as it is.',
		access: 'owner',
		scopes: ['install'],
		body: v.object({ name: volumeName, labels: v.optional(boxLabels, {}) }),
		output: json(volumeInfo),
		status: 201,
		perMinute: 120,
		audit: 'made a volume',
		example: { body: { name: 'data', labels: { project: 'club' } } }
	}),
	'boxes.removeVolume': operation({
		method: 'DELETE',
		path: '/volumes/{name}',
		tags: ['boxes'],
		summary: 'Removes a volume with all that lies in it. One that a box has is refused.',
		access: 'owner',
		scopes: ['install'],
		params: v.object({ name: v.pipe(volumeName, v.examples(['data'])) }),
		output: nothing,
		status: 204,
		errors: ['volume-used', 'storage-missing'],
		perMinute: 120,
		audit: 'removed a volume'
	})
} as const;
