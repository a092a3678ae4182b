/**
 * Keeps this browser logged in when its cookie is pushed out. A browser holds some 180 cookies of a
 * host, whatever their ports, and a page of a pup can set as many. The storage of an origin depends
 * on the port, so no such page can read or fill it.
 */
import { goto } from '$app/navigation';
import type { Problem } from '$lib/contract/errors.ts';

const SECRET = 'dogebox-renewal';
/** Time of this tab's last renewal, milliseconds since the epoch. */
const LAST = 'dogebox-renewed-at';
/**
 * If the cookie is pushed out again within this time, a page is still setting cookies, and further
 * renewals are useless.
 */
const AGAIN_MS = 10_000;

/** Returns null when the browser provides no storage, as some do in private windows. */
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

/** Fetches the secret for a later renewal, unless it is stored already. A failure does no harm. */
export async function keepRenewal(): Promise<void> {
	const kept = storage('localStorage');
	if (!kept || kept.getItem(SECRET) !== null) return;
	const answer = await post('/current/renewal');
	if (!answer?.ok) return;
	const { secret } = (await answer.json()) as { secret: string };
	try {
		kept.setItem(SECRET, secret);
	} catch {
		// The storage is full: the next login requires the password.
	}
}

async function renew(): Promise<boolean> {
	const kept = storage('localStorage');
	const secret = kept?.getItem(SECRET) ?? null;
	if (!kept || secret === null) return false;
	const answer = await post('/renewal', { secret });
	// The session has ended; the next one gets a secret of its own.
	if (answer?.status === 401) kept.removeItem(SECRET);
	return answer?.ok ?? false;
}

let running: Promise<boolean> | undefined;

/** Renews the cookie. @returns whether this browser is logged in now */
export function renewSession(): Promise<boolean> {
	running ??= renew().finally(() => (running = undefined));
	return running;
}

/** Renews the cookie if an answer of the API says that nobody is logged in. */
export async function lostCookie(answer: Response): Promise<boolean> {
	const problem = (await answer
		.clone()
		.json()
		.catch(() => null)) as Problem | null;
	return problem?.code === 'not-logged-in' && renewSession();
}

/**
 * Renews the cookie on the login page, and opens the next page.
 * @param next path to open
 * @returns whether the cookie was pushed out again shortly after it was renewed. It is not renewed
 * then, because the browser would be redirected back and forth forever.
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
