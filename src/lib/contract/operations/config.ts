/** Operations on earlier configurations of a pup. */
import * as v from 'valibot';
import { JOB_ERRORS } from '../codes.ts';
import { configDifference, configVersion } from '../config.ts';
import { json, operation } from '../operation.ts';
import { changePlan } from '../change-plan.ts';
import { pupDetail } from '../pups.ts';
import { planOnly, pupParams, pageOf, pageParams } from './inputs.ts';

const LARGEST = 1_000_000_000;
const versionNumber = v.pipe(
	v.number('Give the number of a version.'),
	v.integer('Give the number of a version.'),
	v.minValue(1, 'Give the number of a version.'),
	v.maxValue(LARGEST, 'Give the number of a version.')
);
/** A version number as query text. */
const versionText = v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/, 'Give the number of a version.'), v.toNumber());

export const configOperations = {
	'config.history': operation({
		method: 'GET',
		path: '/pups/{id}/config/history',
		tags: ['pups'],
		summary: 'Saved configurations of a pup, newest first.',
		description: 'The newest 50 are kept. They are removed when the pup is removed with its data.',
		access: 'owner',
		scopes: ['see'],
		params: pupParams,
		query: pageParams,
		output: json(pageOf('versions', configVersion)),
		status: 200
	}),
	'config.compare': operation({
		method: 'GET',
		path: '/pups/{id}/config/compare',
		tags: ['pups'],
		summary: 'Differences between two saved configurations of a pup, by setting.',
		description:
			'Without `to`, compares the saved configuration with the current one. For secrets it says only that they differ, never their values.',
		access: 'owner',
		scopes: ['see'],
		params: pupParams,
		query: v.object({ from: versionText, to: v.optional(versionText) }),
		output: json(v.object({ differences: v.array(configDifference) })),
		status: 200,
		errors: ['not-found'],
		example: { query: { from: '3' }, output: { differences: [] } }
	}),
	'config.restore': operation({
		method: 'POST',
		path: '/pups/{id}/config/restore',
		tags: ['pups'],
		summary: 'Restores an earlier configuration of a pup.',
		description:
			'Settings that its current version no longer has or accepts are left out; required settings that had no value then stay unchanged. The result is saved as a new version, so it can be undone. A running pup is restarted to apply it; then `jobId` is set. With `plan=1` nothing is changed.',
		access: 'owner',
		scopes: ['configure'],
		params: pupParams,
		query: planOnly,
		body: v.object({ version: versionNumber }),
		output: json(
			v.object({
				jobId: v.nullable(v.string()),
				pup: pupDetail,
				/** Settings that change. */
				differences: v.array(configDifference),
				plan: v.optional(changePlan)
			})
		),
		status: 200,
		errors: [...JOB_ERRORS, 'not-found', 'wrong-state', 'not-installed'],
		perMinute: 300,
		audit: 'restored an earlier config of a pup',
		example: { body: { version: 3 } }
	})
} as const;
