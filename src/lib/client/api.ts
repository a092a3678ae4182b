import type { Problem } from '$lib/contract/errors.ts';

/** An unsuccessful answer of the API, as its problem+json describes it. */
export class ApiError extends Error {
	readonly problem: Problem;

	constructor(problem: Problem) {
		super(problem.title);
		this.name = 'ApiError';
		this.problem = problem;
	}
}

/**
 * Calls the box's own API, with the session cookie of this browser.
 *
 * @param path below `/api/v1`, beginning with a slash
 * @param options `method` (GET by default), `body` (sent as JSON) or `bytes` (sent as they are),
 * `signal`
 * @returns the parsed answer, undefined for an empty one
 * @throws ApiError what the box refused, with reason and hint; also when it cannot be reached
 * (`code` is `offline`)
 */
export async function api<T>(
	path: string,
	options: { method?: string; body?: unknown; bytes?: Blob; signal?: AbortSignal } = {}
): Promise<T> {
	const ask = () =>
		fetch(`/api/v1${path}`, {
			method: options.method ?? 'GET',
			headers: {
				accept: 'application/json',
				...(options.body !== undefined && { 'content-type': 'application/json' }),
				...(options.bytes && { 'content-type': 'application/octet-stream' })
			},
			body: options.bytes ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
			signal: options.signal
		});
	let answer: Response;
	try {
		answer = await ask();
		if (answer.status === 401 && (await (await import('./session-renewal.ts')).lostCookie(answer)))
			answer = await ask();
	} catch (cause) {
		if (options.signal?.aborted) throw cause;
		throw new ApiError(own('offline', 0, 'The box cannot be reached.', 'Check the network.'));
	}
	if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
	const type = answer.headers.get('content-type') ?? '';
	if (type.includes('json')) throw new ApiError((await answer.json()) as Problem);
	throw new ApiError(own('unreadable', answer.status, `The box answered with status ${answer.status}.`, 'Try again.'));
}

function own(code: string, status: number, title: string, detail: string): Problem {
	return { type: `https://dogebox.org/problems/${code}`, title, detail, status, code, requestId: '' };
}
