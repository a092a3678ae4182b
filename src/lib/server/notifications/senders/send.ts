/** The ways to send; each with its library is loaded when something is sent by it. */
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

/** Sends a message. @throws BoxError with why it was not taken */
export async function sendBy(target: Target, message: Message, means: Means): Promise<void> {
	const { send } = await WAYS[target.kind]();
	try {
		await (send as Send<Target>)(target, message, means);
	} catch (error) {
		// It was taken: only an answer that says so is read, and this one is longer than is read.
		if (!isBoxError(error) || error.code !== 'too-large') throw error;
	}
}
