/** Words for webhooks. */
import type { CHANGE_KINDS } from '$lib/contract/live.ts';
import type { WebhookDelivery, WEBHOOK_STATES } from '$lib/contract/webhooks.ts';

export const EVENT: Record<(typeof CHANGE_KINDS)[number], { title: string; about: string }> = {
	pup: { title: 'Pups', about: 'State, health, version, services.' },
	'pup-removed': { title: 'Removed pups', about: 'A pup was removed.' },
	'ad-hoc-box': { title: 'Boxes', about: 'State, limits, ports.' },
	'ad-hoc-box-removed': { title: 'Removed boxes', about: 'A box was removed.' },
	'ad-hoc-box-exec': { title: 'Commands in boxes', about: 'One was started, or ended.' },
	job: { title: 'Jobs', about: 'Steps and progress. Many events.' },
	attention: { title: 'Attention', about: 'What needs you.' },
	box: { title: 'The box', about: 'Its name, runtime and parts.' },
	source: { title: 'Sources', about: 'What they were read to offer.' },
	'source-removed': { title: 'Removed sources', about: 'A source was removed.' },
	store: { title: 'The store', about: 'Its listing has changed.' },
	wiring: { title: 'Connections', about: 'Who provides what to whom.' },
	sessions: { title: 'Sessions', about: 'Somebody signed in or out.' }
};

export const eventTitle = (event: WebhookDelivery['event']): string =>
	event === 'test' ? 'Test' : event === 'resync' ? 'Too much was missed' : EVENT[event].title;

export const STATE: Record<(typeof WEBHOOK_STATES)[number], { label: string; tone: 'good' | 'bad' | 'neutral' }> = {
	active: { label: 'Active', tone: 'good' },
	failing: { label: 'Failing', tone: 'bad' },
	paused: { label: 'Paused', tone: 'neutral' }
};

/** Messages for finished actions, by the action's name in the address. */
export const DONE: Readonly<Record<string, string>> = {
	changed: 'The webhook was changed.',
	tested: 'The test event was taken.',
	sent: 'The event was taken.'
};
