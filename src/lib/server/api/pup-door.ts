/**
 * Answers pups behind the gateway: an adapter over `operations/` at a socket that only nginx can
 * reach. So the pup's address in the request is trusted, and nothing else of the request is.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BoxError, isBoxError, toProblem } from '../../contract/errors.ts';
import { pupOwnOperations } from '../../contract/operations.ts';
import type { Caller, OperationsService } from '../operations/index.ts';
import { listenForNginx } from '../proxy/index.ts';
import type { Services } from '../services.ts';
import { createGuardedServer } from '../streams/index.ts';
import { sendJson, sendProblem } from './answers.ts';
import { readJson } from './body.ts';
import { newRequestId } from './request-id.ts';
import { createRoutes } from './routes.ts';

export interface PupDoor {
	open(socketPath: string): Promise<void>;
	close(): Promise<void>;
}

export function createPupDoor(
	box: Pick<Services, 'log' | 'pups'>,
	operations: Pick<OperationsService, 'dispatch'>
): PupDoor {
	const routes = createRoutes(pupOwnOperations(), '');

	async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
		const path = (req.url ?? '/').split('?')[0]!;
		const found = routes.find(req.method ?? 'GET', `/dbx${path}`);
		if (!found) throw unknown(routes.allowed(`/dbx${path}`));
		const address = String(req.headers['x-pup-address']);
		const client = { address, userAgent: '' };
		const pup = box.pups.atAddress(address);
		const caller: Caller = pup ? { kind: 'pup', pupId: pup.id, client } : { kind: 'anyone', client };
		const gone = new AbortController();
		res.once('close', () => gone.abort());
		const { id, operation } = found.route;
		const input = { params: found.params, ...(operation.body && { body: () => readJson(req) }) };
		const output: unknown = await operations.dispatch(id, input, caller, {
			facts: { scheme: 'http', hostname: 'dogebox' },
			signal: gone.signal,
			setCookie: () => undefined
		});
		sendJson(req, res, operation.status, output, {});
	}

	const { server, destroySockets } = createGuardedServer({
		async request(req, res) {
			const requestId = newRequestId();
			try {
				await answer(req, res);
			} catch (error) {
				if (!isBoxError(error) || error.status >= 500) {
					box.log.error({ err: error, requestId }, 'a request of a pup failed');
				}
				if (res.headersSent) res.destroy();
				else sendProblem(req, res, toProblem(error, requestId), { 'x-request-id': requestId });
			}
		},
		failed: (error) => box.log.error({ err: error }, 'a request of a pup failed')
	});
	server.on('error', (error) => box.log.error({ err: error }, 'the server for pups failed'));

	return {
		open: (socketPath) => listenForNginx(server, socketPath),
		async close() {
			if (!server.listening) return;
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				destroySockets();
			});
		}
	};
}

/** Creates the error for an unknown path, or for a known path with another method. */
function unknown(allow: readonly string[]): BoxError {
	if (allow.length > 0) {
		return new BoxError({
			code: 'method-not-allowed',
			status: 405,
			message: 'This address does not take this method.',
			hint: `Possible: ${allow.join(', ')}.`
		});
	}
	return new BoxError({
		code: 'not-found',
		status: 404,
		message: 'The box offers pups nothing at this address.',
		hint: 'There is POST /dbx/metrics and GET /dbx/keys/getDelegatedKeys.'
	});
}
