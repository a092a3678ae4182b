import type { Services } from '$lib/server/services';
import type { Client } from '$lib/server/auth/types';

declare global {
	namespace App {
		interface Locals {
			/** Every service of the box. */
			box: Services;
			/** Set for a logged-in owner. */
			session: { id: string; expiresAt: number } | null;
			/** Id under which the log holds this request. */
			requestId: string;
			/** Who calls, as `auth` and `setup` want to know it. */
			caller: Client;
			/** Whether the browser sees the box over https (then cookies are `Secure`). */
			secure: boolean;
			/** Whether this caller may use the wizard: box not configured, and code, cookie or loopback given. */
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
