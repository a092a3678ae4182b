/** Converts a tool's arguments to a call of the box, and returns its result. */
import type { Job } from '../../../lib/contract/jobs.ts';
import { bounded, type Bounded } from './bounded.ts';
import type { Connection } from '../connection.ts';
import { Failure } from '../failure.ts';
import type { OperationTool, Position } from './tools.ts';

/** Marks calls of an assistant, all of which the audit records. */
export const VIA = { 'x-dogebox-via': 'mcp' };
/** Longest wait for a job, and longest wait of one call, in seconds. */
const JOB_MOST = 600;
const JOB_CALL = 5;
/** Arguments by which the rest of a list can be requested. */
const PAGING = ['limit', 'before', 'after', 'since', 'until', 'tail', 'search', 'service', 'path', 'status', 'kind'];

export type Arguments = Readonly<Record<string, unknown>>;

/** Receives the progress of a job, 0 to 100, and its current step. */
export type OnProgress = (percent: number, message: string) => Promise<void>;

/**
 * Distributes arguments to path, query and body. The box checks whether they are valid.
 * @throws Failure for an argument that the tool does not have
 */
export function requestOf(tool: OperationTool, given: Arguments): { path: string; json?: unknown } {
	const parts: Record<Position, Record<string, unknown>> = { params: {}, query: {}, body: {} };
	for (const [name, value] of Object.entries(given)) {
		const place = Object.hasOwn(tool.positions, name) ? tool.positions[name] : undefined;
		if (place === undefined) throw wrong(`${tool.name} takes no argument “${name.slice(0, 60)}”.`);
		if (value !== undefined && value !== null) parts[place][name] = value;
		else if (place === 'body') parts.body[name] = value;
	}
	const path = tool.operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
		const value = parts.params[name];
		if (typeof value !== 'string' || value === '') throw wrong(`${tool.name} needs “${name}”.`);
		return encodeURIComponent(value);
	});
	const query = new URLSearchParams(
		Object.entries(parts.query).map(([name, value]) => [
			name,
			typeof value === 'string' ? value : JSON.stringify(value)
		])
	).toString();
	const body = tool.wholeBody ? parts.body['body'] : parts.body;
	return {
		path: query === '' ? path : `${path}?${query}`,
		...(tool.operation.body && { json: body ?? {} })
	};
}

const wrong = (message: string) => new Failure(2, message);

/** Calls the operation of a tool once. @param plan only requests the plan */
export async function callOnce(
	connection: Connection,
	tool: OperationTool,
	given: Arguments,
	options: { plan?: boolean; headers?: Record<string, string> } = {}
): Promise<unknown> {
	const { path, json } = requestOf(tool, given);
	const planned = options.plan ? `${path}${path.includes('?') ? '&' : '?'}plan=1` : path;
	return connection.json({
		method: tool.operation.method,
		path: planned,
		...(json !== undefined && { json }),
		headers: { ...VIA, ...options.headers }
	});
}

/** Waits for the job that an answer names. @returns the answer, with the ended job */
export async function withJob(
	connection: Connection,
	answer: unknown,
	{ signal, progress }: { signal: AbortSignal; progress: OnProgress }
): Promise<unknown> {
	const { jobId } = (answer ?? {}) as { jobId?: unknown };
	if (typeof jobId !== 'string') return answer;
	const until = performance.now() + JOB_MOST * 1000;
	let job: Job;
	// The first call returns at once, later ones after some seconds.
	let wait = 0;
	do {
		job = await connection.json<Job>({ method: 'GET', path: `/jobs/${encodeURIComponent(jobId)}?wait=${wait}` });
		wait = JOB_CALL;
		const step = job.steps.find(({ status }) => status === 'running');
		await progress(job.percent, job.waitingFor?.reason ?? step?.note ?? step?.title ?? job.title);
	} while (job.finishedAt === null && performance.now() < until && !signal.aborted);
	return { ...(answer as object), job };
}

/** Shortens an answer to a size that a model can process. */
export function boundedAnswer(tool: OperationTool, answer: unknown): Bounded {
	const paging = PAGING.filter((name) => Object.hasOwn(tool.positions, name));
	return bounded(answer ?? { done: true }, paging);
}
