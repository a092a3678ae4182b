/** Where messages go, with all that it takes to send there; and where they go after a change. */
import { invalidInput } from '../../contract/errors.ts';
import type { NewDestination, OtherTarget, ShownTarget } from '../../contract/notifications.ts';

type Distribute<T> = T extends { kind: string } ? Omit<T, 'name' | 'severities'> : never;
/** All that it takes to send there, secrets in clear. */
export type Target = Distribute<NewDestination>;
type TargetOf<Kind extends Target['kind']> = Extract<Target, { kind: Kind }>;
export type WebhookTarget = TargetOf<'webhook'>;
export type EmailTarget = TargetOf<'email'>;
export type NtfyTarget = TargetOf<'ntfy'>;
export type PushTarget = TargetOf<'push'>;

const giveAgain = () =>
	invalidInput('The secret must be given again.', {
		'target.secret':
			'Give this again, or remove it: the one that is kept was given for another server or another protection.'
	});

/**
 * What is left out of `wanted` is kept: a secret, and the address of a webhook. A secret is not
 * kept where it would be sent to somebody whom it was not given for.
 *
 * @param now  where it leads now
 * @param open the same with its secrets; asked only when one is kept
 * @throws BoxError 422 for another kind, or a secret that must be given again
 */
export function retargeted(now: ShownTarget, wanted: OtherTarget, open: () => Target): Target {
	if (wanted.kind !== now.kind) {
		const field = { 'target.kind': `This destination is of the kind ${now.kind}.` };
		throw invalidInput('A destination stays of its kind. Add another one instead.', field);
	}
	if (wanted.kind === 'webhook') {
		const { url, secret } = wanted;
		if (url !== undefined && secret !== undefined) return { ...wanted, url };
		const kept = open() as WebhookTarget;
		// The key itself is not sent, but who gets what it signed may show that to the one before.
		if (url !== undefined && kept.secret && new URL(url).origin !== new URL(kept.url).origin) {
			throw giveAgain();
		}
		return { kind: 'webhook', url: url ?? kept.url, secret: secret === undefined ? kept.secret : secret };
	}
	if (wanted.secret !== undefined) return wanted;
	const { secret } = open() as Exclude<Target, { kind: 'push' }>;
	if (secret && isElsewhere(now, wanted)) throw giveAgain();
	return { ...wanted, secret };
}

/** Whether others than now would get to see what is sent. */
function isElsewhere(now: ShownTarget, wanted: Exclude<OtherTarget, { kind: 'webhook' }>): boolean {
	if (wanted.kind === 'ntfy') return now.kind !== 'ntfy' || new URL(now.url).href !== new URL(wanted.url).href;
	if (now.kind !== 'email' || now.host.toLowerCase() !== wanted.host.toLowerCase()) return true;
	return wanted.security === 'none' && (now.security !== 'none' || now.port !== wanted.port);
}
