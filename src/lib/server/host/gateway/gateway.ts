/** Verbs of the nginx between pups. */
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { hookPath } from '../../../contract/hook-path.ts';
import { address4, applyConfig, nginxVerbs, port } from '../nginx/index.ts';
import { verb } from '../verb.ts';
import { gatewayConfig } from './config-text.ts';

/** Enough for 200 pups with five interfaces each, with a margin. */
const MAX_GRANTS = 4000;
const MAX_ROUTES = 1024;
/** A pup has at most 32. */
const MAX_HOOKS = 4096;

const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000));
const name = v.pipe(v.string(), v.maxLength(400));
const routes = v.pipe(v.array(v.pipe(v.string(), v.maxLength(2000))), v.maxLength(MAX_ROUTES));

const spec = v.strictObject({
	listen: v.strictObject({ address: address4, port }),
	names: v.nullable(
		v.strictObject({ port, resolvers: v.pipe(v.array(v.pipe(v.string(), v.ip())), v.minLength(1), v.maxLength(3)) })
	),
	grants: v.pipe(
		v.array(
			v.strictObject({
				from: address4,
				interface: v.pipe(name, v.minLength(1)),
				to: v.nullable(v.strictObject({ address: address4, port })),
				routes,
				names: v.strictObject({ dependant: name, provider: v.nullable(name) }),
				missing: v.pipe(v.array(v.strictObject({ group: name, routes })), v.maxLength(64))
			})
		),
		v.maxLength(MAX_GRANTS)
	),
	hooks: v.pipe(
		v.array(
			v.strictObject({
				id: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
				to: v.union([v.strictObject({ address: address4, port }), v.picklist(['not-running', 'port-gone'])]),
				path: hookPath,
				callers: v.pipe(v.array(address4), v.maxLength(MAX_GRANTS)),
				name
			})
		),
		v.maxLength(MAX_HOOKS)
	),
	limits: v.strictObject({ perSecond: count, burst: count, open: count })
});

/** Why nginx does not forward DNS queries. */
export type NoNames = 'no-module' | 'port-taken';

export const { prepare: gatewayPrepare, watch: gatewayWatch, stop: gatewayStop } = nginxVerbs('gateway');

/**
 * Makes nginx forward exactly the granted requests; starts nginx if needed. Idempotent.
 * @returns whether another configuration was in use before; and why DNS queries are not
 *   forwarded, null when they are or need not be
 * @throws BoxError `program-missing`; `gateway-refused`, and the previous grants stay in effect;
 *   `gateway-port` when it cannot listen
 */
export const gatewayApply = verb('gateway.apply', spec, async (wanted, context) => {
	const { listen, names } = wanted;
	const sockets = [listen, ...(names ? [{ address: listen.address, port: names.port }] : [])];
	let noNames: NoNames | null = null;
	const { exchanged } = await applyConfig('gateway', context, sockets, (place, problems) => {
		const problem = problems.get(listen.port);
		if (problem !== undefined) throw new BoxError({ code: 'gateway-port', status: 503, message: problem });
		if (names && place.streamModule === null) noNames = 'no-module';
		else if (names && problems.has(names.port)) noNames = 'port-taken';
		return gatewayConfig(noNames ? { ...wanted, names: null } : wanted, place);
	});
	return { exchanged, noNames: noNames as NoNames | null };
});
