/**
 * Decides who may use the wizard: a client on the box itself, with the wizard's cookie, or with the
 * claim code.
 */
import { BoxError } from '../../contract/errors.ts';
import { cookieValues, WIZARD_COOKIE, type Client, type RequestFacts } from '../auth/index.ts';
import type { Setup } from './types.ts';

export interface WizardRequest {
	facts: Pick<RequestFacts, 'loopback'>;
	client: Client;
	/** `Cookie` header. */
	cookie: string | undefined;
	/** `X-Claim-Code` header. */
	claimCode: string | undefined;
}

/**
 * Admits a client to the wizard of a box that is not configured.
 * @throws BoxError 401 `claim-code-needed`, `wrong-claim-code`, 429 `too-many-attempts`
 */
export function needWizard(setup: Pick<Setup, 'wizardAllowed' | 'checkClaimCode'>, request: WizardRequest): void {
	if (request.facts.loopback) return;
	if (cookieValues(request.cookie, WIZARD_COOKIE).some((token) => setup.wizardAllowed(token))) return;
	if (request.claimCode !== undefined && request.claimCode !== '') {
		setup.checkClaimCode(request.claimCode, request.client);
		return;
	}
	throw new BoxError({
		code: 'claim-code-needed',
		status: 401,
		message: 'This box waits for its owner.',
		hint: 'Give the claim code from the box’s screen or start output, in the header X-Claim-Code.'
	});
}
