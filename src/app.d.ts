import type { Caller, OperationsService } from '$lib/server/operations/types';
import type { ReadableServices } from '$lib/server/services';

declare global {
	/** Puts back what was typed before the page's scripts were there (`app.html`). */
	var hydrated: () => void;
	namespace App {
		interface Locals {
			/** What pages may look at. */
			box: ReadableServices;
			/** The one way to change something. */
			operations: OperationsService;
			/** Who calls. */
			caller: Caller;
			/** Set for a logged-in owner. */
			session: { id: string; expiresAt: number } | null;
			/** Id under which the log holds this request. */
			requestId: string;
			/** Whether the browser sees the box over https (then cookies are `Secure`). */
			secure: boolean;
			/** `Set-Cookie` lines that operations ask for. */
			setCookies: string[];
			/**
			 * Whether this caller may use the wizard: box not configured, and code, cookie or
			 * loopback given.
			 */
			wizard: boolean;
		}
		interface Error {
			message: string;
			code?: string;
			hint?: string;
			requestId?: string;
		}
	}
}

export {};
