import type { setupOperations } from '../../../contract/operations/setup.ts';
import { setCookie, WIZARD_COOKIE } from '../../auth/index.ts';
import type { Services } from '../../services.ts';
import type { Context, HandlersOf } from '../types.ts';
import { enter } from './sessions.ts';

/** Seconds that the browser keeps the wizard's cookie; the token in it also expires by itself. */
const WIZARD_SECONDS = 86_400;

export function setupHandlers({ auth, setup, system }: Services): HandlersOf<keyof typeof setupOperations> {
	/** Logs the caller in if that was requested and the box is set up. */
	async function login(wanted: boolean | undefined, context: Context) {
		if (!wanted || !setup.configured()) return {};
		return { session: enter({ auth }, await auth.openSession(context.caller.client), context) };
	}
	return {
		'setup.claim': ({ body }, context) => {
			setup.checkClaimCode(body.code, context.caller.client);
			const secure = context.facts.scheme === 'https';
			context.setCookie(setCookie(WIZARD_COOKIE, setup.grantWizard(), WIZARD_SECONDS, secure));
		},
		'setup.get': async () => ({
			claimed: setup.claimed(),
			draft: setup.draft(),
			suggestions: system.suggestions(),
			disks: await system.disks(),
			links: system.links(),
			timeZones: system.timeZones(),
			keyMaps: system.keyMaps(),
			wordsPending: setup.pendingWords() !== null,
			askedPositions: setup.askedPositions()
		}),
		'setup.draft': ({ body }) => setup.saveDraft(body),
		'setup.create': async ({ body }, context) => {
			const { words } = await setup.create(body, context.caller.client);
			return { words, ...(await login(body.login, context)) };
		},
		'setup.confirm': async ({ body }, context) => {
			await setup.confirm(body.words, context.caller.client);
			return { configured: true, ...(await login(body.login, context)) };
		}
	};
}
