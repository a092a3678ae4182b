/** When a version that was just started counts as one that works. */
import type { Running } from './running.ts';

/** How long its services have to go on running, milliseconds. */
const STAYS_UP_MS = 3000;

/**
 * Decides whether a new version of a pup comes up: all its services run, and none of them ends
 * within a few seconds. The one place for that decision: a manifest that says how its health is
 * seen is asked here.
 * @throws BoxError 409 `service-ended` or `out-of-memory` when it does not
 */
export async function comesUp(running: Pick<Running, 'settle'>, id: string, signal: AbortSignal): Promise<void> {
	await running.settle(id, signal, { ms: STAYS_UP_MS, every: true });
}
