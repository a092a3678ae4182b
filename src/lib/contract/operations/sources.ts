/** Operations on sources of pups. */
import * as v from 'valibot';
import { hasHidden } from '../hidden-characters.ts';
import { JOB_ERRORS, SOURCE_ERRORS } from '../codes.ts';
import { foreseen, PLAN_SAYS } from '../effects.ts';
import { json, operation } from '../operation.ts';
import { source } from '../sources.ts';
import { planOnly, sourceParams, pageOf, pageParams } from './inputs.ts';

/** Settings of a source that the owner can choose. */
const sourceChoices = v.object({
	/** The owner's own name for it. */
	name: v.optional(
		v.nullable(
			v.pipe(
				v.string(),
				v.trim(),
				v.maxLength(100),
				v.check((name) => !hasHidden(name), 'A name has no invisible characters.')
			)
		)
	),
	/** For sources that require a login (HTTP Basic); stored encrypted. */
	credentials: v.optional(
		v.nullable(
			v.object({
				username: v.pipe(v.string(), v.maxLength(200)),
				password: v.pipe(v.string(), v.minLength(1, 'Give a password or token.'), v.maxLength(2000))
			})
		)
	),
	/** minisign public key (`RWQ…`) with which the source's pups must be signed. */
	publicKey: v.optional(v.nullable(v.pipe(v.string(), v.trim(), v.maxLength(200))))
});
export type SourceChoices = v.InferOutput<typeof sourceChoices>;

export const sourceOperations = {
	'sources.list': operation({
		method: 'GET',
		path: '/sources',
		tags: ['sources'],
		summary: 'Where pups come from.',
		access: 'owner',
		scopes: ['see'],
		query: pageParams,
		output: json(pageOf('sources', source)),
		status: 200
	}),
	'sources.add': operation({
		method: 'POST',
		path: '/sources',
		tags: ['sources'],
		summary: 'Adds a source and reads it before the answer.',
		access: 'owner',
		scopes: ['configure'],
		body: v.object({
			/**
			 * `https://host/repo.git` (with `#branch` for a branch instead of the version tags), a
			 * folder of the box, or the address of a `dogebox.json`.
			 */
			location: v.pipe(v.string('Give a location.'), v.trim(), v.minLength(1, 'Give a location.'), v.maxLength(2000)),
			...sourceChoices.entries
		}),
		output: json(source),
		status: 201,
		errors: [...SOURCE_ERRORS, 'already-added'],
		perMinute: 60,
		audit: 'added a source',
		example: { body: { location: 'https://github.com/Dogebox-WG/pups.git', name: 'Dogebox pups' } }
	}),
	'sources.refreshAll': operation({
		method: 'POST',
		path: '/sources/refresh',
		tags: ['sources'],
		summary: 'Refreshes all sources before the answer.',
		access: 'owner',
		scopes: ['install'],
		output: json(v.object({ sources: v.array(source) })),
		status: 200,
		errors: [...SOURCE_ERRORS],
		perMinute: 60,
		audit: 'refreshed all sources'
	}),
	'sources.change': operation({
		method: 'PATCH',
		path: '/sources/{id}',
		tags: ['sources'],
		summary: 'Changes a source’s name, credentials or key. Absent members stay unchanged; `null` removes one.',
		access: 'owner',
		scopes: ['configure'],
		params: sourceParams,
		body: sourceChoices,
		output: json(source),
		status: 200,
		errors: [...SOURCE_ERRORS, 'builtin'],
		perMinute: 60,
		audit: 'changed a source',
		example: { body: { name: 'My pups', publicKey: null } }
	}),
	'sources.refresh': operation({
		method: 'POST',
		path: '/sources/{id}/refresh',
		tags: ['sources'],
		summary: 'Refreshes a source before the answer.',
		access: 'owner',
		scopes: ['install'],
		params: sourceParams,
		output: json(source),
		status: 200,
		errors: [...SOURCE_ERRORS],
		perMinute: 60,
		audit: 'refreshed a source'
	}),
	'sources.remove': operation({
		method: 'DELETE',
		path: '/sources/{id}',
		tags: ['sources'],
		summary: 'Removes a source; pups installed from it stay.',
		description: `Their updates are no longer found. ${PLAN_SAYS}`,
		access: 'owner',
		scopes: ['configure'],
		params: sourceParams,
		query: planOnly,
		output: json(v.object(foreseen)),
		status: 200,
		errors: [...JOB_ERRORS, 'builtin'],
		audit: 'removed a source'
	})
} as const;
