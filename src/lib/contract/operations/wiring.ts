/** Operations on which pups provide interfaces to which. */
import * as v from 'valibot';
import { foreseen, PLAN_SAYS } from '../effects.ts';
import { json, operation } from '../operation.ts';
import {
	accessChange,
	connectionRequest,
	connections,
	installPlan,
	planChoice,
	planGrant,
	pupAccess,
	pupWiring
} from '../wiring.ts';
import {
	EXAMPLE_ID,
	hexId,
	planOnly,
	pupName,
	pupParams,
	secondName,
	sourceParams,
	pageOf,
	pageParams
} from './inputs.ts';

/** The owner's choices of providers, for a plan. */
export const planChoices = v.pipe(v.array(planChoice), v.maxLength(200, 'Give at most 200 choices.'));

/** Optional groups that are granted with a plan. */
export const planGrants = v.pipe(v.array(planGrant), v.maxLength(200, 'Give at most 200 grants.'));

const interfaceName = v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.examples(['core-rpc']));
const groupName = v.pipe(v.string('Give the name of a permission group.'), v.minLength(1), v.maxLength(200));
const dependencyParams = v.object({ ...pupParams.entries, interface: interfaceName });
const groupParams = v.object({ ...dependencyParams.entries, group: v.pipe(groupName, v.examples(['RPC'])) });
/** The wiring after the change. With `plan=1`, the current wiring and what the change would do. */
const changedWiring = json(v.object({ ...pupWiring.entries, ...foreseen }));
const groupExample = { params: { id: EXAMPLE_ID, interface: 'core-rpc', group: 'RPC' } };

export const wiringOperations = {
	'wiring.plan': operation({
		method: 'POST',
		path: '/store/{id}/{name}/plan',
		tags: ['wiring', 'store'],
		summary: 'What an installation would do, including all dependencies of the pup. It changes nothing.',
		description:
			'`installs` are in the order of installation and start. `choices` selects providers, by keys of `options`; other providers are chosen automatically: installed pups first, and nothing optional is installed unless requested. The plan grants the permission groups that a pup requires; `grants` lists the optional ones to grant. A plan with `conflicts` cannot be carried out. `POST /pups` with the `id` of the plan and the same choices and grants carries it out.',
		access: 'owner',
		scopes: ['install'],
		params: v.object({ ...sourceParams.entries, name: pupName }),
		body: v.object({
			as: v.optional(secondName),
			/** The newest usable version if absent. */
			version: v.optional(v.pipe(v.string('Give a version.'), v.maxLength(100))),
			choices: v.optional(planChoices),
			/** Optional groups that are granted with it; all its other optional groups are not. */
			grants: v.optional(planGrants)
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
		summary: 'Dependencies of a pup with their current and possible providers, and the pups that depend on it.',
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
		summary: 'Chooses or changes the pup that provides an interface to another.',
		description: `With \`groups\` exactly these are granted. Without, grants stay if the provider stays; with another provider, only groups with the same name and no wider reach stay granted. ${PLAN_SAYS}`,
		access: 'owner',
		scopes: ['configure'],
		params: dependencyParams,
		query: planOnly,
		body: v.object({
			/** Id of an installed pup; null for nobody. */
			provider: v.nullable(v.pipe(v.string('Give the id of a pup, or null.'), v.maxLength(64))),
			/** Permission groups that are granted there with it. */
			groups: v.optional(v.pipe(v.array(groupName), v.maxLength(64, 'Give at most 64 groups.')))
		}),
		output: changedWiring,
		status: 200,
		errors: ['not-found', 'cannot-provide'],
		perMinute: 60,
		audit: 'chose a provider for a pup',
		example: { params: { id: EXAMPLE_ID, interface: 'core-rpc' }, body: { provider: EXAMPLE_ID } }
	}),
	'wiring.grant': operation({
		method: 'PUT',
		path: '/pups/{id}/wiring/{interface}/groups/{group}',
		tags: ['wiring', 'pups'],
		summary: 'Grants a pup a permission group of an interface that it depends on.',
		description: `The grant takes effect at once, without a restart, and applies to any provider of the interface. ${PLAN_SAYS}`,
		access: 'owner',
		scopes: ['configure'],
		params: groupParams,
		query: planOnly,
		output: changedWiring,
		status: 200,
		errors: ['not-found'],
		perMinute: 120,
		audit: 'granted a pup a permission',
		example: groupExample
	}),
	'wiring.revoke': operation({
		method: 'DELETE',
		path: '/pups/{id}/wiring/{interface}/groups/{group}',
		tags: ['wiring', 'pups'],
		summary: 'Revokes a permission group. Open connections that use it are cut.',
		description: PLAN_SAYS,
		access: 'owner',
		scopes: ['configure'],
		params: groupParams,
		query: planOnly,
		output: changedWiring,
		status: 200,
		errors: ['not-found'],
		perMinute: 120,
		audit: 'revoked a permission of a pup',
		example: groupExample
	}),
	'wiring.access': operation({
		method: 'GET',
		path: '/pups/{id}/access',
		tags: ['wiring', 'pups'],
		summary: 'What a pup may reach outside the box: the internet, the home network, or only parts of them.',
		access: 'owner',
		scopes: ['see'],
		params: pupParams,
		output: json(pupAccess),
		status: 200
	}),
	'wiring.setAccess': operation({
		method: 'PUT',
		path: '/pups/{id}/access',
		tags: ['wiring', 'pups'],
		summary:
			'Changes what a pup may reach outside the box. Absent members stay unchanged; connections that are no longer allowed are cut.',
		description: `\`networks\` restricts what \`internet\` and \`lan\` allow to addresses, networks, and internet names: \`api.example.org\`, or \`*.example.org\` for all names below it. Through a name a pup reaches the addresses that the box’s own resolver returns, never one of the home network, of this box or of a pup. If the list has a name, no other name is resolved. ${PLAN_SAYS}`,
		access: 'owner',
		scopes: ['configure'],
		params: pupParams,
		query: planOnly,
		body: accessChange,
		output: json(v.object({ ...pupAccess.entries, ...foreseen })),
		status: 200,
		errors: ['not-found'],
		perMinute: 60,
		audit: 'changed what a pup may reach',
		example: {
			params: { id: EXAMPLE_ID },
			body: { internet: true, lan: false, networks: ['api.example.org', '198.51.100.0/24'] }
		}
	}),
	'connections.get': operation({
		method: 'GET',
		path: '/connections',
		tags: ['wiring'],
		summary: 'Pups, the internet and the home network, and the permitted connections between them.',
		description:
			'An edge leads from the client to the server. There is one for each interface with a provider, even without a grant, and one for the internet and the home network if a pup may reach them.',
		access: 'owner',
		scopes: ['see'],
		output: json(connections),
		status: 200
	}),
	'connections.requests': operation({
		method: 'GET',
		path: '/connections/{from}/{to}/requests',
		tags: ['wiring'],
		summary: 'The last requests from one pup to another through the gateway, newest first.',
		description: 'Kept in memory: 100 of each edge. Neither queries nor bodies are kept.',
		access: 'owner',
		scopes: ['see'],
		params: v.object({ from: hexId('pup'), to: hexId('pup') }),
		query: v.object({ interface: interfaceName, ...pageParams.entries }),
		output: json(pageOf('requests', connectionRequest)),
		status: 200,
		example: { params: { from: EXAMPLE_ID, to: EXAMPLE_ID }, query: { interface: 'core-rpc' } }
	})
} as const;
