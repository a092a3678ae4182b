/** Operations on other versions of installed pups. */
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
		summary: 'Changes a pup to another version from its source (a job): the newest, or the given version.',
		description:
			'Data and settings stay. The old version runs while the new one is fetched and built. If the new version does not start, the old one is restored. If the new version requests more permissions than the old one has, the call is refused with `permissions-needed`, which lists them in `fields`; repeat it with `acceptPermissions`: these keys, or `true` for all of them. With `config` its settings change together with the version and are restored with it; changing existing settings also needs the scope `configure`. With `plan=1` nothing is changed: `plan` says what would change, and which settings it needs.',
		access: 'owner',
		scopes: ['install'],
		params: pupParams,
		query: planOnly,
		body: v.object({
			/** The newest usable version if absent. May also be an older one. */
			version: v.optional(version),
			/**
			 * Agreement to permissions beyond the current ones: `true` for all of them, or the keys
			 * that the owner saw. With keys, the call is refused if the version now asks for more.
			 */
			acceptPermissions: v.optional(
				v.union(
					[v.boolean(), v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(500))],
					'Give true, false or a list of keys.'
				)
			),
			/** Whether it runs afterwards; if absent, as before. */
			start: v.optional(v.boolean('Give true or false.')),
			/** Values of the version's settings, by field name. They count as saved. */
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
		summary: 'Skips a version: the owner is not notified of it. A newer version is reported again.',
		access: 'owner',
		scopes: ['install'],
		params: pupParams,
		body: v.object({
			/** The version to skip; null for none. */
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
