/** The recovery pages as HTML. They need no JavaScript and load nothing. */
import { createHash } from 'node:crypto';
import { showPlain } from '../../contract/hidden-characters.ts';
import { escapeHtml } from '../web-page.ts';
import { STYLE } from './style.ts';
import type { Findings, OfferedCopy } from './types.ts';
import { ago, dateOf, listed, type Trouble } from './words.ts';
import type { DescribedPup } from '../pups/index.ts';

/** Nothing may be loaded, run or framed. */
export const POLICY = [
	"default-src 'none'",
	`style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
	"form-action 'self'",
	"base-uri 'none'",
	"frame-ancestors 'none'"
].join('; ');

/** The error of a submitted form. */
export interface FormError {
	message: string;
	hint: string | undefined;
}

/** Escapes external text for HTML, and removes misleading characters. */
export function safe(text: string): string {
	return escapeHtml(showPlain(text, ' '));
}

const LOGO = `<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="var(--gold)"/>
<path d="M11 8h6.2a8 8 0 0 1 0 16H11z M8.500 16h7" fill="none" stroke="var(--on-gold)" stroke-width="2.600"/></svg>`;

function page(title: string, body: string, narrow = false): string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${safe(title)} · Dogebox</title><style>${STYLE}</style></head>
<body><main${narrow ? ' class="narrow"' : ''}><header><span class="brand">${LOGO}Dogebox</span></header>${body}</main></body></html>`;
}

function errorNotice(error: FormError | null): string {
	if (!error) return '';
	return `<div class="notice bad" role="alert"><b>${safe(error.message)}</b>${error.hint ? ` ${safe(error.hint)}` : ''}</div>`;
}

/** The password form. Says only that the box needs its owner. */
export function signInPage(error: FormError | null): string {
	return page(
		'Recovery',
		`<h1>This box needs its owner</h1>
<p class="quiet">Its database cannot be used, so it did not start as usual. Pups that run go on.
Sign in to see what is wrong and what can be done.</p>${errorNotice(error)}
<form method="post" action="/recovery/sign-in"><input type="text" name="username" value="owner" autocomplete="username" hidden>
<label class="field">Password<input type="password" name="password" autocomplete="current-password" required autofocus></label>
<button>Sign in</button></form>`,
		true
	);
}

/** The problem and the two ways to continue. */
export function choicePage(
	trouble: Trouble,
	{ copies, pups, pupsProblem }: Findings,
	error: FormError | null,
	now = Date.now()
): string {
	return page(
		'Recovery',
		`<h1>${safe(trouble.title)}</h1>${errorNotice(error)}
<div class="notice"><p>${safe(trouble.text)}</p>
<p>Nothing was changed. Pups that run go on, and their data is not in this file. The box waits for your choice.</p>
${trouble.details === null ? '' : `<details><summary>Details</summary><pre>${safe(trouble.details)}</pre></details>`}</div>
${copiesSection(copies, now)}${anewSection(
			pups,
			pupsProblem,
			copies.some(({ damage }) => damage === null)
		)}`
	);
}

function copiesSection(copies: readonly OfferedCopy[], now: number): string {
	const whole = copies.filter(({ damage }) => damage === null);
	const damaged = copies.filter(({ damage }) => damage !== null);
	const broken = damaged
		.map(
			({ at }) =>
				`<p class="warn">The copy of ${safe(dateOf(at))} cannot be restored: it is damaged, or cannot be read.</p>`
		)
		.join('');
	if (whole.length === 0) {
		return `<section><h2>Restore a copy</h2><p class="quiet">There is no copy of the database${damaged.length ? ' that is whole' : ''}.</p>${broken}</section>`;
	}
	const choices = whole.map(
		(
			{ name, at, kind, pups },
			i
		) => `<label class="choice"><input type="radio" name="copy" value="${safe(name)}"${i === 0 ? ' checked' : ''} required>
<span><time datetime="${new Date(at).toISOString()}">${safe(dateOf(at))}</time> <span class="quiet">· ${ago(at, now)}</span></span>
<small>${safe(listed(pups))}${kind === 'migration' ? ' · made before an update of the program' : ''}</small></label>`
	);
	return `<section><h2>Restore a copy</h2>
<p class="quiet">Settings become those of that moment. Pups that were installed since are found on the disk and taken over.
You sign in again on all devices; API tokens that were removed since count again.</p>
<form method="post" action="/recovery/restore"><fieldset><legend>Copies, newest first</legend>${choices.join('')}</fieldset>
<button>Restore this copy</button></form>${broken}</section>`;
}

function anewSection(pups: readonly DescribedPup[], problem: string | null, hasCopy: boolean): string {
	const found =
		problem !== null
			? `<p class="warn">The pups on the disk could not be looked at: ${safe(problem)}</p>`
			: pups.length === 0
				? '<p>No pups were found on the disk.</p>'
				: `<ul>${pups.map(foundPup).join('')}</ul>`;
	return `<section><h2>Start anew with the pups that are found</h2>
<p class="quiet">The box begins with an empty database and takes over what lies on the disk: pups, their data, and their settings as
far as they can be read. Pups that run go on; others are stopped until you start them. Name, sources, limits, API tokens and
history are lost. Your password and keys stay.</p>${found}
<form method="post" action="/recovery/anew"><label class="choice"><input type="checkbox" name="sure" value="yes" required>
<span>I understand that what is not on the disk is lost.</span></label>
<button class="${hasCopy ? 'second' : 'first'}">Start anew</button></form></section>`;
}

function foundPup({ id, name, version, storage, problem }: DescribedPup): string {
	const title = name === null ? `Pup <code>${safe(id)}</code>` : `<b>${safe(name)}</b> ${safe(version ?? '')}`;
	if (problem === null)
		return `<li><span>${title}</span><small>${storage ? 'With its data' : 'Without data'}</small></li>`;
	const stays = storage ? ' Its data stays where it is.' : '';
	return `<li><span>${title}</span><small class="warn">Cannot be taken over. ${safe(problem)}${stays}</small></li>`;
}

/** The result. dogeboxd starts while the owner reads it. */
export function donePage(copy: OfferedCopy | null, aside: string | null, pups: readonly DescribedPup[]): string {
	const lost = pups.filter(({ problem }) => problem !== null);
	return page(
		'Recovered',
		`<h1>${copy === null ? 'The box starts anew' : 'The copy was restored'}</h1>
<div class="notice good" role="status"><b>${copy === null ? 'The database was begun anew.' : `The database is that of ${safe(dateOf(copy.at))}.`}</b>
The box starts now and takes over the pups that it finds. This takes a few seconds.</div>
${lost.length ? `<section><h2>Not taken over</h2><ul>${lost.map(foundPup).join('')}</ul></section>` : ''}
${aside === null ? '' : `<p class="quiet">What was there before is kept as <code>${safe(aside)}</code>.</p>`}
<a class="button" href="/">Open the box</a>`
	);
}

/** One sentence with a link back. */
export function plainPage(error: FormError): string {
	return page('Recovery', `<h1>This did not work</h1>${errorNotice(error)}<a class="button" href="/">Back</a>`, true);
}
