/** Other versions of installed pups. */
import * as v from 'valibot';
import { JOB_ERRORS } from '../codes.ts';
import { json, operation } from '../operation.ts';
import { pupDetail } from '../pups.ts';
import { updatePlan } from '../updates.ts';
import { configValues, planOnly, pupParams } from './inputs.ts';

const version = v.pipe(v.string('Give a version.'), v.minLength(1, 'Give a version.'), v.maxLength(100));

export const updateOperations = {
	'pups.update': operation({
		method: 'POST',
		path: '/pups/{id}/update',
		tags: ['pups'],
		summary: 'Brings another version of a pup from its source (a job): the newest, or the one that is named.',
		description:
			'Data and settings stay. The old version runs while the new one is fetched and built. If the new one does not come up, the old one is put back. Where the new one asks for more than the old one has, the call is refused with `permissions-needed`, whose `fields` name what; repeat it with `acceptPermissions`: these keys, or `true` for all of them. With `config` its settings are exchanged together with the version, and put back with it; to change those that it has already needs the scope `configure` too. With `plan=1` nothing is changed: `plan` says what would differ, and which settings it needs.',
		access: 'owner',
		scopes: ['install'],
		params: pupParams,
		query: planOnly,
		body: v.object({
			/** Default: the newest that can be used. An older one, too. */
			version: v.optional(version),
			/**
			 * Yes to what it asks for beyond what it has now: `true` for all of it, or the keys of
			 * what was looked at. With keys the call is refused where it asks for more by now.
			 */
			acceptPermissions: v.optional(
				v.union(
					[v.boolean(), v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(500))],
					'Give true, false or a list of keys.'
				)
			),
			/** Whether it is to run afterwards; default: as before. */
			start: v.optional(v.boolean('Give true or false.')),
			/** Values of settings that the version has, by field name; counts as saved. */
			config: v.optional(configValues)
		}),
		output: json(v.object({ jobId: v.nullable(v.string()), plan: v.optional(updatePlan) })),
		status: 200,
		errors: [
			...JOB_ERRORS,
			'wrong-state',
			'not-installed',
			'up-to-date',
			'permissions-needed',
			'host-cannot-run',
			'not-runnable',
			'pup-unusable',
			'storage-missing'
		],
		perMinute: 60,
		audit: 'updated a pup',
		example: { body: { version: '1.15.0' }, output: { jobId: '0'.repeat(32) } }
	}),
	'pups.skipVersion': operation({
		method: 'POST',
		path: '/pups/{id}/skip-version',
		tags: ['pups'],
		summary: 'Keeps the owner from being notified of a version. A newer one than that is reported again.',
		access: 'owner',
		scopes: ['install'],
		params: pupParams,
		body: v.object({
			/** The version to skip; null: none. */
			version: v.nullable(version)
		}),
		output: json(v.object({ pup: pupDetail })),
		status: 200,
		errors: ['not-found'],
		perMinute: 60,
		audit: 'skipped a version of a pup',
		example: { body: { version: '1.15.0' } }
	})
} as const;
