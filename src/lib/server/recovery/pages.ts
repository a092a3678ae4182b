/** Handles requests during the recovery: the owner's page, and 503 for programs. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { systemError } from '../../contract/system-errors.ts';
import { arrivalOf, crossSiteError, crossSiteReason, isSafeMethod, type Arrival } from '../auth/index.ts';
import type { BoxConfig } from '../config.ts';
import type { DatabaseState } from '../db/index.ts';
import type { DkmClient } from '../keys/index.ts';
import { PAGE_HEADERS } from '../web-page.ts';
import { createAccess } from './access.ts';
import { readForm } from './form.ts';
import { choicePage, donePage, plainPage, POLICY, signInPage, type FormError } from './html.ts';
import type { Findings, OfferedCopy } from './types.ts';
import { troubleOf } from './words.ts';

const HEADERS = {
	...PAGE_HEADERS,
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': POLICY,
	'cache-control': 'no-store'
};

/** The response to programs. */
const RECOVERY = JSON.stringify({
	type: 'https://dogebox.org/problems/recovery',
	title: 'The database of this box cannot be used.',
	status: 503,
	detail: 'Running pups keep running. The owner can restore a copy in a browser, at the address of the box.',
	code: 'recovery'
});

export interface PagesDeps {
	config: Pick<BoxConfig, 'trustedProxy'>;
	log: Logger;
	database: DatabaseState;
	/** Absolute path of the database. */
	file: string;
	dkm: Pick<DkmClient, 'login' | 'logout'>;
	/** The current copies and pups. */
	findings: () => Promise<Findings>;
	/**
	 * Replaces the database by a copy, or by a new one for null. @returns where the old one was
	 * moved
	 */
	replace: (copy: OfferedCopy | null) => string | null;
	/** Called when the database was replaced and the response was sent. */
	finish: () => void;
}

/** @returns the handler of every request */
export function createPages(deps: PagesDeps): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
	const { log } = deps;
	const access = createAccess(deps.dkm);
	const trouble = troubleOf(deps.database, deps.file);
	let replaced = false;

	const html = (res: ServerResponse, status: number, text: string, more: Record<string, string> = {}) =>
		void res.writeHead(status, { ...HEADERS, ...more }).end(text);
	const seeHome = (res: ServerResponse, more: Record<string, string> = {}) =>
		void res.writeHead(303, { location: '/', 'cache-control': 'no-store', ...more }).end();

	async function choose(res: ServerResponse, pick: (found: Findings) => OfferedCopy | null): Promise<void> {
		const found = await deps.findings();
		const copy = pick(found);
		// Two tabs may submit a choice; the first one counts.
		if (replaced) return seeHome(res);
		const aside = deps.replace(copy);
		replaced = true;
		res.once('close', deps.finish);
		html(res, 200, donePage(copy, aside, found.pups), { connection: 'close' });
	}

	/** Handlers of the forms. */
	const actions: Record<string, (form: URLSearchParams, arrival: Arrival, res: ServerResponse) => Promise<void>> = {
		async '/recovery/sign-in'(form, arrival, res) {
			const password = form.get('password') ?? '';
			if (password === '') throw invalid('Type the password.');
			seeHome(res, { 'set-cookie': await access.signIn(password, arrival) });
		},
		'/recovery/restore': (form, _, res) =>
			choose(res, ({ copies }) => {
				const name = form.get('copy');
				const copy = copies.find((one) => one.name === name);
				if (!copy) throw invalid('Choose one of the copies.');
				if (copy.damage !== null) throw invalid('This copy is damaged.', 'Choose another one.');
				return copy;
			}),
		'/recovery/anew': (form, _, res) =>
			choose(res, () => {
				if (form.get('sure') !== 'yes') throw invalid('First confirm that you understand what is lost.');
				return null;
			})
	};

	async function show(res: ServerResponse, signedIn: boolean, status = 200, error: FormError | null = null) {
		html(res, status, signedIn ? choicePage(trouble, await deps.findings(), error) : signInPage(error));
	}

	async function act(path: string, req: IncomingMessage, arrival: Arrival, res: ServerResponse): Promise<void> {
		const signedIn = access.isSignedIn(arrival);
		try {
			const reason = crossSiteReason(arrival.header, arrival.facts);
			if (reason !== null) throw crossSiteError(reason, arrival.facts);
			const action = actions[path];
			if (!action) throw new BoxError({ code: 'not-found', status: 404, message: 'There is no such page.' });
			if (path !== '/recovery/sign-in' && !signedIn) {
				return await show(res, false, 401, { message: 'Your sign-in has ended.', hint: 'Sign in again.' });
			}
			await action(await readForm(req), arrival, res);
		} catch (error) {
			const readable = inWords(error);
			if (readable.status >= 500) log.error({ err: error }, 'a step of the recovery failed');
			if (readable.status === 404 || readable.status === 403)
				return html(res, readable.status, plainPage(wordsOf(readable)));
			await show(res, signedIn, readable.status, wordsOf(readable));
		}
	}

	return async (req, res) => {
		const path = (req.url ?? '/').split('?')[0]!;
		if (path === '/api' || path.startsWith('/api/')) {
			res.writeHead(503, {
				'content-type': 'application/problem+json',
				'retry-after': '60',
				'cache-control': 'no-store',
				'x-content-type-options': 'nosniff'
			});
			res.end(RECOVERY);
			return;
		}
		const arrival = arrivalOf(req, deps.config.trustedProxy);
		if (req.method === 'POST') return act(path, req, arrival, res);
		if (!isSafeMethod(req.method ?? '')) {
			return html(res, 405, plainPage({ message: 'This is not possible here.', hint: undefined }), {
				allow: 'GET, POST'
			});
		}
		if (path === '/') return show(res, access.isSignedIn(arrival));
		// The browser may have had any page of the dashboard open; the recovery is at the root.
		if (arrival.header('accept')?.includes('text/html')) return seeHome(res);
		html(res, 404, plainPage({ message: 'There is no such page.', hint: undefined }));
	};
}

function invalid(message: string, hint?: string): BoxError {
	return new BoxError({ code: 'invalid-input', status: 422, message, ...(hint && { hint }) });
}

const wordsOf = ({ message, hint }: BoxError): FormError => ({ message, hint });

function inWords(error: unknown): BoxError {
	if (isBoxError(error) && error.code === 'no-key') {
		return new BoxError({
			code: 'no-key',
			status: 409,
			message: 'The key manager has no key, so no password can be checked.',
			hint: 'On the box itself, replace dogebox.db with a file from the folder “copies” and restart it.'
		});
	}
	if (isBoxError(error) && error.code === 'wrong-password') {
		// A reset with the recovery words needs the database.
		return new BoxError({ code: error.code, status: 401, message: error.message, hint: 'Try again.' });
	}
	if (isBoxError(error)) return error;
	return (
		systemError(error) ??
		new BoxError({
			code: 'internal',
			status: 500,
			message: 'Something went wrong inside the box.',
			hint: 'Nothing was changed. The log of dogeboxd says more.',
			cause: error
		})
	);
}
