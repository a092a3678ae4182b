import type { SetupDraft, SetupInput } from '../../contract/box.ts';
import type { Client } from '../auth/types.ts';

/** First boot. */
export interface Setup {
	/** Key and password exist. */
	claimed(): boolean;
	/** Wizard finished. */
	configured(): boolean;
	/** The code to print until configured; null afterwards. */
	claimCode(): string | null;
	/**
	 * Checks a code; throttled per address and over all.
	 * @throws BoxError 401 `wrong-claim-code`, 429
	 */
	checkClaimCode(code: string, client: Client): void;
	/**
	 * A short-lived token that stands for a proven claim code, for the wizard's cookie; and its
	 * check.
	 */
	grantWizard(): string;
	wizardAllowed(token: string | undefined): boolean;
	draft(): SetupDraft;
	saveDraft(patch: Partial<SetupDraft>): SetupDraft;
	/**
	 * Creates (or restores) the key with the password and stores the choices. Safe to repeat while
	 * unconfirmed: the same password gives the same words, and after a crash that lost them the
	 * unconfirmed key is replaced, never a second one made. A restore is configured at once.
	 */
	create(input: SetupInput, client: Client): Promise<{ words: string[] }>;
	/**
	 * The words while they are not confirmed, for a reload of the wizard's page; null when gone.
	 */
	pendingWords(): string[] | null;
	/** Positions asked back, three, stable until confirmed. */
	askedPositions(): number[];
	/** @throws BoxError 422 `wrong-words` naming the positions */
	confirm(words: Record<string, string>, client: Client): Promise<void>;
	/**
	 * Asks the key manager what exists and finishes what a crash interrupted. Safe to call again.
	 */
	begin(): Promise<void>;
	/** Forgets the words and stops timers. */
	close(): void;
}
