import type { volumesOperations } from '../../../contract/operations/volumes.ts';
import type { Services } from '../../services.ts';
import { paged } from '../paged.ts';
import type { HandlersOf } from '../types.ts';

export function volumesHandlers({ boxes }: Services): HandlersOf<keyof typeof volumesOperations> {
	return {
		'boxes.volumes': ({ query }) => paged('volumes', boxes.volumes(), query, ({ name }) => name),
		'boxes.createVolume': ({ body }, context) => {
			context.subject(body.name);
			return boxes.createVolume(body);
		},
		'boxes.removeVolume': ({ params }, context) => {
			context.subject(params.name);
			return boxes.removeVolume(params.name);
		}
	};
}
