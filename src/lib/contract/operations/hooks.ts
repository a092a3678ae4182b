/**
 * Operations on hooks: through `http://dogebox/dbx/hook/<id>` other pups call one path of a pup.
 */
import * as v from 'valibot';
import { hook, newHook } from '../hooks.ts';
import { json, nothing, operation } from '../operation.ts';
import { EXAMPLE_ID, hexId, pupParams, pageOf, pageParams } from './inputs.ts';

const hookParams = v.object({ ...pupParams.entries, hook: hexId('hook') });

export const hookOperations = {
	'pups.hooks.list': operation({
		method: 'GET',
		path: '/pups/{id}/hooks',
		tags: ['wiring', 'pups'],
		summary: 'Hooks of a pup, with who may call each and how often it was called.',
		access: 'owner',
		scopes: ['see'],
		params: pupParams,
		query: pageParams,
		output: json(pageOf('hooks', hook)),
		status: 200
	}),
	'pups.hooks.create': operation({
		method: 'POST',
		path: '/pups/{id}/hooks',
		tags: ['wiring', 'pups'],
		summary: 'Makes a hook: an address at which other pups call one path of this one.',
		description:
			'A pup asks `http://dogebox/dbx/hook/<id>`, and the gateway passes method, query, headers and body on to `path` at `port`. Pups that provide something to this one may call it; with `callers` the pups that it names and no others. It goes with the pup.',
		access: 'owner',
		scopes: ['configure'],
		params: pupParams,
		body: newHook,
		output: json(hook),
		status: 201,
		errors: ['not-found', 'port-not-exposed', 'too-many-hooks'],
		perMinute: 60,
		audit: 'made a hook of a pup',
		example: { params: { id: EXAMPLE_ID }, body: { port: 8080, path: '/payments' } }
	}),
	'pups.hooks.rotate': operation({
		method: 'POST',
		path: '/pups/{id}/hooks/{hook}/rotate',
		tags: ['wiring', 'pups'],
		summary: 'Gives a hook another address. The one before is unknown from then on, and open calls end.',
		access: 'owner',
		scopes: ['configure'],
		params: hookParams,
		output: json(hook),
		status: 200,
		perMinute: 60,
		audit: 'gave a hook of a pup another address'
	}),
	'pups.hooks.remove': operation({
		method: 'DELETE',
		path: '/pups/{id}/hooks/{hook}',
		tags: ['wiring', 'pups'],
		summary: 'Removes a hook. Calls that are open end.',
		access: 'owner',
		scopes: ['configure'],
		params: hookParams,
		output: nothing,
		status: 204,
		errors: ['not-found'],
		perMinute: 60,
		audit: 'removed a hook of a pup'
	})
} as const;
