/** Public interface of the api room: everything between the network and the library. */
export { boot } from './boot.ts';
export { handOver, handover, type Handover, type Running } from './handover.ts';
export { createFront, type Front } from './front.ts';
export { newRequestId } from './request-id.ts';
