import type { SetupDraft, SetupInput } from '../../contract/box.ts';
import type { Client } from '../auth/types.ts';

/** First boot. */
export interface Setup {
	/** Whether key and password exist. */
	claimed(): boolean;
	/** Whether the wizard is finished. */
	configured(): boolean;
	/** The code to print until the box is configured; null afterwards. */
	claimCode(): string | null;
	/**
	 * Checks a code; rate-limited per address and in all.
	 * @throws BoxError 401 `wrong-claim-code`, 429
	 */
	checkClaimCode(code: string, client: Client): void;
	/**
	 * Creates a short-lived token for a proven claim code, for the wizard's cookie; the other
	 * function checks it.
	 */
	grantWizard(): string;
	wizardAllowed(token: string | undefined): boolean;
	draft(): SetupDraft;
	saveDraft(patch: Partial<SetupDraft>): SetupDraft;
	/**
	 * Creates (or restores) the key with the password and stores the choices. Safe to repeat while
	 * unconfirmed: the same password returns the same words. After a crash that lost them a new key
	 * replaces the unconfirmed one; there is never a second key. A restore completes the
	 * configuration at once.
	 */
	create(input: SetupInput, client: Client): Promise<{ words: string[] }>;
	/** The words until they are confirmed, for a reload of the wizard's page; null afterwards. */
	pendingWords(): string[] | null;
	/** The three positions of words to ask for, stable until confirmed. */
	askedPositions(): number[];
	/** @throws BoxError 422 `wrong-words` naming the positions */
	confirm(words: Record<string, string>, client: Client): Promise<void>;
	/**
	 * Reads the state of the key manager and finishes what a crash interrupted. Safe to call again.
	 */
	begin(): Promise<void>;
	/** Forgets the words and stops timers. */
	close(): void;
}
