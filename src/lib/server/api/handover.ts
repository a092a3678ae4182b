/**
 * How the program's entry and the bundled web app meet. They are two module graphs in one process
 * (`build/main.cjs` and Kit's `handler.cjs`, or Vite's config and its SSR modules), so they hand
 * things over by one symbol on `globalThis`.
 */
import type { Logger } from 'pino';
import type { BoxConfig } from '../config.ts';
import type { Parts } from '../parts.ts';
import type { Services } from '../services.ts';
import type { OperationsService } from '../operations/index.ts';
import type { Front } from './front.ts';

const KEY = Symbol.for('dogebox.runtime');

/** A box that runs, with what stands between it and the network. */
export interface Running {
	box: Services;
	operations: OperationsService;
	front: Front;
}

/** What the entry puts there before the app is loaded, and what the app adds. */
export interface Handover {
	config: BoxConfig;
	log: Logger;
	/** What the supervisor says, where there is one. */
	parts?: Parts;
	running?: Promise<Running>;
}

/** What the entry handed over; undefined before it did. */
export function handover(): Handover | undefined {
	return (globalThis as { [KEY]?: Handover })[KEY];
}

/** Hands settings and log over to the app. */
export function handOver(given: Handover): Handover {
	(globalThis as { [KEY]?: Handover })[KEY] = given;
	return given;
}
