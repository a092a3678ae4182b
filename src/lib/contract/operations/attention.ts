/** Operations on what needs the owner's attention. */
import * as v from 'valibot';
import { attention } from '../attention.ts';
import { json, nothing, operation } from '../operation.ts';

export const attentionOperations = {
	'attention.list': operation({
		method: 'GET',
		path: '/attention',
		tags: ['attention'],
		summary: 'What needs the owner’s attention, the most severe first; empty if all is well.',
		description:
			'Items come and go by themselves. The live socket sends each change of the list on its channel `attention`.',
		access: 'owner',
		scopes: ['see'],
		output: json(v.object({ items: attention })),
		status: 200,
		example: {
			output: {
				items: [
					{
						id: 'pup:3f9a1c0b5d7e4a2f8c6b9d0e1f2a3b4c:crashed',
						severity: 'warning',
						title: 'Core crashed',
						text: '“node” ended with exit code 1. The box starts it again by itself.',
						action: { label: 'Open Core', href: '/pups/3f9a1c0b5d7e4a2f8c6b9d0e1f2a3b4c' },
						steps: [],
						links: [],
						since: 1795705200000,
						subject: { kind: 'pup', id: '3f9a1c0b5d7e4a2f8c6b9d0e1f2a3b4c' },
						dismissible: false
					}
				]
			}
		}
	}),
	'attention.dismiss': operation({
		method: 'POST',
		path: '/attention/dismiss',
		tags: ['attention'],
		summary: 'Dismisses an item about something that is over: a failed job, a part that was restarted.',
		access: 'owner',
		scopes: ['operate'],
		body: v.object({ id: v.pipe(v.string('Give the id of an item.'), v.minLength(1), v.maxLength(200)) }),
		output: nothing,
		status: 204,
		errors: ['not-found', 'not-dismissible'],
		perMinute: 60,
		audit: 'dismissed a notice',
		example: { body: { id: 'job:2f1c' } }
	})
} as const;
