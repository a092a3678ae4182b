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
		summary: 'Hooks of a pup, with the permitted callers and the number of calls of each.',
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
		summary: 'Creates a hook: an address at which other pups can call one path of this pup.',
		description:
			'A pup calls `http://dogebox/dbx/hook/<id>`, and the gateway passes method, query, headers and body to `path` at `port`. Pups that provide something to this pup may call it; with `callers`, only the listed pups. The hook is removed with the pup.',
		access: 'owner',
		scopes: ['configure'],
		params: pupParams,
		body: newHook,
		output: json(hook),
		status: 201,
		errors: ['not-found', 'port-not-exposed', 'too-many-hooks'],
		perMinute: 60,
		audit: 'created a hook of a pup',
		example: { params: { id: EXAMPLE_ID }, body: { port: 8080, path: '/payments' } }
	}),
	'pups.hooks.rotate': operation({
		method: 'POST',
		path: '/pups/{id}/hooks/{hook}/rotate',
		tags: ['wiring', 'pups'],
		summary: 'Gives a hook a new address. The old address stops working at once, and open calls end.',
		access: 'owner',
		scopes: ['configure'],
		params: hookParams,
		output: json(hook),
		status: 200,
		perMinute: 60,
		audit: 'gave a hook of a pup a new address'
	}),
	'pups.hooks.remove': operation({
		method: 'DELETE',
		path: '/pups/{id}/hooks/{hook}',
		tags: ['wiring', 'pups'],
		summary: 'Removes a hook. Open calls end.',
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
