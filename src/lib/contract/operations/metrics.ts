/** What pups report about themselves, and all figures of the box for monitoring programs. */
import * as v from 'valibot';
import { metricsReport } from '../metrics.ts';
import { bytes, json, operation } from '../operation.ts';
import { pupParams } from './inputs.ts';

export const metricOperations = {
	'metrics.prometheus': operation({
		method: 'GET',
		path: '/metrics',
		tags: ['box'],
		summary: 'All figures of the box and its pups in the text format of Prometheus (0.0.4).',
		description:
			'The same answer is at `/metrics`, the default path of Prometheus. Give Prometheus a token with the scope `see` as `authorization: {credentials: …}`.',
		access: 'owner',
		scopes: ['see'],
		output: bytes('text/plain; version=0.0.4; charset=utf-8'),
		status: 200,
		perMinute: 600
	}),
	'pups.report': operation({
		method: 'POST',
		path: '/pups/{id}/metrics',
		tags: ['pups'],
		summary: 'Stores values that a pup reports about itself, by the names in its manifest.',
		description:
			'`{"height": {"value": 5120334}}`: the shape that pups send to `/dbx/metrics`. A value is a text of at most 256 characters, a number, or a whole number, as the manifest says. Invalid values are listed in `refused` and written to the log of the pup; the others are stored.',
		access: 'owner',
		scopes: ['operate'],
		params: pupParams,
		body: metricsReport,
		output: json(v.object({ id: v.string(), refused: v.array(v.object({ name: v.string(), reason: v.string() })) })),
		status: 200,
		perMinute: 600,
		example: { body: { height: { value: 5_120_334 } }, output: { id: '0'.repeat(32), refused: [] } }
	})
} as const;
