/** Operations that pups call at `http://dogebox/dbx/…`. */
import * as v from 'valibot';
import { metricsReport } from '../metrics.ts';
import { json, operation } from '../operation.ts';

export const gatewayOperations = {
	'dbx.metrics': operation({
		method: 'POST',
		path: '/dbx/metrics',
		tags: ['pups'],
		summary: 'Stores values that the pup reports about itself, by the names in its manifest.',
		access: 'pup',
		body: metricsReport,
		output: json(v.object({ id: v.string(), refused: v.array(v.object({ name: v.string(), reason: v.string() })) })),
		status: 200,
		perMinute: 600,
		example: { body: { height: { value: 5_120_334 } }, output: { id: '0'.repeat(32), refused: [] } }
	}),
	'dbx.keys': operation({
		method: 'GET',
		path: '/dbx/keys/getDelegatedKeys',
		tags: ['pups'],
		summary: 'The pup’s own keys, as in its storage: private key, extended private key.',
		access: 'pup',
		output: json(v.object({ priv: v.string(), wif: v.string() })),
		status: 200,
		errors: ['keys-wait', 'host-cannot-run', 'storage-missing', 'not-allowed', 'too-many-transfers'],
		perMinute: 60
	})
} as const;
