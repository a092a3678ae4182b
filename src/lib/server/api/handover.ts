/**
 * Connects the program's entry and the bundled web app. They are two module graphs in one process
 * (`build/main.cjs` and Kit's `handler.cjs`, or Vite's config and its SSR modules), so they share
 * data through one symbol on `globalThis`.
 */
import type { Logger } from 'pino';
import type { BoxConfig } from '../config.ts';
import type { Parts } from '../parts.ts';
import type { Services } from '../services.ts';
import type { OperationsService } from '../operations/index.ts';
import type { Front } from './front.ts';

const KEY = Symbol.for('dogebox.runtime');

/** A running box, with its services, operations and front. */
export interface Running {
	box: Services;
	operations: OperationsService;
	front: Front;
}

/** What the entry provides before the app is loaded, and what the app adds. */
export interface Handover {
	config: BoxConfig;
	log: Logger;
	/** Reports from the supervisor, if there is one. */
	parts?: Parts;
	running?: Promise<Running>;
}

/** Returns what the entry handed over; undefined before that. */
export function handover(): Handover | undefined {
	return (globalThis as { [KEY]?: Handover })[KEY];
}

/** Provides settings and log to the app. */
export function handOver(given: Handover): Handover {
	(globalThis as { [KEY]?: Handover })[KEY] = given;
	return given;
}
