/** What a tab needs once its page stands, loaded as one. */
export { applyChange } from './apply-change.ts';
export { Connection } from './connection.ts';
