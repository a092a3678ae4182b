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
		summary: 'Brings another version of a pup from its source (a job): the newest, or the one that is named.',
		description:
			'Data and settings stay. The old version runs while the new one is fetched and built. If the new one does not come up, the old one is put back. Where the new one asks for more than the old one has, the call is refused with `permissions-needed`, whose `fields` name what; repeat it with `acceptPermissions`: these keys, or `true` for all of them. With `config` its settings are exchanged together with the version, and put back with it; to change those that it has already needs the scope `configure` too. With `plan=1` nothing is changed: `plan` says what would differ, and which settings it needs.',
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
		summary: 'Keeps the owner from being notified of a version. A newer one than that is reported again.',
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
