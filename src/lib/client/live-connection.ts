/** What a tab needs once its page stands, loaded as one. */
export { applyFrame } from './apply-frame.ts';
export { Connection } from './connection.ts';
