/** Addresses that were chosen for boxes on their networks. */
export { forgetChosen, giveChosen, needPermitted, permittedChosen, settleChosen } from './links.ts';
