/**
 * The choices for the summary. The draft ends with the wizard, so a cookie of the wizard's pages
 * carries them. No secrets.
 */
import type { Cookies } from '@sveltejs/kit';
import * as v from 'valibot';
import type { SetupDraft } from '$lib/contract/box.ts';

const COOKIE = 'dogebox_chosen';
/** Seconds: the summary is one click away. */
const LIFE = 3600;

const chosen = v.object({
	timeZone: v.nullable(v.string()),
	keyMap: v.nullable(v.string()),
	storage: v.nullable(v.string()),
	restored: v.boolean()
});
export type Chosen = v.InferOutput<typeof chosen>;

/** Stores the choices for the summary. */
export function keepChosen(cookies: Cookies, draft: SetupDraft, restored: boolean, secure: boolean): void {
	const { timeZone, keyMap, storage } = draft;
	cookies.set(COOKIE, JSON.stringify({ timeZone, keyMap, storage, restored } satisfies Chosen), {
		path: '/setup',
		httpOnly: true,
		sameSite: 'lax',
		secure,
		maxAge: LIFE
	});
}

/** The stored choices; null where they are missing or invalid. */
export function readChosen(cookies: Cookies): Chosen | null {
	try {
		const parsed = v.safeParse(chosen, JSON.parse(cookies.get(COOKIE) ?? 'null'));
		return parsed.success ? parsed.output : null;
	} catch {
		return null;
	}
}
