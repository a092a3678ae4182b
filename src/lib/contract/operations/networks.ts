/** Operations on networks of boxes. */
import * as v from 'valibot';
import { boxLabels } from '../box-inputs.ts';
import {
	chosenAddress,
	networkAliases,
	networkInfo,
	NETWORK_MOST,
	networkName,
	networkReference,
	networkSubnet
} from '../networks.ts';
import { foreseen, PLAN_SAYS } from '../effects.ts';
import { json, nothing, operation } from '../operation.ts';
import { boxParams } from './boxes.ts';
import { planOnly, pageOf, pageParams } from './inputs.ts';

const networkParams = v.object({ id: networkReference });
/**
 * The network after the change. With `plan=1`, the current network and what the change would do.
 */
const changedNetwork = json(v.object({ ...networkInfo.entries, ...foreseen }));
const whichBox = v.object({
	/** Id or name of the box. */
	box: boxParams.entries.id
});

export const networksOperations = {
	'networks.list': operation({
		method: 'GET',
		path: '/networks',
		tags: ['networks'],
		summary: 'Networks of boxes, by name, each with the boxes on it.',
		access: 'owner',
		scopes: ['see'],
		query: pageParams,
		output: json(pageOf('networks', networkInfo)),
		status: 200
	}),
	'networks.create': operation({
		method: 'POST',
		path: '/networks',
		tags: ['networks'],
		summary: 'Creates a network.',
		description: `Boxes on the same network reach each other at all ports, and find each other by name, by alias and by the first twelve digits of their ids. Boxes without a common network do not reach each other, and pups are never on a network. What a box may reach outside depends on its own \`network\`; a box that is only on internal networks reaches nothing outside. A box has one address, which is the same on all of its networks; on a network with a \`subnet\` it can also have an address of that subnet, only for boxes on the network. With \`ipv6\` it also has an IPv6 address, only for boxes on the network. There can be ${NETWORK_MOST.networks} networks.`,
		access: 'owner',
		scopes: ['install'],
		body: v.object({
			name: networkName,
			labels: v.optional(boxLabels, {}),
			internal: v.optional(v.boolean('Give true or false.'), false),
			/**
			 * Whether boxes also have an IPv6 address there, by which they only reach each other.
			 */
			ipv6: v.optional(v.boolean('Give true or false.'), false),
			/** Subnet in which addresses of boxes can be chosen, CIDR. */
			subnet: v.optional(networkSubnet),
			/** Opaque text that is kept and returned for the program that creates the network. */
			annotations: v.optional(
				v.pipe(
					v.string('Give annotations as a text.'),
					v.maxLength(NETWORK_MOST.annotations, `At most ${NETWORK_MOST.annotations} characters of annotations.`)
				)
			)
		}),
		output: json(networkInfo),
		status: 201,
		errors: ['name-taken', 'too-many-networks'],
		perMinute: 120,
		audit: 'created a network',
		example: { body: { name: 'shop', internal: false } }
	}),
	'networks.get': operation({
		method: 'GET',
		path: '/networks/{id}',
		tags: ['networks'],
		summary: 'One network, by its id or its name.',
		access: 'owner',
		scopes: ['see'],
		params: networkParams,
		output: json(networkInfo),
		status: 200
	}),
	'networks.remove': operation({
		method: 'DELETE',
		path: '/networks/{id}',
		tags: ['networks'],
		summary: 'Removes a network. A network with boxes, running or not, is refused.',
		access: 'owner',
		scopes: ['install'],
		params: networkParams,
		output: nothing,
		status: 204,
		errors: ['network-used'],
		perMinute: 120,
		audit: 'removed a network'
	}),
	'networks.connect': operation({
		method: 'POST',
		path: '/networks/{id}/connect',
		tags: ['networks'],
		summary: 'Puts a box on a network; a running box at once.',
		description: `A box that is already on it gets these aliases and this address instead of its old ones. Stop a box first that was started without any network. ${PLAN_SAYS}`,
		access: 'owner',
		scopes: ['configure'],
		params: networkParams,
		query: planOnly,
		body: v.object({
			...whichBox.entries,
			aliases: v.optional(networkAliases, []),
			/** Address within the network’s subnet; if absent, the box only has its own address. */
			address: v.optional(chosenAddress)
		}),
		output: changedNetwork,
		status: 200,
		errors: ['wrong-state', 'too-many-networks', 'network-crowded', 'address-refused'],
		perMinute: 120,
		audit: 'put a box on a network',
		example: { body: { box: 'scratch', aliases: ['db'] } }
	}),
	'networks.disconnect': operation({
		method: 'POST',
		path: '/networks/{id}/disconnect',
		tags: ['networks'],
		summary: 'Takes a box off a network at once: its open connections there are cut.',
		description: `What it may reach outside still depends on its own \`network\`, also if this was its last network. ${PLAN_SAYS}`,
		access: 'owner',
		scopes: ['configure'],
		params: networkParams,
		query: planOnly,
		body: whichBox,
		output: changedNetwork,
		status: 200,
		perMinute: 120,
		audit: 'took a box off a network',
		example: { body: { box: 'scratch' } }
	}),
	'networks.prune': operation({
		method: 'POST',
		path: '/networks/prune',
		tags: ['networks'],
		summary: 'Removes networks without boxes.',
		description: 'With `plan=1` nothing is removed: `removed` says which would be.',
		access: 'owner',
		scopes: ['install'],
		query: planOnly,
		body: v.object({
			/** Ids or names of the networks to consider; all networks if absent. */
			networks: v.optional(
				v.pipe(
					v.array(networkReference, 'Give networks as a list.'),
					v.maxLength(NETWORK_MOST.networks, `At most ${NETWORK_MOST.networks} networks.`)
				)
			)
		}),
		output: json(v.object({ removed: v.array(v.object({ id: v.string(), name: v.string() })) })),
		status: 200,
		errors: ['not-found'],
		perMinute: 60,
		audit: 'removed unused networks',
		example: { body: { networks: ['shop'] } }
	})
} as const;
