/**
 * Pushes to a registry: OCI distribution-spec 1.1, “Push”. The parts come first and the manifest
 * last, so that a name always means a complete image.
 */
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { BoxError, isBoxError } from '../../../contract/errors.ts';
import { backOff } from '../../concurrency/index.ts';
import type { FetchAnswer } from '../../outbound/types.ts';
import type { RegistryTarget, SentBlob } from '../types.ts';
import { createAsk, type Ask, type AskDeps } from './ask.ts';
import { parseJson } from './documents.ts';
import type { Scopes } from './login.ts';
import type { TaggedReference } from './reference.ts';

/** Statuses that are handled here, besides 2xx. */
const ANSWERS = [400, 403, 404, 405, 413, 415, 416, 429, 500, 502, 503, 504];
/** Number of times that an interrupted part is resumed, and the delays before, milliseconds. */
const RETRIES = 3;
const WAITS = { firstMs: 1000, mostMs: 10_000 };
/** A registry may check a whole part before it answers, milliseconds. */
const IDLE_MS = 5 * 60_000;
/** Most repositories of the same registry from which a part may be mounted. */
const MOST_MOUNTS = 2;

/** An upload in progress: its URL, and how many bytes the registry has. */
interface Session {
	url: string;
	offset: number;
}

const errorsAnswer = v.object({
	errors: v.array(v.object({ code: v.optional(v.string(), ''), message: v.optional(v.string(), '') }))
});

/**
 * The target of one image, with a login of its own.
 * @param waits delays before a part is resumed
 */
export function createTarget(deps: AskDeps, reference: TaggedReference, waits = WAITS): RegistryTarget {
	const { ask, originOf } = createAsk(deps);
	const { name, repository } = reference;
	const scopes: Scopes = [`repository:${repository}:pull,push`];

	const request = (options: Omit<Ask, 'scopes' | 'accept'> & { scopes?: Scopes }) =>
		ask(reference, { scopes, accept: ANSWERS, idleMs: IDLE_MS, ...options }).catch((error: unknown) => {
			throw isBoxError(error) && error.code === 'registry-refused' ? denied(reference) : error;
		});
	const fails = (answer: FetchAnswer) => explain(reference, answer);

	/**
	 * The address at which the registry continues the upload. Only the registry's own origin is
	 * accepted.
	 */
	function session(answer: FetchAnswer): Session {
		const { location } = answer.headers;
		const url = location && URL.canParse(location, answer.url) ? new URL(location, answer.url) : null;
		if (url?.origin !== originOf(reference)) {
			throw refusedBy(name, 'it does not say where the parts go, or names another machine, which is not followed');
		}
		return { url: url.href, offset: 0 };
	}

	async function has(digest: string, signal: AbortSignal): Promise<boolean> {
		const answer = await request({ method: 'HEAD', path: `blobs/sha256:${digest}`, signal });
		if (answer.status === 200) return true;
		// Some registries answer so to clients that may write but not read. The upload itself will
		// show.
		if ([401, 403, 404].includes(answer.status)) return false;
		throw fails(answer);
	}

	/** @returns the repository from which the part was mounted; null for none */
	async function mount({ digest, elsewhere }: SentBlob, signal: AbortSignal): Promise<string | null> {
		for (const from of elsewhere.slice(0, MOST_MOUNTS)) {
			const both = [...scopes, `repository:${from}:pull`];
			const path = `blobs/uploads/?mount=sha256:${digest}&from=${encodeURIComponent(from)}`;
			// A repository that may not be read is no reason to fail the push.
			const answer = await request({ method: 'POST', path, scopes: both, signal }).catch((error: unknown) => {
				if (!isBoxError(error)) throw error;
				return null;
			});
			if (answer?.status === 201) return from;
		}
		return null;
	}

	/** Asks how much has arrived. @returns null where the upload has to restart */
	async function resume({ url }: Session, signal: AbortSignal): Promise<Session | null> {
		const answer = await request({ path: url, signal });
		const last = Number(/^(?:bytes=)?0-(\d+)$/.exec(answer.headers['range'] ?? '')?.[1] ?? 0);
		// “0-0” is answered for no bytes as well as for one.
		if (answer.status !== 204 || last === 0) return null;
		return { ...session(answer), offset: last + 1 };
	}

	async function upload(
		begun: Session | null,
		{ digest, size, file }: SentBlob,
		listener: { begun: (session: Session) => void; bytes: (done: number) => void },
		signal: AbortSignal
	): Promise<void> {
		let at = begun;
		if (!at) {
			const answer = await request({ method: 'POST', path: 'blobs/uploads/', signal });
			if (answer.status !== 202) throw fails(answer);
			at = session(answer);
			listener.begun(at);
		}
		if (at.offset < size) {
			const { url, offset } = at;
			const answer = await request({
				method: 'PATCH',
				path: url,
				headers: {
					'content-type': 'application/octet-stream',
					...(offset > 0 && { 'content-range': `${offset}-${size - 1}` })
				},
				body: { file, from: offset, size: size - offset, onSent: (sent) => listener.bytes(offset + sent) },
				signal
			});
			if (answer.status !== 202 && answer.status !== 204) throw fails(answer);
			at = { ...session(answer), offset: size };
			listener.begun(at);
		}
		const end = new URL(at.url);
		end.searchParams.set('digest', `sha256:${digest}`);
		const answer = await request({ method: 'PUT', path: end.href, signal });
		if (answer.status !== 201 && answer.status !== 204) throw fails(answer);
	}

	return {
		name: `${name}/${repository}`,
		tag: reference.tag ?? 'latest',
		async send(blob, onBytes, signal) {
			if (await has(blob.digest, signal)) return { how: 'there' };
			const from = await mount(blob, signal);
			if (from !== null) return { how: 'mounted', from };
			const now = { at: null as Session | null, started: false };
			const listener = {
				begun(session: Session) {
					now.started = true;
					now.at = session;
				},
				bytes: onBytes
			};
			for (let failures = 0; ;) {
				try {
					await upload(now.at, blob, listener, signal);
					return { how: 'sent' };
				} catch (error) {
					signal.throwIfAborted();
					if (++failures > RETRIES || !mayPass(error, now.started)) throw error;
					await wait(backOff(waits, failures), undefined, { signal }).catch(() => {});
					signal.throwIfAborted();
					now.at = now.at && (await resume(now.at, signal).catch(() => null));
				}
			}
		},
		async finish({ bytes, mediaType }, signal) {
			const answer = await request({
				method: 'PUT',
				path: `manifests/${reference.tag ?? 'latest'}`,
				headers: { 'content-type': mediaType },
				body: bytes,
				signal
			});
			if (answer.status !== 201) throw fails(answer);
		}
	};
}

