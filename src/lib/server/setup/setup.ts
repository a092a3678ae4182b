/**
 * First boot.
 *
 * State that survives a crash, in the order of writing: the choices and `setup.pending` (one
 * transaction), then the key in the key manager (unconfirmed, or confirmed at once for a restore),
 * then the key manager's note that it is confirmed, then `setup.configuredAt`. After a crash
 * between any two, {@link Setup.begin} and a repeated {@link Setup.create} continue from the state
 * of the key manager. Only the words are lost then, and a new key replaces the unconfirmed one.
 */
import * as v from 'valibot';
import type { Logger } from 'pino';
import { BoxError, conflict, isBoxError } from '../../contract/errors.ts';
import { createThrottle, type Client } from '../auth/index.ts';
import { createQueue } from '../concurrency/index.ts';
import type { Database, Settings } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import type { DkmClient, DkmSession, Keyring } from '../keys/index.ts';
import type { System } from '../system/index.ts';
import { isClaimCode, isWizardToken, newClaimCode, newWizardKey, wizardToken } from './claim-code.ts';
import { createDraft } from './draft.ts';
import type { Setup } from './types.ts';
import { createPendingWords, type PendingWords } from './words.ts';

const CONFIGURED_AT = 'setup.configuredAt';
const PENDING = 'setup.pending';
const CLAIMED = 'setup.claimed';
const CLAIM_CODE = 'setup.claimCode';
const WIZARD_KEY = 'setup.wizardKey';

/** Interval of renewing the key manager's session, which lasts 65 minutes; ms. */
const ROLL_EVERY = 30 * 60_000;

export interface SetupDeps {
	system: System;
	database: Database;
	dkm: DkmClient;
	keyring: Keyring;
	events: Events;
	log: Logger;
	/** Returns the current time, milliseconds. */
	now?: () => number;
}

/** Marks the wizard as finished, for a box whose owner has proven their identity. */
export function markConfigured(settings: Settings, at: number): void {
	settings.set(CONFIGURED_AT, at);
	for (const key of [PENDING, CLAIMED, CLAIM_CODE, WIZARD_KEY]) settings.remove(key);
}

