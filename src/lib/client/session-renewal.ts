/**
 * Keeps this browser logged in where its cookie is pushed out: a browser holds some 180 cookies of
 * a host, whatever their ports, and a page of a pup can set as many. The storage of an origin knows
 * ports, so no such page reads it or fills it.
 */
import { goto } from '$app/navigation';
import type { Problem } from '$lib/contract/errors.ts';

const SECRET = 'dogebox-renewal';
/** When the cookie was last got again, milliseconds since the epoch; of this tab. */
const LAST = 'dogebox-renewed-at';
/** Pushed out again within this time: something is still doing it, and trying on helps nobody. */
const AGAIN_MS = 10_000;

/** Null where the browser keeps nothing, as some do in private windows. */
function storage(kind: 'localStorage' | 'sessionStorage'): Storage | null {
	try {
		return window[kind];
	} catch {
		return null;
	}
}

const post = (path: string, body?: unknown) =>
	fetch(`/api/v1/sessions${path}`, {
		method: 'POST',
		headers: { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) },
		body: body === undefined ? undefined : JSON.stringify(body)
	}).catch(() => null);

/** Gets what a later renewal needs, where it is not there yet. Failing it is no harm. */
export async function keepRenewal(): Promise<void> {
	const kept = storage('localStorage');
	if (!kept || kept.getItem(SECRET) !== null) return;
	const answer = await post('/current/renewal');
	if (!answer?.ok) return;
	const { secret } = (await answer.json()) as { secret: string };
	try {
		kept.setItem(SECRET, secret);
	} catch {
		// No room is left: the next login asks for the password.
	}
}

async function renew(): Promise<boolean> {
	const kept = storage('localStorage');
	const secret = kept?.getItem(SECRET) ?? null;
	if (!kept || secret === null) return false;
	const answer = await post('/renewal', { secret });
	// The session has ended; the next one brings its own.
	if (answer?.status === 401) kept.removeItem(SECRET);
	return answer?.ok ?? false;
}

let running: Promise<boolean> | undefined;

/** Has the cookie set again. @returns whether this browser is logged in now */
export function renewSession(): Promise<boolean> {
	running ??= renew().finally(() => (running = undefined));
	return running;
}

/** The same for an answer of the API, where it says that nobody is logged in. */
export async function lostCookie(answer: Response): Promise<boolean> {
	const problem = (await answer
		.clone()
		.json()
		.catch(() => null)) as Problem | null;
	return problem?.code === 'not-logged-in' && renewSession();
}

/**
 * The same for the login page, which then leads on.
 * @param next path to go on to
 * @returns whether the cookie was pushed out a moment after it was got again. Then it is not fought
 *   over: the page would lead away and be led back to for ever
 */
export async function renewLogin(next: string): Promise<boolean> {
	const tab = storage('sessionStorage');
	const recent = Date.now() - Number(tab?.getItem(LAST) ?? 0) < AGAIN_MS;
	if (recent && storage('localStorage')?.getItem(SECRET)) return true;
	if (!(await renewSession())) return false;
	tab?.setItem(LAST, String(Date.now()));
	await goto(next, { invalidateAll: true, replaceState: true });
	return false;
}
