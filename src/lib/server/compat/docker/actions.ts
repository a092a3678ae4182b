/**
 * Actions of Docker's clients that no operation of the contract provides in the form that they
 * need. An action with the name of an operation shares that operation's rate limit.
 */
import { imagesOperations } from '../../../contract/operations/images.ts';
import type { OwnAction } from '../../operations/index.ts';

/** Returns the scopes and the rate limit that the contract declares for an operation. */
const asDeclared = ({ scopes, perMinute }: Omit<OwnAction, 'id'>) => ({ scopes, perMinute });

/** Scopes and calls a minute, by id. */
export const OWN_ACTIONS = {
	'boxes.files.archive': { scopes: ['administer'], perMinute: 600 },
	'boxes.files.unpack': { scopes: ['administer'], perMinute: 600 },
	'docker.attach': { scopes: ['administer'], perMinute: 1200 },
	'docker.exec': { scopes: ['administer'], perMinute: 1200, ahead: true },
	'docker.login': { scopes: ['administer'], perMinute: 60 },
	'images.build': { scopes: ['install'], perMinute: 120 },
	'images.commit': { scopes: ['install'], perMinute: 120 },
	'images.import': { scopes: ['install'], perMinute: 120 },
	'images.load': { scopes: ['install'], perMinute: 120 },
	'images.prune': asDeclared(imagesOperations['images.prune']),
	'images.pull': asDeclared(imagesOperations['images.pull']),
	'images.push': { scopes: ['administer'], perMinute: 120 },
	'images.remove': asDeclared(imagesOperations['images.remove']),
	'images.tag': asDeclared(imagesOperations['images.tag'])
} as const satisfies Readonly<Record<string, Omit<OwnAction, 'id'>>>;

export type OwnActionId = keyof typeof OWN_ACTIONS;
