/**
 * What Docker's clients have done that no operation answers as they want it. Where the contract has
 * an operation of the same name, calls of both are counted together.
 */
import type { OwnAction } from '../../operations/index.ts';

/** By id: scopes, and most calls a minute. */
export const OWN_ACTIONS = {
	'boxes.files.archive': { scopes: ['administer'], perMinute: 600 },
	'boxes.files.unpack': { scopes: ['administer'], perMinute: 600 },
	'docker.attach': { scopes: ['administer'], perMinute: 1200 },
	'docker.exec': { scopes: ['administer'], perMinute: 1200 },
	'docker.login': { scopes: ['administer'], perMinute: 60 },
	'images.build': { scopes: ['install'], perMinute: 120 },
	'images.commit': { scopes: ['install'], perMinute: 120 },
	'images.import': { scopes: ['install'], perMinute: 120 },
	'images.load': { scopes: ['install'], perMinute: 120 },
	'images.prune': { scopes: ['operate'], perMinute: 60 },
	'images.pull': { scopes: ['install'], perMinute: 60 },
	'images.push': { scopes: ['administer'], perMinute: 120 },
	'images.remove': { scopes: ['operate'], perMinute: 600 },
	'images.tag': { scopes: ['operate'], perMinute: 600 }
} as const satisfies Readonly<Record<string, Omit<OwnAction, 'id'>>>;

export type OwnActionId = keyof typeof OWN_ACTIONS;
