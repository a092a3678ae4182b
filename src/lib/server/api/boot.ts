/** Creates the box of this process, once. */
import type { Logger } from 'pino';
import type { BoxConfig } from '../config.ts';
import { createOperations } from '../operations/index.ts';
import type { Parts } from '../parts.ts';
import type { Services } from '../services.ts';
import { createFront } from './front.ts';
import { handover, type Running } from './handover.ts';

/**
 * Creates the box of this process. Further calls return the same one.
 * @param createBox the composition root
 * @throws BoxError when the box cannot be created
 */
export function boot(
	createBox: (config: BoxConfig, log: Logger, parts: Parts | null) => Promise<Services>
): Promise<Running> {
	const given = handover();
	if (!given) throw new Error('Start the program with build/main.js; this file is only a part of it.');
	given.running ??= createBox(given.config, given.log, given.parts ?? null).then((box) => {
		const operations = createOperations(box);
		return { box, operations, front: createFront(box, operations) };
	});
	return given.running;
}
