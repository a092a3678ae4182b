import type { wiringOperations } from '../../../contract/operations/wiring.ts';
import type { Services } from '../../services.ts';
import type { HandlersOf } from '../types.ts';

export function wiringHandlers({ wiring }: Services): HandlersOf<keyof typeof wiringOperations> {
	return {
		'wiring.plan': ({ params: { id: sourceId, name }, body }) => wiring.plan({ sourceId, name, ...body }),
		'wiring.get': ({ params }) => wiring.of(params.id),
		'wiring.choose': ({ params, body }) => wiring.choose(params.id, params.interface, body.provider, body.groups),
		'wiring.grant': ({ params }) => wiring.grant(params.id, params.interface, params.group),
		'wiring.revoke': ({ params }) => wiring.revoke(params.id, params.interface, params.group),
		'wiring.access': ({ params }) => wiring.access(params.id),
		'wiring.setAccess': ({ params, body }) => wiring.setAccess(params.id, body),
		'connections.get': () => wiring.connections(),
		'connections.requests': ({ params, query }) => ({
			requests: wiring.requests(params.from, params.to, query.interface)
		})
	};
}
