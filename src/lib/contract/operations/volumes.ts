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
		summary: 'Creates a volume before a box uses it. An existing volume is returned unchanged.',
		access: 'owner',
		scopes: ['install'],
		body: v.object({ name: volumeName, labels: v.optional(boxLabels, {}) }),
		output: json(volumeInfo),
		status: 201,
		perMinute: 120,
		audit: 'created a volume',
		example: { body: { name: 'data', labels: { project: 'club' } } }
	}),
	'boxes.removeVolume': operation({
		method: 'DELETE',
		path: '/volumes/{name}',
		tags: ['boxes'],
		summary: 'Removes a volume with its content. A volume that a box uses is refused.',
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
