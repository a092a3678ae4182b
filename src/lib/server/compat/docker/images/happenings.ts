/** Publishes events of images to Docker’s clients. */
import type { RemovedPart } from '../../../images/index.ts';
import type { DockerEvents } from '../events/events.ts';

export interface ImageHappenings {
	/** @param id of the image, or its name in the registry */
	add(action: 'import' | 'load' | 'pull' | 'push' | 'tag', id: string, name?: string): void;
	/** @param of the image that lost its names */
	removed(parts: readonly RemovedPart[], of?: string): void;
}

export function imageHappenings(events: Pick<DockerEvents, 'emit'>): ImageHappenings {
	const emit = (action: string, id: string, name = id) =>
		events.emit({ type: 'image', action, id, attributes: { name } });
	return {
		add: emit,
		removed(parts, of) {
			for (const part of parts) {
				if ('untagged' in part) emit('untag', of ?? part.untagged);
				else emit('delete', part.deleted);
			}
		}
	};
}