/** Creates the setup service. Call `begin` when the key manager has been started. */
export function createSetup(deps: SetupDeps): Setup {
	const { system, dkm, keyring, events, log } = deps;
	const { settings } = deps.database;
	const now = deps.now ?? Date.now;
	const throttle = createThrottle({
		...(deps.now && { now: deps.now }),
		what: 'Too many wrong claim codes.'
	});
	const draft = createDraft(settings);

	let configured = settings.get(CONFIGURED_AT, v.number()) !== null;
	let claimed = configured || settings.get(CLAIMED, v.boolean()) === true;
	let pending: PendingWords | null = null;
	let rolling: NodeJS.Timeout | undefined;
	/** Runs one creation or confirmation at a time, so that two tabs create only one key. */
	const inTurn = createQueue();

	if (!configured) {
		if (settings.get(CLAIM_CODE, v.string()) === null) settings.set(CLAIM_CODE, newClaimCode());
		if (settings.get(WIZARD_KEY, v.string()) === null) settings.set(WIZARD_KEY, newWizardKey());
	}

	function needUnconfigured(): void {
		if (configured) throw conflict('already-configured', 'This box is already set up.', 'Log in instead.');
	}

	function forgetWords(): void {
		clearInterval(rolling);
		pending = null;
	}

	function keepWords(words: PendingWords): void {
		forgetWords();
		pending = words;
		rolling = setInterval(() => {
			const held = pending;
			if (!held?.token) return;
			dkm.roll(held.token).then(
				(session) => (held.token = session.token),
				(error: unknown) => log.warn({ err: error }, 'the session of the wizard could not be prolonged')
			);
		}, ROLL_EVERY);
		rolling.unref();
	}

	function setClaimed(): void {
		if (claimed) return;
		claimed = true;
		settings.set(CLAIMED, true);
		events.emit({ kind: 'box' });
	}

	/** Records that the wizard is finished. */
	function finish(token: string | null): void {
		deps.database.transaction(() => {
			markConfigured(settings, now());
			draft.drop();
			events.emit({ kind: 'box' });
		});
		configured = true;
		claimed = true;
		forgetWords();
		if (token) keyring.unlock(token);
		log.info('the box is set up');
	}

	return {
		claimed: () => claimed,
		configured: () => configured,
		claimCode: () => (configured ? null : settings.get(CLAIM_CODE, v.string())),

		checkClaimCode(code, client) {
			needUnconfigured();
			const attempt = throttle.begin({ address: client.address, device: null, known: false });
			if (isClaimCode(code, settings.get(CLAIM_CODE, v.string()) ?? newClaimCode())) {
				attempt.succeed();
				return;
			}
			attempt.fail();
			throw new BoxError({
				code: 'wrong-claim-code',
				status: 401,
				message: 'The claim code is wrong.',
				hint: 'It is on the box’s screen and in its start output.'
			});
		},

		grantWizard() {
			needUnconfigured();
			return wizardToken(settings.get(WIZARD_KEY, v.string()) ?? newWizardKey(), now());
		},
		wizardAllowed(token) {
			const key = configured ? null : settings.get(WIZARD_KEY, v.string());
			return key !== null && isWizardToken(token, key, now());
		},

		draft: draft.read,
		saveDraft(patch) {
			needUnconfigured();
			return draft.save(patch);
		},

		create: (input, client) =>
			inTurn(async () => {
				needUnconfigured();
				const store = await system.choose(input);
				const status = await dkm.status();
				// Checked first: an original key manager reports its key as confirmed at once,
				// while its words are only stored here.
				if (pending && status.created && !input.seedPhrase && pending.isPassword(input.password)) {
					// A restart of the key manager may have ended the session, so a new one is
					// opened now.
					const { token } = await dkm.login(input.password, { from: `setup ${client.address}` });
					pending.token = token;
					deps.database.transaction(store);
					return { words: [...pending.words] };
				}
				if (status.created && status.confirmed) {
					const { token } = await adoptKey(dkm, input, client);
					deps.database.transaction(store);
					finish(token);
					return { words: [] };
				}
				deps.database.transaction(() => {
					store();
					settings.set(PENDING, input.seedPhrase ? 'restore' : 'create');
				});
				const made = await dkm.create({
					password: input.password,
					replaceUnconfirmed: true,
					...(input.seedPhrase ? { words: input.seedPhrase } : { confirmLater: true })
				});
				setClaimed();
				if (input.seedPhrase) finish(made.token);
				else keepWords(createPendingWords(made.words, made.token, input.password));
				return { words: made.words };
			}),

		pendingWords: () => (pending ? [...pending.words] : null),
		askedPositions: () => (pending ? [...pending.asked] : []),

		confirm: (words) =>
			inTurn(async () => {
				needUnconfigured();
				if (!pending) {
					throw conflict(
						'words-gone',
						claimed ? 'The box was restarted and no longer knows the words.' : 'There are no words to confirm yet.',
						'Give the password again; new words are shown then.'
					);
				}
				pending.check(words);
				try {
					await dkm.confirm(pending.token);
				} catch (error) {
					if (!isBoxError(error) || error.code !== 'keys-locked') throw error;
					throw conflict(
						'password-needed',
						'The key manager was restarted meanwhile.',
						'Give the same password again; the words stay the same.'
					);
				}
				finish(pending.token);
			}),

		begin: () =>
			inTurn(async () => {
				if (configured) return;
				const status = await dkm.status();
				if (!status.created) return;
				setClaimed();
				// The process ended between the key manager's last write and ours. With an original
				// key manager it is unknown whether anybody has seen the words.
				const half = settings.get(PENDING, v.picklist(['create', 'restore']));
				if (half !== null && status.confirmed && !status.original) finish(null);
			}),
		close: forgetWords
	};
}

/**
 * Takes over an existing key (after a loss of the box's database, or of an original key manager).
 * Its password proves the owner, or its words do, which then set the password.
 * @throws BoxError 409 `key-exists` for another password, and as `DkmClient.recoverPassword`
 */
async function adoptKey(
	dkm: DkmClient,
	{ password, seedPhrase }: { password: string; seedPhrase?: string[] | undefined },
	client: Client
): Promise<DkmSession> {
	try {
		if (seedPhrase) return await dkm.recoverPassword({ words: seedPhrase, next: password });
		return await dkm.login(password, { from: `setup ${client.address}` });
	} catch (error) {
		if (!isBoxError(error) || error.code !== 'wrong-password') throw error;
		throw conflict(
			'key-exists',
			'This box already has a key, and this is not its password.',
			'Enter the password of that key, or choose to restore it and type its 24 words.'
		);
	}
}
