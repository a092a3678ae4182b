import { terminalClient } from '../../../contract/exec.ts';
import { notFound } from '../../../contract/errors.ts';
import type { Effect } from '../../../contract/effects.ts';
import type { pupOperations } from '../../../contract/operations/pups.ts';
import type { Services } from '../../services.ts';
import type { ExecSession } from '../../containers/index.ts';
import { outputPieces } from '../exec-output.ts';
import { serveTerminal } from '../terminal-socket.ts';
import { removalEffects, stopEffects } from '../foreseen.ts';
import { byId, paged } from '../paged.ts';
import type { Context, HandlersOf, ServerEvent } from '../types.ts';
import { mayChange, saverOf, withAddresses } from './pup-answers.ts';

/** Streams a command as events: its start, its output and its exit. */
async function* execEvents(session: ExecSession): AsyncGenerator<ServerEvent, void> {
	try {
		yield { event: 'started', data: {} };
		for await (const { stream, output } of outputPieces(session)) yield { event: stream, data: output };
		yield { event: 'exit', data: await session.ended };
	} finally {
		session.close();
	}
}

/** Returns the answer for a plan. */
function planned(call: Pick<Context, 'dryRun'>, effects: Effect[]) {
	call.dryRun();
	return { jobId: null, plan: { effects } };
}

export function pupHandlers({ pups, wiring, log }: Services): HandlersOf<keyof typeof pupOperations> {
	return {
		'pups.list': ({ query }, call) => {
			const all = pups.list().map((pup) => withAddresses(pup, call));
			return paged('pups', all, query, byId);
		},
		'pups.install': async ({ body }, context) => {
			const { job, pupId } = await wiring.install(body, saverOf(context), mayChange(context));
			context.subject(pupId);
			return { jobId: job.id, pupId };
		},
		'pups.get': ({ params }, call) => withAddresses(pups.get(params.id), call),
		'pups.start': ({ params, query }) => ({ jobId: pups.start(params.id, query).id }),
		'pups.stop': ({ params: { id }, query }, call) => {
			if (!query.plan) return { jobId: pups.stop(id).id };
			pups.needs.stoppable(id);
			return planned(call, stopEffects(pups.get(id), wiring.dependants(id), false));
		},
		'pups.restart': ({ params: { id }, query }, call) => {
			if (!query.plan) return { jobId: pups.restart(id).id };
			pups.needs.restartable(id);
			return planned(call, stopEffects(pups.get(id), wiring.dependants(id), true));
		},
		'pups.retry': ({ params }) => ({ jobId: pups.retry(params.id).id }),
		'pups.rename': ({ params, body }, call) => withAddresses(pups.rename(params.id, body.name), call),
		'pups.dev': async ({ params, query, body }, call) => {
			if (query.plan) {
				call.dryRun();
				const plan = await pups.planDev(params.id, body.dev);
				return { jobId: null, pup: withAddresses(pups.get(params.id), call), plan };
			}
			const { job, pup } = await pups.setDev(params.id, body.dev);
			return { jobId: job?.id ?? null, pup: withAddresses(pup, call) };
		},
		'pups.configure': async ({ params, query, body }, call) => {
			if (query.plan) {
				call.dryRun();
				const differences = pups.configDifferences(params.id, body.values);
				const plan = await pups.planConfig(params.id, body.values);
				return { jobId: null, pup: withAddresses(pups.get(params.id), call), plan, differences };
			}
			const { job, pup } = await pups.configure(params.id, body.values, saverOf(call));
			return { jobId: job?.id ?? null, pup: withAddresses(pup, call) };
		},
		'pups.limits': async ({ params, query, body }, call) => {
			if (query.plan) {
				call.dryRun();
				const plan = await pups.planLimits(params.id, body);
				return { pup: withAddresses(pups.get(params.id), call), plan };
			}
			return { pup: withAddresses(await pups.setLimits(params.id, body), call) };
		},
		'pups.devices': async ({ params, body }, call) => {
			const { job, pup } = await pups.setDevices(params.id, body.devices);
			return { jobId: job?.id ?? null, pup: withAddresses(pup, call) };
		},
		'pups.remove': ({ params: { id }, query: { keepData, breaks, plan } }, call) => {
			if (!breaks) wiring.needUnused(id);
			if (plan) {
				pups.needs.removable(id, { keepData });
				const pup = pups.get(id);
				const ports = pup.state === 'uninstalled' ? [] : pups.ports(id).ports;
				return planned(call, removalEffects(pup, { serves: wiring.dependants(id), ports, keepData }));
			}
			return { jobId: pups.remove(id, { keepData }).id };
		},
		'pups.exec': async ({ params, body: { stdin, ...command } }, { signal }) => {
			const session = await pups.exec(params.id, command, signal);
			session.stdin.end(stdin ?? '');
			return execEvents(session);
		},
		'pups.terminal': ({ params }) => {
			pups.get(params.id);
			return (socket) =>
				serveTerminal(socket, terminalClient, {
					begin: ({ type: _type, ...command }, signal) => pups.exec(params.id, command, signal),
					unexpected: (error) => log.error({ err: error, pupId: params.id }, 'a terminal failed')
				});
		},
		'pups.metrics': ({ params: { id }, query: { seconds } }) => {
			const { metrics: own, refused } = pups.ownMetrics(id);
			return { samples: pups.metrics(id, seconds), gauges: pups.gauges(id, seconds), own, refused };
		},
		'pups.logo': async ({ params }) => {
			const logo = await pups.logo(params.id);
			if (!logo) throw notFound('logo', params.id);
			return logo;
		}
	};
}
