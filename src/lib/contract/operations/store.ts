/** Operations on the store, which lists the pups of all sources. */
import * as v from 'valibot';
import { bytes, json, operation } from '../operation.ts';
import { storePup, storePupDetail } from '../store.ts';
import { pupName, sourceParams, pageOf, pageParams } from './inputs.ts';

export const storeOperations = {
	'store.list': operation({
		method: 'GET',
		path: '/store',
		tags: ['store'],
		summary: 'Pups that the sources offer.',
		access: 'owner',
		scopes: ['see'],
		query: pageParams,
		output: json(pageOf('pups', storePup)),
		status: 200
	}),
	'store.get': operation({
		method: 'GET',
		path: '/store/{id}/{name}',
		tags: ['store'],
		summary: 'One pup of a source with its versions, requirements, permissions and readme.',
		access: 'owner',
		scopes: ['see'],
		params: v.object({ ...sourceParams.entries, name: pupName }),
		query: v.object({ version: v.optional(v.pipe(v.string(), v.maxLength(100))) }),
		output: json(storePupDetail),
		status: 200,
		errors: ['pup-unusable', 'bad-source']
	}),
	'store.logo': operation({
		method: 'GET',
		path: '/store/{id}/{name}/logo',
		tags: ['store'],
		summary: 'The logo of a pup in a source.',
		access: 'owner',
		scopes: ['see'],
		params: v.object({ ...sourceParams.entries, name: pupName }),
		output: bytes('image/*'),
		status: 200
	})
} as const;
