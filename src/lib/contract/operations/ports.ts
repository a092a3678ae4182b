/** Operations on ports of the box that lead to pups, and on who may open their pages. */
import * as v from 'valibot';
import { foreseen, PLAN_SAYS } from '../effects.ts';
import { changedPorts, portsChange, pupPorts } from '../ports.ts';
import { json, operation } from '../operation.ts';
import { planOnly, pupParams } from './inputs.ts';

export const portOperations = {
	'ports.get': operation({
		method: 'GET',
		path: '/pups/{id}/ports',
		tags: ['ports', 'pups'],
		summary: 'Ports of the box that can lead to a pup, which of them are open, and who may open its web pages.',
		access: 'owner',
		scopes: ['see'],
		params: pupParams,
		output: json(pupPorts),
		status: 200,
		errors: ['not-installed']
	}),
	'ports.change': operation({
		method: 'PUT',
		path: '/pups/{id}/ports',
		tags: ['ports', 'pups'],
		summary: 'Opens and closes ports to the home network, changes their numbers, and sets who may open a page.',
		description: `Either all changes are made or none. Absent members stay unchanged. A page with the access \`token\` can be opened by programs with its own token: as the password of HTTP Basic (any name), or as Bearer. The token is in this answer and never shown again; \`newToken\` creates a new token, and the old one stops working. \`open\` is for every device of the home network, without a login. Revoked access ends at once, and its open connections are cut. The call takes no \`Idempotency-Key\`, because its answer is not stored. ${PLAN_SAYS} No token is created then.`,
		idempotencyKey: false,
		access: 'owner',
		scopes: ['configure'],
		params: pupParams,
		query: planOnly,
		body: portsChange,
		output: json(v.object({ ...changedPorts.entries, ...foreseen })),
		status: 200,
		errors: ['not-installed', 'no-such-port', 'port-reserved', 'port-taken'],
		perMinute: 60,
		audit: 'changed ports of a pup',
		example: {
			body: {
				ports: [{ name: 'p2p', published: true }],
				pages: [{ name: 'Files', access: 'token', newToken: true }]
			},
			output: {
				ports: [
					{
						name: 'p2p',
						type: 'tcp',
						protocol: 'tcp',
						port: 22556,
						hostPort: 22556,
						wantedPort: 22556,
						published: true,
						problem: null
					}
				],
				pages: [{ name: 'Files', port: 8080, hostPort: 8100, access: 'token', tokenAt: 1795705200000 }],
				tokens: [{ page: 'Files', token: 'dbx_page_2bnv5Q0Zl8xkq4S6uJtE1yR3wP7cA9dF0gH2iK4mN6o' }]
			}
		}
	})
} as const;
