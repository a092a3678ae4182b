import { notFound } from '../../../contract/errors.ts';
import type { pupOperations } from '../../../contract/operations/pups.ts';
import type { WebPage } from '../../../contract/pups.ts';
import type { Services } from '../../services.ts';
import type { Call, HandlersOf } from '../types.ts';

/** Addresses of pups' pages under the host name that this caller used to reach the box. */
function withAddresses<P extends { webPages: WebPage[] }>(pup: P, { facts }: Call): P {
	return {
		...pup,
		webPages: pup.webPages.map((page) => ({ ...page, url: `${facts.scheme}://${facts.hostname}:${page.port}/` }))
	};
}

export function pupHandlers({ pups }: Services): HandlersOf<keyof typeof pupOperations> {
	return {
		'pups.list': (_, call) => ({ pups: pups.list().map((pup) => withAddresses(pup, call)) }),
		'pups.install': async ({ body }, context) => {
			const { job, pupId } = await pups.install(body);
			context.subject(pupId);
			return { jobId: job.id, pupId };
		},
		'pups.get': ({ params }, call) => withAddresses(pups.get(params.id), call),
		'pups.start': ({ params }) => ({ jobId: pups.start(params.id).id }),
		'pups.stop': ({ params }) => ({ jobId: pups.stop(params.id).id }),
		'pups.restart': ({ params }) => ({ jobId: pups.restart(params.id).id }),
		'pups.retry': ({ params }) => ({ jobId: pups.retry(params.id).id }),
		'pups.dev': async ({ params, body }, call) => {
			const { job, pup } = await pups.setDev(params.id, body.dev);
			return { jobId: job?.id ?? null, pup: withAddresses(pup, call) };
		},
		'pups.configure': async ({ params, query, body }, call) => {
			if (query.plan) {
				call.dryRun();
				const plan = await pups.planConfig(params.id, body.values);
				return { jobId: null, pup: withAddresses(pups.get(params.id), call), plan };
			}
			const { job, pup } = await pups.configure(params.id, body.values);
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
		'pups.remove': ({ params, query }) => ({ jobId: pups.remove(params.id, { keepData: query.keepData }).id }),
		'pups.logs': async ({ params, query }) => ({ lines: await pups.logs(params.id, query) }),
		'pups.metrics': ({ params, query }) => ({ samples: pups.metrics(params.id, query.seconds) }),
		'pups.logo': async ({ params }) => {
			const logo = await pups.logo(params.id);
			if (!logo) throw notFound('logo', params.id);
			return logo;
		}
	};
}
