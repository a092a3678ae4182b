/** The senders by kind; each is loaded with its library on its first use. */
import { isBoxError } from '../../../contract/errors.ts';
import type { Target } from '../targets.ts';
import type { Message } from '../types.ts';
import type { Means, Send } from './types.ts';

const WAYS: { [Kind in Target['kind']]: () => Promise<{ send: Send<Extract<Target, { kind: Kind }>> }> } = {
	webhook: () => import('./webhook.ts'),
	email: () => import('./email.ts'),
	ntfy: () => import('./ntfy.ts'),
	push: () => import('./push.ts')
};

/** Sends a message. @throws BoxError with the reason why it was not accepted */
export async function sendBy(target: Target, message: Message, means: Means): Promise<void> {
	const { send } = await WAYS[target.kind]();
	try {
		await (send as Send<Target>)(target, message, means);
	} catch (error) {
		// The message was accepted: the body is read only of a successful response, and this one
		// exceeds the limit.
		if (!isBoxError(error) || error.code !== 'too-large') throw error;
	}
}
