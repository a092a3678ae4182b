import type { portOperations } from '../../../contract/operations/ports.ts';
import type { Services } from '../../services.ts';
import type { HandlersOf } from '../types.ts';

export function portHandlers({ pups }: Services): HandlersOf<keyof typeof portOperations> {
	return {
		'ports.get': ({ params }) => pups.ports(params.id),
		'ports.change': ({ params, body }) => pups.changePorts(params.id, body)
	};
}
