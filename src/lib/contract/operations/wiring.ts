/** Who provides what to whom. */
import * as v from 'valibot';
import { json, operation } from '../operation.ts';
import { installPlan, planChoice, pupWiring } from '../wiring.ts';
import { EXAMPLE_ID, pupName, pupParams, sourceParams } from './inputs.ts';

/** Whom the owner wants to provide what, for a plan. */
export const planChoices = v.pipe(v.array(planChoice), v.maxLength(200, 'Give at most 200 choices.'));

export const wiringOperations = {
	'wiring.plan': operation({
		method: 'POST',
		path: '/store/{id}/{name}/plan',
		tags: ['wiring', 'store'],
		summary: 'What an installation would do, with all that the pup depends on. It changes nothing.',
		description:
			'`installs` come in the order in which they are installed and started. `choices` names who is to provide what, by keys of `options`; what it leaves out is chosen as fits best: pups that are there first, and nothing optional is installed unasked. A plan with `conflicts` cannot be carried out. `POST /pups` with the `id` of the plan, and the same choices, carries it out.',
		access: 'owner',
		scopes: ['install'],
		params: v.object({ ...sourceParams.entries, name: pupName }),
		body: v.object({
			/** Default: the newest that can be used. */
			version: v.optional(v.pipe(v.string('Give a version.'), v.maxLength(100))),
			choices: v.optional(planChoices)
		}),
		output: json(installPlan),
		status: 200,
		errors: ['not-found', 'already-installed', 'pup-unusable'],
		perMinute: 120,
		example: {
			params: { id: EXAMPLE_ID, name: 'Block explorer' },
			body: { choices: [{ of: `${EXAMPLE_ID}/Block explorer`, interface: 'core-rpc', provider: null }] }
		}
	}),
	'wiring.get': operation({
		method: 'GET',
		path: '/pups/{id}/wiring',
		tags: ['wiring', 'pups'],
		summary: 'What a pup depends on with who provides it and who could, and which pups depend on it.',
		access: 'owner',
		scopes: ['see'],
		params: pupParams,
		output: json(pupWiring),
		status: 200
	}),
	'wiring.choose': operation({
		method: 'PUT',
		path: '/pups/{id}/wiring/{interface}',
		tags: ['wiring', 'pups'],
		summary: 'Chooses or exchanges the pup that provides an interface to another.',
		access: 'owner',
		scopes: ['configure'],
		params: v.object({
			...pupParams.entries,
			interface: v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.examples(['core-rpc']))
		}),
		body: v.object({
			/** Id of an installed pup; null: nobody. */
			provider: v.nullable(v.pipe(v.string('Give the id of a pup, or null.'), v.maxLength(64)))
		}),
		output: json(pupWiring),
		status: 200,
		errors: ['not-found', 'cannot-provide'],
		perMinute: 60,
		audit: 'chose a provider for a pup',
		example: { params: { id: EXAMPLE_ID, interface: 'core-rpc' }, body: { provider: EXAMPLE_ID } }
	})
} as const;
