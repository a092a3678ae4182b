import type { terminalOperations } from '../../../contract/operations/terminals.ts';
import type { Services } from '../../services.ts';
import { credentialOf } from '../callers.ts';
import { byId, paged } from '../paged.ts';
import type { HandlersOf } from '../types.ts';

export function terminalHandlers({ pups, log }: Services): HandlersOf<keyof typeof terminalOperations> {
	return {
		'terminals.list': async ({ params, query }) =>
			paged('terminals', (await pups.terminals()).list(params.id), query, byId),
		'terminals.open': async ({ params, body: { service, cols, rows } }, { caller }) =>
			(await pups.terminals()).open(params.id, { service, size: { cols, rows } }, credentialOf(caller)),
		'terminals.attach': async ({ params }) => {
			const terminals = await pups.terminals();
			terminals.get(params.id, params.terminal);
			const { serveAttached } = await import('../attached-socket.ts');
			return (socket) =>
				serveAttached(
					socket,
					(viewer) => terminals.attach(params.id, params.terminal, viewer),
					(error) => log.error({ err: error, pupId: params.id }, 'a terminal failed')
				);
		},
		'terminals.close': async ({ params }) => (await pups.terminals()).close(params.id, params.terminal)
	};
}