/** The registry rejected the push with a reason. */
class Refusal extends BoxError {
	readonly answered: number;
	constructor(answered: number, message: string, hint: string) {
		super({ code: 'registry-refused', status: 502, message, hint });
		this.answered = answered;
	}
}

/** Whether another try may succeed. @param started the registry had answered before */
function mayPass(error: unknown, started: boolean): boolean {
	if (error instanceof Refusal) {
		if (error.answered >= 500 || error.answered === 429) return true;
		// It has forgotten the upload, or has received a different part of it.
		return started && [404, 416].includes(error.answered);
	}
	return started && isBoxError(error) && ['unreachable', 'too-slow'].includes(error.code);
}

const refusedBy = (name: string, why: string) =>
	new BoxError({ code: 'registry-refused', status: 502, message: `The registry ${name} cannot be pushed to: ${why}.` });

const denied = ({ name, title }: TaggedReference) =>
	new Refusal(
		403,
		`denied: the registry ${name} does not let this login push ${title}.`,
		'Log in with “docker login” as somebody who may write there.'
	);

function explain(reference: TaggedReference, { status, body }: FetchAnswer): BoxError {
	if (status === 401 || status === 403) return denied(reference);
	const parsed = v.safeParse(errorsAnswer, parseJson(body));
	const said = (parsed.success ? parsed.output.errors : [])
		.map(({ code, message }) => message || code)
		.join(', ')
		// Removes control characters, because this untrusted text is shown on terminals.
		.replace(/[^ -~\u00a0-\uffff]/g, ' ')
		.slice(0, 300);
	return new Refusal(
		status,
		`The registry ${reference.name} does not take ${reference.title}: it answers with ${status}${said ? ` (${said})` : ''}.`,
		status >= 500 ? 'Try again later.' : 'It may be for reading alone, or limit what is pushed.'
	);
}
