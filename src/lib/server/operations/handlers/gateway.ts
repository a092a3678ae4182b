import { BoxError, isBoxError } from '../../../contract/errors.ts';
import type { gatewayOperations } from '../../../contract/operations/gateway.ts';
import type { Services } from '../../services.ts';
import type { Caller, HandlersOf } from '../types.ts';

/** Bytes read of a key file; a key is far shorter. */
const MAX_KEY = 4096;

export function gatewayHandlers(box: Services): HandlersOf<keyof typeof gatewayOperations> {
	/** Reads a key from a file of the pup's own storage. */
	async function keyIn(id: string, name: string, signal: AbortSignal): Promise<string> {
		const file = await (await box.pups.storage()).read(id, name, signal);
		let text = '';
		for await (const piece of file.read(0, Math.min(file.size, MAX_KEY))) text += String(piece);
		return text.trim();
	}

	return {
		'dbx.metrics': ({ body }, { caller }) => {
			const id = pupOf(caller);
			return { id, refused: box.pups.reportMetrics(id, body) };
		},
		'dbx.keys': async (_, { caller, signal }) => {
			const id = pupOf(caller);
			try {
				return {
					priv: await keyIn(id, 'delegated.key', signal),
					wif: await keyIn(id, 'delegated.extended.key', signal)
				};
			} catch (error) {
				if (!isBoxError(error) || error.code !== 'no-such-file') throw error;
				throw new BoxError({
					code: 'keys-wait',
					status: 503,
					message: 'The keys of this pup have not been derived yet.',
					hint: 'They will be when the owner of the box next logs in.'
				});
			}
		}
	};
}

function pupOf(caller: Caller): string {
	if (caller.kind !== 'pup') throw new Error('only pups get here');
	return caller.pupId;
}
