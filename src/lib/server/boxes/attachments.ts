/** Attaches clients to the main processes of boxes. */
import { conflict } from '../../contract/errors.ts';
import type { BoxMemory } from './exits.ts';
import type { BoxRows } from './rows.ts';
import type { BoxRunning } from './running.ts';
import { MAIN } from './spec.ts';
import type { Boxes } from './types.ts';

export function createAttachments(deps: {
	rows: BoxRows;
	memory: BoxMemory;
	running: BoxRunning;
}): Pick<Boxes, 'attach' | 'resize'> {
	const { rows, memory, running } = deps;
	return {
		async attach(box, fn) {
			const { id, name, state } = rows.get(box);
			if (state === 'paused') throw conflict('paused', `${name} is paused.`, 'Resume it first.');
			const release = memory.use(id);
			try {
				const attached = await running.engine().attach(id, MAIN, fn, { next: true });
				void attached.ended.then(release);
				return attached;
			} catch (error) {
				release();
				throw error;
			}
		},
		async resize(box, size) {
			const attached = await running.engine().attach(rows.get(box).id, MAIN, () => {});
			try {
				await attached.resize(size);
			} finally {
				attached.close();
			}
		}
	};
}
