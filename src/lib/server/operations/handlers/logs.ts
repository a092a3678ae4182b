import { BoxError, notFound } from '../../../contract/errors.ts';
import type { logOperations } from '../../../contract/operations/logs.ts';
import type { LogFilter, LogPage, LogQuery } from '../../containers/index.ts';
import type { Services } from '../../services.ts';
import { pageOfLines } from '../job-log-page.ts';
import { logFile, type LogFileQuery } from '../log-file.ts';
import type { HandlersOf } from '../types.ts';

/** A log query as it was sent, with its search options as separate members. */
interface AskedQuery extends Omit<LogQuery, 'filter'> {
	search?: string | undefined;
	regex: boolean;
	case: boolean;
	level?: LogFilter['level'] | undefined;
}

function queryOf({ search, regex, case: caseSensitive, level, ...query }: AskedQuery): LogQuery {
	const text = search ?? '';
	if (text === '' && level === undefined) return query;
	return { ...query, filter: { text, regex, caseSensitive, level: level ?? null } };
}

/** Converts a pup's name to the part of a file name that identifies the pup. */
const slug = (name: string) =>
	name
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '')
		.slice(0, 40) || 'pup';

export function logHandlers({ pups, boxes, jobs, boxLog, search }: Services): HandlersOf<keyof typeof logOperations> {
	async function jobPage(id: string, query: LogQuery, signal?: AbortSignal): Promise<LogPage> {
		if (!jobs.get(id)) throw notFound('job', id);
		return pageOfLines(await jobs.log(id, Infinity), query, (texts, filter) => search.fitting(texts, filter, signal));
	}

	/** Rejects an unknown part of the box. A part has a log once it has written something. */
	async function needPart(service: string | undefined): Promise<void> {
		const parts = service === undefined ? [] : await boxLog.services();
		if (service === undefined || parts.includes(service)) return;
		throw new BoxError({
			code: 'unknown-service',
			status: 404,
			message: `The box has no log of “${service.slice(0, 80)}”.`,
			hint: parts.length > 0 ? `It has: ${parts.join(', ')}.` : 'It has none at all: no supervisor keeps one.'
		});
	}

	return {
		'pups.logs': ({ params, query }, { signal }) => pups.logs(params.id, queryOf(query), signal),
		'pups.logFile': async ({ params, query }) => {
			const { name } = pups.get(params.id);
			const read = (page: LogQuery) => pups.logs(params.id, { ...page, service: query.service });
			// An unknown service is refused before the answer begins.
			await read({ tail: 1 });
			return logFile(read, query satisfies LogFileQuery, slug(name));
		},
		'pups.logLimits': ({ params }) => pups.logLimits(params.id),
		'pups.setLogLimits': ({ params, body }) => pups.setLogLimits(params.id, body),
		'boxes.logs': ({ params, query }, { signal }) => boxes.logs(params.id, queryOf(query), signal),
		'boxes.logFile': ({ params, query }) => {
			const { name } = boxes.find(params.id);
			return logFile((page) => boxes.logs(params.id, page), query, slug(name));
		},
		'jobs.log': ({ params, query }, { signal }) => jobPage(params.id, queryOf(query), signal),
		'jobs.logFile': ({ params, query }) => {
			if (!jobs.get(params.id)) throw notFound('job', params.id);
			return logFile((page) => jobPage(params.id, page), query, 'job');
		},
		'box.logs': async ({ query }, { signal }) => {
			await needPart(query.service);
			return boxLog.page(queryOf(query), signal);
		},
		'box.logFile': async ({ query }) => {
			await needPart(query.service);
			return logFile((page) => boxLog.page({ ...page, service: query.service }), query, 'box');
		}
	};
}
