import type { Services } from '$lib/server/services';

declare global {
	namespace App {
		interface Locals {
			/** Every service of the box. */
			box: Services;
			/** Set for a logged-in owner. */
			session: { id: string; expiresAt: number } | null;
			/** Id under which the log holds this request. */
			requestId: string;
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
